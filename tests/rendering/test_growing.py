"""Markdown that grows ends as if it had been rendered at once, and never costs more than its own length."""

import random
from collections.abc import Callable, Iterator

import pytest

from genai_magics.rendering.growing import LONG_BLOCK, GrowingMarkdown
from genai_magics.rendering.markdown import render
from tests.corpora import corpus
from tests.rendering import dom_oracle
from tests.rendering.prose import KINDS

SPECIFICATIONS = ["markdown/commonmark_spec.json", "markdown/gfm_spec.json"]


def pieces(text: str, chance: random.Random, longest: int) -> Iterator[str]:
    at = 0
    while at < len(text):
        size = chance.randint(1, longest)
        yield text[at : at + size]
        at += size


def grown(text: str, chance: random.Random, longest: int = 6) -> GrowingMarkdown:
    growing = GrowingMarkdown()
    for piece in pieces(text, chance, longest):
        growing.add(piece)
        if chance.random() < 0.7:
            growing.take()
    return growing


@pytest.mark.parametrize("name", SPECIFICATIONS)
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_every_example_ends_as_if_rendered_at_once(name: str, seed: int) -> None:
    """However an example is cut, what has grown equals its rendering."""
    chance = random.Random(seed)
    for example in corpus(name):
        assert grown(example["markdown"], chance).html() == render(example["markdown"]), example["example"]


@pytest.mark.parametrize("seed", range(4))
def test_joined_examples_end_as_if_rendered_at_once(seed: int) -> None:
    """Long texts of many examples, with late definitions and all, equal their rendering too."""
    chance = random.Random(seed)
    examples = [example["markdown"] for name in SPECIFICATIONS for example in corpus(name)]
    for _ in range(12):
        text = "\n".join(chance.sample(examples, 25))
        assert grown(text, chance, 60).html() == render(text)


def test_closed_blocks_never_differ_from_the_whole() -> None:
    """Without late definitions, the settled pieces and the open end are together what the whole is."""
    chance = random.Random(7)
    for example in corpus(SPECIFICATIONS[0]):
        text = example["markdown"]
        if "]:" in text or "[^" in text:
            continue
        growing = GrowingMarkdown()
        shown = []
        for piece in pieces(text, chance, 5):
            growing.add(piece)
            shown.append(growing.take().settled)
        whole = "".join([*shown, growing.take().tail])
        assert dom_oracle.text_of(whole).split() == dom_oracle.text_of(render(text)).split(), example["example"]


@pytest.mark.parametrize(
    "text",
    ["Term one\n: first\n\nTerm two\n: second\n\nAfter", "a\r\n\r\n- b\r\n- c\r\n\r\nd\r", "$$\na\n- b\n=\n$$\nx"],
)
def test_what_may_still_change_is_not_settled(text: str) -> None:
    """Definition lists, line ends cut in two and formulas with list signs in them come out whole at every cut."""
    for cut in range(len(text)):
        growing = GrowingMarkdown()
        for piece in (text[:cut], text[cut:]):
            growing.add(piece)
            growing.take()
        assert growing.html() == render(text)


def test_footnotes_and_late_definitions_are_healed_at_the_end() -> None:
    """What a later line explains is right in the end, though it was shown as text before."""
    text = "See [docs] and this[^1].\n\nMore.\n\nStill more.\n\n[docs]: https://docs.test\n\n[^1]: A note.\n\nEnd.\n"
    assert grown(text, random.Random(1)).html() == render(text)
    assert "https://docs.test" in render(text)


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_a_long_open_block_costs_in_proportion_to_its_length(kind: Callable[[int], str]) -> None:
    """The HTML handed out while one block grows to 40 kB is bounded by a small multiple of what it is in the end."""
    text = kind(40_000)
    growing, handed_out, frames, last = GrowingMarkdown(), 0, 0, ""
    for start in range(0, len(text), 500):
        growing.add(text[start : start + 500])
        frame = growing.take()
        handed_out += len(frame.settled) + (len(frame.tail) if frame.tail != last else 0)
        last = frame.tail
        frames += 1
    assert growing.html() == render(text)
    assert handed_out <= len(render(text)) + frames * 4 * LONG_BLOCK


def test_text_over_the_limit_is_shown_as_it_is() -> None:
    """A reply over a million characters is escaped plain text in the end, like render gives it."""
    text = "*a* <b>\n\n" * 120_000
    growing = GrowingMarkdown()
    growing.add(text)
    growing.take()
    assert growing.html() == render(text)
    assert "<em>" not in growing.html()
