"""The offline model: plans what is said in reply to a request, always the same for the same request."""

import base64
import binascii
import hashlib
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from .arithmetic import find_sum, work_out
from .conversation import Ask
from .generic import generic
from .json_reply import json_reply
from .lesson import lesson, lost_thread
from .manner import read_manner
from .manual import manual
from .measures import measures
from .memory import memory
from .reply import Part, Reply, limited
from .small_talk import (
    abilities,
    calculation,
    entertainment,
    greeting,
    identity,
    markdown_showcase,
    summary,
    translation,
)
from .talk import Spoken, Talk
from .tokens import count
from .tool_calls import choose_calls, in_words

NOTICES = (
    "*This is the offline demo of genai_magics: a small built-in model. No request left this machine.*",
    "*You are talking to genai_magics' offline demo, a small built-in model. No request left this machine.*",
    "*An answer of the offline demo built into genai_magics. No request left this machine.*",
)
SPEAKERS: tuple[Callable[[Talk], Spoken | None], ...] = (
    summary,
    memory,
    greeting,
    markdown_showcase,
    manual,
    identity,
    abilities,
    measures,
    calculation,
    entertainment,
    translation,
    lesson,
    lost_thread,
)


class OfflineModel:
    """A deterministic stand-in for a Gemini model: no network, no randomness, no state."""

    def reply(self, ask: Ask, candidate: int = 0) -> Reply:
        """Candidate number *candidate* of the reply to *ask*, cut where the request's limits say."""
        talk = Talk(ask, ask.chance(candidate))
        calls = choose_calls(ask)
        if calls:
            spoken = Spoken("", f"The function {calls[0]['name']} fits the question, so call it.")
            parts = [_call_part(call) for call in calls]
        elif ask.mime_type in {"application/json", "text/x.enum"}:
            spoken = Spoken("", "The reply must be JSON that fits the schema, so fill it field by field.")
            parts = [{"text": _structured(talk)}]
        else:
            spoken = self._say(talk)
            parts = _worded(talk, spoken, candidate)
        thoughts = _thoughts(talk, spoken) if ask.thinking else ""
        shown = [{"text": thoughts, "thought": True}] if thoughts and ask.show_thoughts else []
        grounding = _grounding(ask) if ask.google_search and not calls else None
        return limited(Reply((*shown, *parts), thought_tokens=count(thoughts), grounding=grounding), ask)

    def _say(self, talk: Talk) -> Spoken:
        if told := in_words(talk.ask):
            return told
        answers = (answer for speaker in SPEAKERS if (answer := speaker(talk)))
        return next(answers, None) or generic(talk)

    def __repr__(self) -> str:
        return "OfflineModel(the genai_magics offline demo)"


def _worded(talk: Talk, spoken: Spoken, candidate: int) -> list[Part]:
    ask = talk.ask
    manner = read_manner(ask.system)
    numbered = f"*Candidate {candidate + 1} of {ask.candidates}.*" if candidate else ""
    notice = talk.chance.pick(NOTICES, "notice") if ask.first else ""
    attached = "\n\n".join(_attachments(ask))
    blocks = [manner.first, notice, manner.before, numbered, attached, spoken.text, manner.after]
    text = "\n\n".join(block for block in blocks if block)
    expression = find_sum(ask.prompt) if ask.code_execution else None
    return [*_executed(expression), {"text": text}] if expression else [{"text": text}]


def _executed(expression: str) -> Iterator[Part]:
    try:
        output = f"{work_out(expression):.12g}\n"
        outcome = "OUTCOME_OK"
    except ArithmeticError as problem:
        output, outcome = f"{problem}\n", "OUTCOME_FAILED"
    yield {"executableCode": {"language": "PYTHON", "code": f"print({expression})"}}
    yield {"codeExecutionResult": {"outcome": outcome, "output": output}}


def _structured(talk: Talk) -> str:
    text = json_reply(talk.ask.schema, talk.prompt, talk.chance)
    return text.strip('"') if talk.ask.mime_type == "text/x.enum" else text


def _call_part(call: Mapping[str, Any]) -> Part:
    signature = hashlib.sha256(repr(call).encode("utf-8", "replace")).digest()
    return {
        "functionCall": {"id": f"call-{signature.hex()[:8]}", **call},
        "thoughtSignature": base64.b64encode(b"offline-demo:" + signature).decode(),
    }


def _thoughts(talk: Talk, spoken: Spoken) -> str:
    turns = len(talk.questions)
    history = f"There are {turns} earlier questions to keep in mind." if turns else "It opens the conversation."
    openings = ("Reading the question.", "First, what is being asked.", "Let me see what is wanted.")
    plan = (
        "Start with the answer, then show it.",
        "Say the point first, details after.",
        "Keep it plain and checkable.",
    )
    return (
        f"**{talk.chance.pick(openings, 'thinking')}** {history} {spoken.thinking}\n\n"
        f"**Planning the reply.** {talk.chance.pick(plan, 'plan')}\n\n"
    )


def _attachments(ask: Ask) -> Iterator[str]:
    """A sentence for each thing attached to the last turn: its type and size, which is all the demo looks at."""
    for part in ask.turns[-1].parts:
        if isinstance(data := part.get("inlineData"), dict):
            size = _size(str(data.get("data", "")))
            yield f"I received a `{data.get('mimeType', 'file')}` of {size}; the demo does not look inside."
        if isinstance(file := part.get("fileData"), dict):
            yield f"I received a link to a `{file.get('mimeType', 'file')}`; the demo opens no addresses."


def _size(encoded: str) -> str:
    try:
        size = len(base64.b64decode(encoded.replace("-", "+").replace("_", "/") + "==", validate=False))
    except binascii.Error:
        return "unreadable bytes"
    return f"{size:,} bytes" if size < 10_000 else f"{size / 1000:,.1f} kB"


def _grounding(ask: Ask) -> dict[str, Any]:
    title = "docs.python.org (an example: the offline demo searches nothing)"
    return {
        "webSearchQueries": [ask.prompt[:100]],
        "groundingChunks": [{"web": {"uri": "https://docs.python.org/3/", "title": title}}],
    }
