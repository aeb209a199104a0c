"""Answers about a known subject, whole or in the form asked for; understands follow-ups such as "the same for X"."""

import re
from collections.abc import Callable, Sequence

from .chance import Chance
from .subjects import Subject, find_relative, find_subject, subjects
from .talk import LONGEST_LOOK, Spoken, Talk, quoted

_MORE = (
    r"\b(tell me|a bit|a little|some) more\b|\bmore details?\b|^(please )?(go on|continue|more)\b|"
    r"\belaborate\b|\b(go )?deeper\b|\bin (more )?(detail|depth)\b"
)
_FORMS = (
    ("short", r"\bshorter\b|\bbriefly\b|\bin (one|a|two|a few) (sentences?|words?)\b|\btl;?dr\b|\bin short\b|"
              r"\b(be|keep it|answers?) (very )?(short|brief|concise|terse)\b|\b(short|brief|concise) answers?\b"),
    ("table", r"\b(as|in|into|only|just) (a|the) table\b|\btabulate\b"),
    ("points", r"\b(as|in|into) (a )?(bullets?|bullet points|points|list of points|a bullet list)\b"),
    ("more", _MORE),
    ("why", r"^(but )?why\b|\bwhat is (it|that|this) good for\b|\bwhen (should|would) i\b"),
    ("example", r"^(please )?(can you |could you )?(give|show|write)( me)?( \w+)? (an?|another|one more) (\w+ )?example"
                r"|^(an?|another|one more) (\w+ )?example|^for example\b|^example"),
)  # fmt: skip
_AGAIN = (
    r"^(please )?(say (it|that) )?(again|once more|repeat( (it|that))?)\b|\brephrase\b|\bother words\b|\bdifferently\b"
)
_SAME = r"\bthe same\b|\bsame (for|with|but)\b|^(and|now|what about|how about|and what about|and now)\b|\bcompare\b"
_REFERS = r"^(it|that|this|why|more|shorter|again|another|one more|as a|in one|go on|continue)\b"
_OPENINGS: dict[str, Sequence[str]] = {
    "same": (
        "Carrying the turn before over from **{before}** to **{after}**: the shape of the answer stays the same.",
        "The same again, as you asked after **{before}**, now for **{after}**.",
        "Following on from **{before}** in your last question, here are **{after}**.",
    ),
    "short": ("**{title}**, in short:", "The short version of **{running}**:", "**{title}** in a nutshell:"),
    "table": ("**{title}** as a table:", "Here are **{running}**, laid out as a table:", "**{title}** at a glance:"),
    "points": ("**{title}**, point by point:", "The points to keep about **{running}**:"),
    "more": ("More on **{running}**:", "A step further with **{running}**:", "There is more to **{running}**:"),
    "why": ("Why **{running}**?", "The reasons for **{running}**:", "What speaks for **{running}**:"),
    "example": ("Another example of **{running}**:", "One more for **{running}**:", "An example of **{running}**:"),
}
_EXAMPLE_HEADINGS = ("A short example", "In code", "Try it")
_TABLE_HEADINGS = ("At a glance", "Side by side", "In one table")
_POINTS_HEADINGS = ("Worth remembering", "Good to know", "Rules of thumb")
_CLOSINGS = (
    "",
    "Ask for *another example*, for a *shorter* version, or *why*, and the answer will follow on from this one.",
    "Shall we go on? Try *why?*, *as a table* or *another example*.",
)


def lesson(talk: Talk) -> Spoken | None:
    """The answer about the subject the prompt names or refers back to, or None when it names none that is known."""
    subject, before = follow(talk.questions, talk.prompt)
    if subject is None:
        return None
    form = form_of(talk.prompt, subject)
    if form == "whole" and talk.ask.system:
        form = form_of(talk.ask.system[:LONGEST_LOOK], subject)
    text = _WRITERS[form](subject, talk)
    if before is not None and before is not subject and form == "whole":
        opening = talk.chance.pick(_OPENINGS["same"], "same").format(before=_running(before), after=_running(subject))
        text = f"{opening}\n\n{text}"
    origin = f"It follows on from {before.title!r} in the turn before. " if before else ""
    thinking = f"The question is about {subject.title!r}. {origin}The form asked for is {form!r}."
    return Spoken(text, thinking)


def follow(questions: Sequence[str], prompt: str) -> tuple[Subject | None, Subject | None]:
    """(the subject of *prompt*, the subject before it when the prompt leans on the turns before)."""
    before: Subject | None = None
    for question in questions:
        before = _step(before, question)[0] or before
    return _step(before, prompt)


def _step(before: Subject | None, prompt: str) -> tuple[Subject | None, Subject | None]:
    named, leans = find_subject(prompt), refers_back(prompt)
    if before is None or not leans:
        return named, None
    relative = find_relative(before, prompt)
    if relative and (named is None or named.family != before.family):
        return relative, before
    if named is not None:
        return named, before
    return (before, before) if _asks_again(prompt) else (None, None)


