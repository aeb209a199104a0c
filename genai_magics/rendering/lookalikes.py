"""Finds letters that pass for ASCII ones: strange letters in a word with ASCII letters, and words of nothing but twins.

Which scripts stand beside Latin letters in honest words follows the restriction levels of Unicode's security report
(UTS 39). A word that only happens to look like ASCII is told from an imitation by the words around it.
"""

import re
import unicodedata
from collections.abc import Iterator
from itertools import chain

_WORD = re.compile(r"[^\W_](?:[\w\u0300-\u036f])*")
# What stands between the words of a sentence, or between strings in a list; operators, # and calls do not.
_BETWEEN_WORDS = re.compile(r"""(?=.* )[ ,.!?:;…—–\-"'«»„“”’()]+|["'],["']""")
# Latin, Cyrillic, Greek, Armenian and Cherokee letters that are drawn as an ASCII one is, and those that nearly are.
_TWINS = frozenset("ɑɡɩȷасԁеһіјӏорԛѕԝхуүѵАВСЕНІЈКМОРЅТХҮԌԚԜӀΑΒΕΖΗΙΚΜΝΟΡΤΥΧοϲϳϹօսհցոյզԼՕՍՏᎠᎡᎢᎥᎩᎪᎫᎬᎳᎵᎷᎻᎽᏀᏃᏎᏏᏒᏔᏕᏙᏚᏞᏟᏢᏦᏧᏳᏴ")
_DISTANT_TWINS = frozenset("αγικνρυχ")
_BESIDE_LATIN = frozenset({
    "LATIN", "GREEK", "CJK", "HIRAGANA", "KATAKANA", "KATAKANA-HIRAGANA", "HALFWIDTH", "HANGUL", "BOPOMOFO",
    "IDEOGRAPHIC", "ARABIC", "HEBREW", "SYRIAC", "THAANA", "DEVANAGARI", "BENGALI", "GURMUKHI", "GUJARATI", "ORIYA",
    "TAMIL", "TELUGU", "KANNADA", "MALAYALAM", "SINHALA", "THAI", "LAO", "TIBETAN", "MYANMAR", "KHMER", "MONGOLIAN",
    "ETHIOPIC", "MODIFIER",
})  # fmt: skip
_TURKIC = re.compile("[ğĞşŞİəƏ]")
_TURKISH_WORD = re.compile(r"(?=.*ı.*ı)[^eiqwöü]*")


def imitating_letters(code: str) -> Iterator[int]:
    """Where the letters of *code* are that a reader takes for ASCII ones."""
    turkic = bool(_TURKIC.search(code))
    for run in _runs(code):
        if not all(word.group().isascii() for word in run):
            foreign = {_script(letter) for word in run for letter in word.group() if _unmistakable(letter)}
            yield from chain.from_iterable(_imitating(word, foreign, turkic) for word in run)


def _runs(code: str) -> Iterator[list[re.Match[str]]]:
    """The words of *code*, those together that stand together as in a sentence."""
    run: list[re.Match[str]] = []
    for word in _WORD.finditer(code):
        if run and not _BETWEEN_WORDS.fullmatch(code, run[-1].end(), word.start()):
            yield run
            run = []
        run.append(word)
    if run:
        yield run


def _imitating(word: re.Match[str], foreign: set[str], turkic: bool) -> Iterator[int]:
    text = word.group()
    if text.isascii():
        return
    if any("a" <= letter.lower() <= "z" for letter in text):
        at_home = _at_home(text, turkic)
        yield from (at for at, letter in enumerate(text, word.start()) if letter not in at_home and _twin(letter))
    elif _passes_for_ascii(text) and not {_script(letter) for letter in text if letter in _TWINS} & foreign:
        yield from (at for at, letter in enumerate(text, word.start()) if letter.isalpha())


def _at_home(word: str, turkic: bool) -> set[str]:
    """Letters with twins that belong into *word*: a Greek letter by itself in ``ρ_air``, dotless i in Turkish."""
    greek = {part.rstrip("0123456789") for part in word.split("_")} & _DISTANT_TWINS
    return greek | ({"ı"} if turkic or _TURKISH_WORD.fullmatch(word) else set())


def _passes_for_ascii(word: str) -> bool:
    letters = {letter for letter in word if letter.isalpha()}
    return bool(letters & _TWINS) and letters <= _TWINS | _DISTANT_TWINS


def _unmistakable(letter: str) -> bool:
    return not letter.isascii() and letter.isalpha() and letter not in _TWINS


def _twin(letter: str) -> bool:
    if letter.isascii():
        return False
    if letter in _TWINS or letter in _DISTANT_TWINS or letter == "ı":
        return True
    category = unicodedata.category(letter)
    if category == "Nd":
        return True
    if category[0] != "L" and category != "Nl":
        return False
    plain = unicodedata.normalize("NFKC", letter)
    if letter in "ªºµ" or "\u2100" <= letter <= "\u214f":
        return letter not in "ªºµ" and plain.isascii() and plain.isalnum()
    if _script(letter) not in _BESIDE_LATIN or unicodedata.name(letter, "").startswith("LATIN LETTER SMALL CAPITAL"):
        return True
    return plain.isascii() and plain.isalnum()


def _script(letter: str) -> str:
    return unicodedata.name(letter, "").split(" ")[0]
