"""Makes model text harmless to a terminal."""

import re

_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
_SURROGATE = re.compile("[\ud800-\udfff]")


def harmless(text: str) -> str:
    """*text* with nothing left that moves a cursor, recolours, renames a window or talks back.

    Line feeds and tabs stay, carriage returns go, ESC is shown as ␛, and every other control character (C0, C1, DEL) or
    lone surrogate as U+FFFD. It works character by character, so it does not matter how a stream was cut.
    """
    return _CONTROL.sub(_shown, text)


def whole(text: str) -> str:
    """*text* with lone surrogates, which no encoder takes, replaced by U+FFFD."""
    return text if text.isascii() else _SURROGATE.sub("\ufffd", text)


def _shown(match: re.Match[str]) -> str:
    character = match.group()
    if character == "\r":
        return ""
    return "␛" if character == "\x1b" else "\ufffd"
