"""The demo switches: phrases in square brackets that make the offline model show one face of the API on purpose.

They are read from the last user message only, so that a conversation can go on after one of them.
"""

import re
from dataclasses import dataclass

CATEGORIES = {
    "harassment": "HARM_CATEGORY_HARASSMENT",
    "hate speech": "HARM_CATEGORY_HATE_SPEECH",
    "sexually explicit": "HARM_CATEGORY_SEXUALLY_EXPLICIT",
    "dangerous content": "HARM_CATEGORY_DANGEROUS_CONTENT",
    "civic integrity": "HARM_CATEGORY_CIVIC_INTEGRITY",
}
_SWITCH = re.compile(r"\[\s*demo\s*:\s*([^\[\]\n]{1,80}?)\s*\]", re.IGNORECASE)
_SAFETY = re.compile(rf"({'|'.join(CATEGORIES)})\s+(low|medium|high)(\s+in\s+reply)?")
_ERROR = re.compile(r"error\s+([45]\d\d)(\s+once)?(\s+in\s+reply)?")
_FINISH = re.compile(r"finish\s+([a-z_]{1,40})")


@dataclass(frozen=True)
class Switches:
    """What the switches in one message ask for; everything is off by default."""

    category: str | None = None
    probability: str = "NEGLIGIBLE"
    harm_in_reply: bool = False
    error: int | None = None
    error_once: bool = False
    error_in_reply: bool = False
    finish: str | None = None
    drop: bool = False
    slow: bool = False
    stall: bool = False
    empty: bool = False
    unfinished: bool = False


def read_switches(text: str) -> Switches:
    """The switches in *text*; a phrase in brackets that is no known switch is ignored."""
    asked: dict[str, object] = {}
    for phrase in _SWITCH.findall(text):
        asked.update(_one_switch(" ".join(phrase.lower().split())))
    return Switches(**asked)  # type: ignore[arg-type]  # the keys come from _one_switch, which knows the fields


def without_switches(text: str) -> str:
    """*text* as the model should read it, with the switches taken out."""
    return _SWITCH.sub("", text).strip()


def _one_switch(phrase: str) -> dict[str, object]:
    if phrase in {"drop", "slow", "stall", "empty", "unfinished"}:
        return {phrase: True}
    if found := _SAFETY.fullmatch(phrase):
        return {"category": CATEGORIES[found[1]], "probability": found[2].upper(), "harm_in_reply": bool(found[3])}
    if found := _ERROR.fullmatch(phrase):
        return {"error": int(found[1]), "error_once": bool(found[2]), "error_in_reply": bool(found[3])}
    if found := _FINISH.fullmatch(phrase):
        return {"finish": found[1].upper()}
    return {}
