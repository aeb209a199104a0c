"""Model text cannot steer a terminal."""

import unicodedata

import pytest

from genai_magics.rendering.terminal import harmless
from tests.corpora import corpus


@pytest.mark.parametrize("case", [pytest.param(case, id=case["name"]) for case in corpus("own/ansi.json")])
def test_no_control_character_reaches_a_terminal_however_the_text_is_cut(case: dict[str, list[str]]) -> None:
    """Cut at every place, each half made harmless by itself holds no control character but line feed and tab."""
    text = "".join(case["text"])
    step = max(1, len(text) // 200)
    for cut in range(0, len(text) + 1, step):
        shown = harmless(text[:cut]) + harmless(text[cut:])
        assert [c for c in shown if unicodedata.category(c) == "Cc" and c not in "\n\t"] == []


def test_what_is_no_control_stays() -> None:
    """Text, line feeds, tabs and letters of every script come through unchanged."""
    text = "a\tb\nc é 漢字 👩‍💻 می‌خواهم"
    assert harmless(text) == text


def test_shows_escape_and_drops_carriage_return() -> None:
    """ESC can be seen, a carriage return cannot hide what stands before it, a lone surrogate is replaced."""
    assert harmless("a\x1b[31mb\rc\x07d\ud800") == "a␛[31mbc\ufffdd\ufffd"