def refers_back(prompt: str) -> bool:
    """Whether *prompt* only makes sense after another one ("shorter", "why?", "and now the same for sets")."""
    return len(prompt) < 200 and (_matches(_SAME, prompt.strip()) or _asks_again(prompt))


def form_of(prompt: str, subject: Subject) -> str:
    """Which form of the answer *prompt* asks for, out of those *subject* has; ``whole`` unless it says otherwise."""
    if _matches(r"\bwith (a|an|one) \w+\b.*\band\b", prompt):
        return "whole"
    asked = (form for form, pattern in _FORMS if _matches(pattern, _bare(prompt)))
    return next((form for form in asked if form in {"short", "more"} or subject.ways(form)), "whole")


def _asks_again(prompt: str) -> bool:
    """Whether *prompt* asks for more of the same subject, in whatever form."""
    bare = _bare(prompt)
    return any(_matches(pattern, bare) for pattern in (_AGAIN, _REFERS, *(pattern for _, pattern in _FORMS)))


def _bare(prompt: str) -> str:
    """*prompt* without the words people begin with ("And now, please ...")."""
    return re.sub(r"^\W*((and|but|now|then|so|please|ok|okay|yes)\b[\s,]*)+", "", prompt.strip(), flags=re.IGNORECASE)


def _matches(pattern: str, text: str) -> bool:
    return re.search(pattern, text, re.IGNORECASE) is not None


def _running(subject: Subject) -> str:
    """The title as it stands inside a sentence; a title that is among the names as it is written is a proper name."""
    proper = subject.title in subject.names or subject.title[1:2].isupper()
    return subject.title if proper else subject.title[0].lower() + subject.title[1:]


def _whole(subject: Subject, talk: Talk) -> str:
    chance = talk.chance
    blocks = [f"## {subject.title}", _way(subject, "lead", chance)]
    headed = (("table", _TABLE_HEADINGS), ("example", _EXAMPLE_HEADINGS), ("points", _POINTS_HEADINGS))
    for section, headings in headed:
        if subject.ways(section):
            blocks += [f"### {chance.pick(headings, section + ' heading')}", _way(subject, section, chance)]
    blocks += [_way(subject, "quote", chance), chance.pick(_CLOSINGS, "closing")]
    return "\n\n".join(block for block in blocks if block)


def _short(subject: Subject, talk: Talk) -> str:
    lead = _way(subject, "lead", talk.chance).split("\n\n")[0]
    sentences = re.split(r"(?<=[.!?])\s+(?=[A-Z`*])", lead)
    return f"{_opening('short', subject, talk.chance)}\n\n{' '.join(sentences[:2])}"


def _more(subject: Subject, talk: Talk) -> str:
    reasons, example = _way(subject, "why", talk.chance), _fresh_way(subject, "example", talk)
    blocks = [_opening("more", subject, talk.chance), "### Why", reasons, "### Another example", example]
    return "\n\n".join(blocks)


def _section(name: str) -> Callable[[Subject, Talk], str]:
    def write(subject: Subject, talk: Talk) -> str:
        return f"{_opening(name, subject, talk.chance)}\n\n{_fresh_way(subject, name, talk)}"

    return write


def _opening(form: str, subject: Subject, chance: Chance) -> str:
    return chance.pick(_OPENINGS[form], form + " opening").format(title=subject.title, running=_running(subject))


def _way(subject: Subject, section: str, chance: Chance) -> str:
    ways = subject.ways(section)
    return chance.pick(ways, section) if ways else ""


def _fresh_way(subject: Subject, section: str, talk: Talk) -> str:
    """A way the last replies have not used yet, so that *another* example is another one."""
    said = "\n".join(talk.replies)
    unused = [way for way in subject.ways(section) if way not in said]
    return talk.chance.pick(unused or subject.ways(section), section)


_WRITERS: dict[str, Callable[[Subject, Talk], str]] = {
    "whole": _whole,
    "short": _short,
    "more": _more,
    **{name: _section(name) for name in ("table", "points", "why", "example")},
}


def lost_thread(talk: Talk) -> Spoken | None:
    """An honest answer to a follow-up the demo cannot follow, naming what was asked before; None for anything else."""
    if not refers_back(talk.prompt):
        return None
    thinking = "The question leans on the turns before, and the demo's small library has nothing that fits."
    if not talk.questions:
        text = (
            f"{quoted(talk.prompt)} sounds like a follow-up, and there is **no turn before it** here.\n\n"
            f"Ask about a subject first, for example *{_suggestion(talk)}*."
        )
        return Spoken(text, thinking)
    text = (
        f"You asked {quoted(talk.questions[-1])} before, and now {quoted(talk.prompt)}. I can see how the two belong "
        "together, yet this built-in demo has no answer of its own for the second.\n\n"
        f"- It can go on with subjects it knows, for example *{_suggestion(talk)}*\n"
        "- A real model would answer this: set `GOOGLE_API_KEY` and send the same turn again"
    )
    return Spoken(text, thinking)


def _suggestion(talk: Talk) -> str:
    known = subjects()
    subject = known[int(talk.chance.number("suggestion") * len(known))]
    return f"Explain {_running(subject)}"
