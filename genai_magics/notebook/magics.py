"""The magics: `%%genai` and `%genai` ask, `%genai_chat` opens the panel."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

from IPython.core.magic import (
    Magics,
    line_cell_magic,
    line_magic,
    magics_class,
    needs_local_scope,
    no_var_expand,
)

from ..errors import InputError
from ..session import Session, current
from .manual import CHAT_MANUAL, GENAI_BRIEF, GENAI_MANUAL, documented
from .options import CHAT, GENAI, Choices, parse
from .surroundings import (
    Cell,
    cell_number,
    has_outputs,
    publisher,
    remember,
    running_cell,
    show,
    show_notes,
    user_names,
)

if TYPE_CHECKING:
    from IPython.core.interactiveshell import InteractiveShell

    from ..content.response import GenerateContentResponse

__all__ = ["GenaiMagics"]


@magics_class
class GenaiMagics(Magics):
    """The magics of one shell, over *session*: by default the one that the kernel shares."""

    def __init__(self, shell: InteractiveShell, session: Session | None = None) -> None:
        super().__init__(shell)
        self.session = session if session is not None else current()
        self._ipython = shell
        self._shown: tuple[int, GenerateContentResponse | None] = (0, None)

    @no_var_expand
    @needs_local_scope
    @line_cell_magic
    @documented(GENAI_MANUAL)
    def genai(  # noqa: D102 - see above
        self, line: str, cell: str | None = None, local_ns: Mapping[str, Any] | None = None
    ) -> GenerateContentResponse | None:
        magic = "%genai" if cell is None else "%%genai"
        _refuse_secrets(line)
        notes: list[str] = []
        names = user_names(self._ipython, local_ns)
        choices = parse(line, fill=partial(_filled_value, notes, names), magic=magic)
        if choices["help"] or not (line or cell):
            show({"text/plain": GENAI_MANUAL if choices["help"] else GENAI_BRIEF})
            return None
        prompt = _filled(notes, names, _typed_prompt(choices, cell, magic), choices)
        notes.extend(_late_flags(choices.prompt))
        where = running_cell(self._ipython)
        response = self._asked(prompt, choices, where, notes)
        if cell is None and not where.alone:
            self._shown = (where.count, response)
            return response
        remember(self._ipython, response)
        return None

    @no_var_expand
    @line_magic
    @documented(CHAT_MANUAL)
    def genai_chat(self, line: str) -> None:  # noqa: D102 - see above
        choices = parse(line, CHAT, magic="%genai_chat")
        if choices["help"]:
            show({"text/plain": CHAT_MANUAL})
            return
        if not has_outputs(self._ipython):
            raise InputError("The panel needs a notebook page. In a terminal, ask with %genai.")
        from IPython.display import display

        from ..panel.chat_panel import ChatPanel

        name = _panel_name(choices) or self.session.current
        display(ChatPanel(self.session.chat(name)))  # type: ignore[no-untyped-call]

    def show_reply(self, response: GenerateContentResponse) -> None:
        """Show a reply that is a cell's value, unless this run of the cell has shown it already."""
        count, shown = self._shown
        if response is shown and count == cell_number(self._ipython):
            if not has_outputs(self._ipython):
                show({"text/plain": "(the reply above)"})  # behind IPython's "Out[3]: "
            return
        from ..rendering.reply_view import reply_bundle

        show(*reply_bundle(response, state="blocked" if response.blocked else "complete", provenance={}))

    def _asked(self, prompt: str, choices: Choices, cell: Cell, notes: list[str]) -> GenerateContentResponse:
        from .asking import Question, Stopped, ask

        question = Question(
            prompt,
            cell,
            config=choices.config,
            model=choices["model"],
            fresh=bool(choices["fresh"]),
            record=not choices["no_history"],
            stream=not choices["no_stream"],
        )
        try:
            chat = self.session.chat(choices["chat"] or self.session.current)
            if notes:
                show_notes(notes)
            place = publisher(self._ipython, alone=cell.alone and not notes)
            return ask(chat, question, place, lambda response: self._put(choices["out"], response))
        except Stopped:
            raise
        except KeyboardInterrupt:
            raise Stopped("the cell was stopped.") from None

    def _put(self, variable: str | None, response: GenerateContentResponse) -> None:
        if variable:
            self._ipython.push({variable: response})  # type: ignore[no-untyped-call]


def _filled_value(notes: list[str], names: Mapping[str, Any], text: str, choices: Choices) -> str:
    """The value of a flag with variables put in, and a hint for who is used to `$name` on a magic's line."""
    if text.startswith("$") and text[1:] in names:
        notes.append(f"{text} was sent as written; {{{text[1:]}}} puts the variable in.")
    return _filled(notes, names, text, choices)


def _filled(notes: list[str], names: Mapping[str, Any], text: str, choices: Choices) -> str:
    """*text* with the user's variables put in; what is to be said about it goes into *notes*."""
    if choices["raw"]:
        return text
    from .prompt import fill

    filled = fill(text, names, strict=bool(choices["strict"]))
    notes.extend(filled.notes)
    return filled.text


def _panel_name(choices: Choices) -> str:
    """The name of a conversation that stands behind --chat or alone, in quotes or not; empty without one."""
    name = choices.prompt
    if choices["chat"] and name:
        raise InputError(f"A panel shows one conversation, not {choices['chat']!r} and {name!r}. Names go in quotes.")
    quoted = len(name) > 1 and name[0] == name[-1] and name[0] in "'\""
    return choices["chat"] or (name[1:-1] if quoted else name)


def _typed_prompt(choices: Choices, cell: str | None, magic: str) -> str:
    """What the user wrote for the model, as it was typed."""
    if cell is not None and choices.prompt:
        raise InputError(f"Beside %%genai stand only flags, not {choices.prompt[:40]!r}. The prompt goes below.")
    prompt = choices.prompt if cell is None else cell.strip("\r\n")
    if not prompt.strip():
        below = "below the %%genai line, or behind %genai" if magic == "%%genai" else "behind %genai"
        raise InputError(f"There is no prompt. Write it {below}.")
    return prompt


def _late_flags(prompt: str) -> list[str]:
    """A note for each flag that stands in the prompt of a line, where it is only text."""
    long = {flag for option in GENAI for flag in option.flags if flag.startswith("--")}
    late = [word for word in prompt.split() if word.partition("=")[0] in long]
    return [f"{word} was sent as part of the prompt; flags come before it." for word in late]


def _refuse_secrets(line: str) -> None:
    from .secret_shapes import secret_in

    if secret := secret_in(line):
        raise InputError(
            f"The line holds what looks like {secret}, so it was not sent. It is in this notebook and its history now: "
            "replace the secret, and set the new one in the environment."
        )
