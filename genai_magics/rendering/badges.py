"""Makes characters visible that hide, reorder or imitate text, so that code reads as it runs.

Scripts that need joiners keep them: emoji sequences, Persian, Indic text. Look-alikes are named only where they stand
among the letters they imitate.
"""

import re
import unicodedata
from collections.abc import Iterator

from .html import Html, element, joined

# Format characters, odd spaces, fillers, variation selectors, private use and everything that may imitate ASCII.
_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f]")
_PROSE = re.compile("[\u202a-\u202e\U000e0000-\U000e007f]")
_FILLERS = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0\ufffc")
_HIDDEN_CATEGORIES = frozenset({"Cf", "Cc", "Co", "Cn", "Zl", "Zp", "Zs"})
_JOINERS = "\u200c\u200d"
_JOINABLE = frozenset({"So", "Sk", "Lo", "Mn", "Mc", "Lm"})
_PUNCTUATION = frozenset(
    "\u00b4\u02cb\u2758\u2a74\u2a75\u2a76\u037e\u0387\u01c0\u01c3\u02b9\u02ba\u02bb\u02bc\u02bd\u02c8\u02d0\u0589\u05c3\u05f3\u05f4\u066a\u066d"
    "\u2010\u2011\u2012\u2018\u2019\u201a\u201b\u201c\u201d\u201e\u201f\u2024\u2025\u2032\u2033\u2035\u2039\u203a"
    "\u2044\u204e\u2052\u2053\u2212\u2215\u2216\u2217\u2223\u2225\u2236\u223c\u2768\u2769\u276c\u276d\u276e\u276f"
    "\u2774\u2775\u29f5\u29f8\u29f9\u301d\u301e\ua789\ua78a"
)
_TWINS = frozenset("ɑɡΑΒΕΖΗΙΚΜΝΟΡΤΥΧαγικνορυχϲϳϹ")
_IMITATING_SCRIPTS = frozenset(
    {"CYRILLIC", "ARMENIAN", "CHEROKEE", "COPTIC", "LISU", "GEORGIAN", "FULLWIDTH", "MATHEMATICAL"}
)
_WORD = re.compile(r"[^\W_](?:[\w\u0300-\u036f])*")


def badged(code: str) -> Html:
    """*code* escaped, with a badge such as ``U+202E`` in the place of every character that hides or imitates."""
    if code.isascii() and not _CONTROLS.search(code):
        return joined(code)
    return _with_badges(code, sorted(set(_suspects(code))))


def badged_prose(text: str) -> Html:
    """*text* escaped, with badges only for what reorders a whole line or hides whole sentences in prose."""
    if text.isascii():
        return joined(text)
    return _with_badges(text, [match.start() for match in _PROSE.finditer(text) if not _in_flag(text, match.start())])


def hidden_characters(code: str) -> list[str]:
    """The badges *code* would carry, in order, e.g. ``["U+202E", "U+200B"]``; ask a person before such code is used."""
    return [_badge(code[at]) for at in sorted(set(_suspects(code)))]


def _badge(character: str) -> str:
    return f"U+{ord(character):04X}"


def _with_badges(text: str, places: list[int]) -> Html:
    pieces: list[str] = []
    start = 0
    for at in places:
        pieces += [text[start:at], element("span", {"class": "genai-badge"}, _badge(text[at]))]
        start = at + 1
    return joined(*pieces, text[start:])


def _suspects(code: str) -> Iterator[int]:
    for at, character in enumerate(code):
        if character not in "\n\t" and not (" " <= character <= "~") and (_hides(code, at) or _imitates(code, at)):
            yield at
    for match in _WORD.finditer(code):
        yield from _twins(match)


def _hides(code: str, at: int) -> bool:
    character = code[at]
    if character in _JOINERS:
        return not (_joinable(code[at - 1 : at]) and _joinable(code[at + 1 : at + 2]))
    if character in _FILLERS:
        return True
    if (
        "\ufe00" <= character <= "\ufe0f"
        or "\U000e0100" <= character <= "\U000e01ef"
        or "\u180b" <= character <= "\u180f"
    ):
        return not _selects(code, at)
    if "\U000e0000" <= character <= "\U000e007f":
        return not _in_flag(code, at)
    return unicodedata.category(character) in _HIDDEN_CATEGORIES


def _joinable(neighbour: str) -> bool:
    return (
        bool(neighbour)
        and not neighbour.isascii()
        and (neighbour == "\ufe0f" or unicodedata.category(neighbour) in _JOINABLE)
    )


def _selects(code: str, at: int) -> bool:
    """Whether a variation selector stands behind a symbol that has variants: ❤️, 1️⃣."""
    before = code[at - 1 : at] if at else ""
    if code[at] not in "\ufe0e\ufe0f" or not before:
        return False
    return code[at + 1 : at + 2] == "\u20e3" or (
        not before.isascii() and unicodedata.category(before) in {"So", "Sm", "Po"}
    )


def _in_flag(text: str, at: int) -> bool:
    """Whether a tag character belongs to the flag of a region, a black flag spelled out and closed."""
    start = at
    while start and "\U000e0020" <= text[start - 1] <= "\U000e007e":
        start -= 1
        if at - start > 8:
            return False
    end = text.find("\U000e007f", at, at + 8)
    return start > 0 and text[start - 1] == "\U0001f3f4" and end >= 0


def _imitates(code: str, at: int) -> bool:
    character = code[at]
    if "\U0001d400" <= character <= "\U0001d7ff":
        return True
    if character == "\u2019" and code[at - 1 : at].isalpha() and code[at + 1 : at + 2].isalpha():
        return False
    wide = "\uff01" <= character <= "\uff5e" or "\ufe50" <= character <= "\ufe6b"
    if character not in _PUNCTUATION and not wide:
        return False
    return not (_native(code[max(at - 1, 0) : at]) or _native(code[at + 1 : at + 2]))


def _native(neighbour: str) -> bool:
    """Whether wide punctuation is at home beside *neighbour*: letters and marks of other scripts."""
    return bool(neighbour) and not neighbour.isascii() and (neighbour.isalnum() or "\u3001" <= neighbour <= "\u303f")


def _twins(word: re.Match[str]) -> Iterator[int]:
    """Letters that look like ASCII ones, in a word that has ASCII ones too."""
    text = word.group()
    if text.isascii() or not any("a" <= letter.lower() <= "z" for letter in text):
        return
    for at, letter in enumerate(text, word.start()):
        if not letter.isascii() and _twin(letter):
            yield at


def _twin(letter: str) -> bool:
    if letter in _TWINS:
        return True
    category = unicodedata.category(letter)
    if category == "Nd":
        return True
    if category[0] != "L" and category != "Nl":
        return False
    if unicodedata.name(letter, "").split(" ")[0] in _IMITATING_SCRIPTS:
        return True
    plain = unicodedata.normalize("NFKC", letter)
    return letter not in "ªºµ" and plain.isascii() and plain.isalnum()
