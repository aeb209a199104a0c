"""Texts made to exhaust a renderer end in time, in proportion, and without losing the text."""

import pytest

from genai_magics.rendering.markdown import LONGEST, render
from tests.rendering import dom_oracle

N = 3_000
SHAPES = {
    "open brackets": "[" * N,
    "open brackets with text": "[a" * N,
    "closed brackets": "]" * N,
    "nested brackets": "[" * N + "a" + "]" * N,
    "nested links": "[a](" * N,
    "open image": "![" * N,
    "nested images": "![a" * N + "](b)" * N,
    "emphasis openers": "*a " * N,
    "emphasis closers": "a* " * N,
    "emphasis mixed": "*a_ " * N,
    "emphasis nested": "*_" * N + "a" + "_*" * N,
    "strong in words": "a**b" * N,
    "strikethrough": "~~a " * N,
    "backticks rising": "".join("`" * n + " " for n in range(1, 120)),
    "backticks": "`a" * N,
    "quotes nested": "> " * N + "a",
    "quotes in lines": ">\n" * N,
    "lists nested": "- " * N + "a",
    "lists deeper": "".join("  " * n + "- a\n" for n in range(300)),
    "ordered deeper": "".join("   " * n + "1. a\n" for n in range(200)),
    "list and quote": "> - " * N,
    "hard breaks": "a  \n" * N,
    "entities": "&amp;" * N,
    "unknown entities": "&a" * N,
    "backslashes": "\\" * N,
    "angle brackets": "<" * N,
    "open tags": "<a " * N,
    "comments": "<!--" * N,
    "declarations": "<!A " * N,
    "cdata": "<![CDATA[" * N,
    "instructions": "<?" * N,
    "autolinks": "<http://a" * N,
    "addresses": "http://a.b/(" * N,
    "schemes": "http:" * N,
    "mails": "mailto:a@" * N,
    "table cells": "|" * N + "\n" + "|-" * N + "\n",
    "table wide and long": "|" + "a|" * 300 + "\n|" + "-|" * 300 + "\n" + "|\n" * 2_000,
    "table rows": "a|b\n-|-\n" + "|\n" * N,
    "fences": "```\n" * N,
    "fence info": "```" + "a" * N,
    "headings": "# " * N,
    "setext": "a\n=\n" * N,
    "dollars": "$a" * N,
    "dollar pairs": "$$a " * N,
    "round formulas": "\\(" * N,
    "formula lines": "\\[\n" * N,
    "definitions": "[a]: b\n" * N,
    "definitions open": "[a\n" * N,
    "footnotes": "[^a]" * N + "\n\n[^a]: x",
    "footnote nest": "".join(f"[^{n}]: [^{n + 1}]\n\n" for n in range(300)) + "[^0]",
    "terms": "a\n: b\n" * N,
    "nulls": "\0" * N,
    "overrides": "\u202e" * N,
    "combining": "a" + "\u0301" * N,
    "rows of dashes": "-" * N + "\n" + "* * " * N,
}


@pytest.mark.parametrize("text", SHAPES.values(), ids=SHAPES)
@pytest.mark.timeout(30)
def test_pathological_shapes_end_and_stay_in_proportion(text: str) -> None:
    """Each shape is rendered, within the list, to no more than twenty times its length and a megabyte."""
    html = render(text)
    assert len(html) <= 20 * len(text) + 1_000_200
    assert dom_oracle.faults(html) == []


@pytest.mark.parametrize("text", ["a.", "-", "w", "a@", "://", "://\\[", "1."])
@pytest.mark.timeout(30)
def test_the_text_of_a_link_is_read_once(text: str) -> None:
    """However long a run of letters and dots in a link is, looking for hosts in it takes a moment."""
    assert "href" in render(f"[{text * 40_000}](https://docs.test)")


def test_link_definitions_cannot_blow_a_page_up() -> None:
    """A definition that is long, or used hundreds of times, stops being a link."""
    long = f"[a]: https://docs.test/{'x' * 5_000}\n\n" + "[a] " * 10
    often = f"[a]: https://docs.test/{'x' * 1_500}\n\n" + "[a] " * 5_000
    many = "".join(f"[a{n}]: https://docs.test/{'x' * 1_500}\n\n" for n in range(100)) + "[a1] " * 100
    assert "href" not in render(long)
    assert render(often).count("href") == 200
    for text in (long, often, many):
        assert len(render(text)) <= 20 * len(text) + 1_000_200


def test_what_would_be_out_of_proportion_is_shown_as_text() -> None:
    """Where many definitions are each used within the limit, the whole becomes plain text before it is built."""
    names = range(150)
    text = "".join(f"[a{n}]: https://docs.test/{'x' * 1_900}\n\n" for n in names) + "".join(
        f"[a{n}] " * 190 for n in names
    )
    assert 'class="genai-plain"' in render(text)


def test_very_long_text_is_shown_as_text() -> None:
    """Over a million characters nothing is interpreted and nothing is lost."""
    html = render("*a*" * LONGEST)
    assert dom_oracle.text_of(html[:500]).startswith("*a*")
    assert "<em>" not in html


def test_lone_surrogates_are_replaced() -> None:
    """Half a character from a damaged stream does not stop the display."""
    assert "a\ufffdb" in render("a\ud800b")
    render("```\n\udfff\n```\n[\ud800](https://a.test)").encode()
