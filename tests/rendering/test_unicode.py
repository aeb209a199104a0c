"""Characters that hide, reorder or imitate are made visible in code, and only those."""

import pytest

from genai_magics.rendering.badges import badged, hidden_characters
from genai_magics.rendering.markdown import render
from tests.corpora import corpus

CASES = [pytest.param(case, id=case["name"]) for case in corpus("own/unicode.json")]


@pytest.mark.parametrize("case", [case for case in CASES if "(legit)" not in str(case.id)])
def test_hostile_characters_in_code_carry_a_badge(case: dict[str, str]) -> None:
    """Each character that may deceive is shown by its number, fenced, indented and inline."""
    assert hidden_characters(case["code"])
    for markdown in (
        f"```python\n{case['code']}```",
        "    " + case["code"].replace("\n", "\n    "),
        f"`{case['code']}`",
    ):
        assert "genai-badge" in render(markdown)


@pytest.mark.parametrize("case", [case for case in CASES if "(legit)" in str(case.id)])
def test_scripts_that_need_joiners_are_left_alone(case: dict[str, str]) -> None:
    """Emoji sequences, Persian and Indic text carry no badge."""
    assert hidden_characters(case["code"]) == []


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("# don’t — naïve café, 5 µs, x², ½", id="European prose in a comment"),
        pytest.param("# 你好，世界；（测试）", id="Chinese with its punctuation"),
        pytest.param("# こんにちは、世界！", id="Japanese"),
        pytest.param("# שלום עולם", id="Hebrew"),
        pytest.param("Δx = α + β_1  # ∑ → ≤ ∈ ℝⁿ", id="mathematics"),
        pytest.param("# ❤️ 1️⃣ 🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f 👨‍👩‍👧", id="emoji"),
        pytest.param("# क्‍ष র‍্য ශ්‍රී", id="Indic joiners"),
        pytest.param('print("Привет, мир")  # ещё', id="Cyrillic words"),
        pytest.param("# работа с API; у нас, а если? О, как!", id="Cyrillic words of one letter"),
        pytest.param('letters = ["а", "б", "в"]; {"а": 1, "б": 2}', id="an alphabet"),
        pytest.param("# Το Α και το Ω: να το κάνω", id="Greek words"),
        pytest.param("ρ_air = ν_e * α + χ2; dλ; x̂", id="names from physics"),
        pytest.param("# sıcaklık değeri\nsınıf = 1", id="Turkish"),
        pytest.param("# đường, ẽ́, cafe\u0301, Yorùbá ọ̀rọ̀", id="Latin letters with marks"),
        pytest.param("# שָׁלוֹם عَلَيْكُم สวัสดี ជំរាប මම", id="marks of other scripts"),
        pytest.param("# 葛\U000e0100城市、東京\u3000大阪 Pythonで", id="Japanese variants and spaces"),
        pytest.param("# ᠮᠣᠩᠭᠣᠯ\u180eᠠ ᠪ\u180bᠠ", id="Mongolian"),
        pytest.param("# ℹ️ ™️ ‼️ 〰️ 🙂‍↔️ ⛹🏽‍♀️ 🏴‍☠️ #️⃣", id="more emoji"),
        pytest.param("# pages 1–5, a – b", id="dashes"),
    ],
)
def test_honest_text_in_code_carries_no_badge(text: str) -> None:
    """What people of any language write in comments and strings is not marked."""
    assert hidden_characters(text) == []


@pytest.mark.parametrize("case", [pytest.param(case, id=case["name"]) for case in corpus("unicode/trojan_source.json")])
def test_trojan_sources_carry_a_badge(case: dict[str, str]) -> None:
    """The published attacks on source code readers are all seen."""
    assert hidden_characters(case["text"])


@pytest.mark.parametrize(
    "character",
    list(
        "\u202d\u2068\u200e\u2060\u00ad\u034f\u115f\u1160\u3164\u180e\u2007\u202f"
        "\u2800\u206a\ufff9\ufffc\u061c\u17b4\x08\x9b\U000e0100\U000e0041\U0001d173\U0001bca0"
        "\u0430\u0585\u13aa\uff41\u2160\u212a\u017f\u0661\u0251\u01c3\u2236\uff1d"
        "\u2a75\u0131\u0237\u1d18\u20dd\u05b8\u16b7\U00010404"
    ),
    ids=lambda character: f"U+{ord(character):04X}",
)
def test_each_deceiving_character_is_seen_beside_ascii(character: str) -> None:
    """Format characters, fillers, odd spaces, selectors, tags and look-alikes of ASCII characters are marked."""
    assert hidden_characters(f"if x{character} == 1:")


@pytest.mark.parametrize(
    "code",
    [
        pytest.param("if рау == 1:  # проверка", id="a Cyrillic name"),
        pytest.param("obj.сору(х)", id="a Cyrillic method"),
        pytest.param("ΑΡΙ = Τ", id="Greek capitals"),
        pytest.param("օ = 1", id="an Armenian letter"),
        pytest.param("ᎪᏴ()", id="Cherokee"),
        pytest.param('if user == "асе":', id="a string"),
        pytest.param("isAdmın(prınt)", id="dotless i"),
        pytest.param("x\u0301\u0302\u0303\u0304", id="a pile of marks"),
        pytest.param("if x \u0338= 1", id="a mark on a space"),
        pytest.param("变\u200c量", id="a joiner where nothing joins"),
        pytest.param("rm –rf", id="a dash for a flag"),
        pytest.param("x\U000e0100\U000e0101", id="bytes in variation selectors"),
    ],
)
def test_words_that_pass_for_others_carry_a_badge(code: str) -> None:
    """A word of nothing but look-alikes is marked when no word beside it shows what language it is in."""
    assert hidden_characters(code)


def test_a_badge_stands_where_the_character_was() -> None:
    """The badge names the character and takes its place, the rest of the code is as it was."""
    assert badged("a\u202eb<c") == 'a<span class="genai-badge">U+202E</span>b&lt;c'


def test_prose_is_not_reordered_by_hidden_overrides() -> None:
    """An override in running text is shown, so that a line reads as it was written."""
    assert "U+202E" in render("Open the file photo_\u202egpj.exe")
    assert "U+E0101" in render("ok 🙂\U000e0101\U000e0102")
    assert "genai-badge" not in render("می‌خواهم 👩‍💻 🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f")
