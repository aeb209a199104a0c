"""Makes characters visible that hide, reorder or imitate text, so that code reads as it runs.

What a script needs it keeps: joiners in Persian, Indic text and emoji, marks, variants, wide spaces and punctuation.
"""

import re
import unicodedata
from collections.abc import Iterator

from .html import Html, element, joined
from .lookalikes import imitating_letters

_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f]")
_PROSE = re.compile("[\u202a-\u202e\U000e0000-\U000e007f\U000e0100-\U000e01ef]")
_FILLERS = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0\ufffc")
_HIDDEN_CATEGORIES = frozenset({"Cf", "Cc", "Co", "Cn", "Cs", "Zl", "Zp", "Zs"})
_JOINERS = "\u200c\u200d"
_SELECTORS = re.compile("[\ufe00-\ufe0f\u180b-\u180f\U000e0100-\U000e01ef]")
_PUNCTUATION = frozenset(
    "\u00b4\u02cb\u2758\u2a74\u2a75\u2a76\u037e\u0387\u01c0\u01c3\u02b9\u02ba\u02bb\u02bc\u02bd\u02c8\u02d0\u0589\u05c3\u05f3\u05f4\u066a\u066d"
    "\u2010\u2011\u2012\u2018\u2019\u201a\u201b\u201c\u201d\u201e\u201f\u2024\u2025\u2032\u2033\u2035\u2039\u203a"
    "\u2044\u204e\u2052\u2053\u2212\u2215\u2216\u2217\u2223\u2225\u2236\u223c\u2768\u2769\u276c\u276d\u276e\u276f"
    "\u2774\u2775\u29f5\u29f8\u29f9\u301d\u301e\ua789\ua78a"
)
_STRAY_SPACES = frozenset({"", " ", "\t", "\n"})
# Scripts whose letters take joiners: Arabic and its kin, Indic, Tibetan, Myanmar, Khmer, Mongolian.
_JOINING_LETTER = re.compile(
    "[\u0600-\u0dff\u0f00-\u109f\u1780-\u18af\u1900-\u1cff\ua800-\uaaff\uabc0-\uabff\ufb50-\ufdff\ufe70-\ufefc"
    "\U00010a00-\U00011fff]"
)
_IDEOGRAPH = re.compile("[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_MONGOLIAN = re.compile("[\u1820-\u18aa]")
_EUROPEAN_MARK = re.compile("[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]")
_MOST_MARKS = 3


def badged(code: str) -> Html:
    """*code* escaped, with a badge such as ``U+202E`` in the place of every character that hides or imitates."""
    if code.isascii() and not _CONTROLS.search(code):
        return joined(code)
    return _with_badges(code, sorted(set(_suspects(code))))


def badged_prose(text: str) -> Html:
    """*text* escaped, with badges only for what reorders a whole line or hides whole sentences in prose."""
    if text.isascii():
        return joined(text)
    return _with_badges(text, [match.start() for match in _PROSE.finditer(text) if _hides(text, match.start())])


def invisible(character: str) -> bool:
    """Whether nothing is drawn for *character*, wherever it stands."""
    return character in _FILLERS or bool(_SELECTORS.match(character)) or unicodedata.category(character) in {"Cf", "Cc"}


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
    yield from imitating_letters(code)


def _hides(code: str, at: int) -> bool:
    character = code[at]
    if character in _JOINERS:
        return not (_joinable(code[at - 1 : at]) and _joinable(code[at + 1 : at + 2]))
    if character in _FILLERS:
        return True
    if _SELECTORS.match(character):
        return not _selects(code, at)
    if "\U000e0000" <= character <= "\U000e007f":
        return not _in_flag(code, at)
    if character == "\u3000":
        return not (_native(code[max(at - 1, 0) : at]) and _native(code[at + 1 : at + 2]))
    category = unicodedata.category(character)
    return category in _HIDDEN_CATEGORIES or (category[0] == "M" and _misplaced(code, at))


def _joinable(neighbour: str) -> bool:
    """Whether a joiner has work to do beside *neighbour*: letters that join, and emoji."""
    if not neighbour or neighbour.isascii():
        return False
    return (
        bool(_JOINING_LETTER.match(neighbour))
        or neighbour in "\ufe0f\u2194\u2195"
        or unicodedata.category(neighbour) in {"So", "Sk"}
    )


def _selects(code: str, at: int) -> bool:
    """Whether a variation selector stands behind a symbol or letter that has variants: ❤️, 1️⃣, 葛󠄀."""
    before = code[at - 1 : at] if at else ""
    if code[at] not in "\ufe0e\ufe0f":
        variants = _IDEOGRAPH if code[at] > "\uffff" else _MONGOLIAN
        return bool(variants.match(before))
    return code[at + 1 : at + 2] == "\u20e3" or (
        bool(before)
        and not before.isascii()
        and (before in "ℹ〰" or unicodedata.category(before) in {"So", "Sm", "Po"})
    )


def _misplaced(code: str, at: int) -> bool:
    """Whether a combining mark has no letter to stand on, is foreign to it, encloses it, or is one of a pile."""
    mark, before = code[at], code[at - 1 : at] if at else ""
    if mark == "\u20e3":
        return not before or before not in "\ufe0f0123456789#*"
    if not before.strip() or unicodedata.category(mark) == "Me":
        return True
    if before.isascii():
        return not before.isalpha() or not _EUROPEAN_MARK.match(mark)
    pile = code[max(at - _MOST_MARKS, 0) : at + 1]
    return len(pile) > _MOST_MARKS and all(map(_EUROPEAN_MARK.match, pile))


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
    if character == "\u2013":
        return (code[at - 1 : at] in _STRAY_SPACES) != (code[at + 1 : at + 2] in _STRAY_SPACES)
    if character == "\u2019" and code[at - 1 : at].isalpha() and code[at + 1 : at + 2].isalpha():
        return False
    wide = "\uff01" <= character <= "\uff5e" or "\ufe50" <= character <= "\ufe6b"
    if character not in _PUNCTUATION and not wide:
        return False
    return not (_native(code[max(at - 1, 0) : at]) or _native(code[at + 1 : at + 2]))


def _native(neighbour: str) -> bool:
    """Whether wide punctuation is at home beside *neighbour*: letters and marks of other scripts."""
    return bool(neighbour) and not neighbour.isascii() and (neighbour.isalnum() or "\u3001" <= neighbour <= "\u303f")
