"""Formulas are typeset, prices are not, and no formula reaches out of the page."""

import pytest

from genai_magics.rendering.markdown import render
from genai_magics.rendering.math import LONGEST
from tests.rendering import dom_oracle

DENIED = ["href", "url", "html", "htmlClass", "htmlData", "class", "cssId", "style", "bbox", "require", "def", "gdef"]
DENIED += ["let", "newcommand", "renewcommand", "newenvironment", "includegraphics", "label"]


def formulas(markdown: str) -> list[str]:
    marked = [node for node in dom_oracle.nodes(render(markdown)) if node.attrib.get("class") == "mathjax_process"]
    return ["".join(node.itertext()) for node in marked]


@pytest.mark.parametrize(
    ("markdown", "expected"),
    [
        pytest.param("so $x^2$ is", ["$x^2$"], id="dollars"),
        pytest.param("the $n$th of $m$", ["$n$", "$m$"], id="two in a line"),
        pytest.param(r"\(a_1 * b_2 * c\)", [r"\(a_1 * b_2 * c\)"], id="round brackets, emphasis signs inside"),
        pytest.param(r"$$\sum_i x_i$$", [r"$$\sum_i x_i$$"], id="display in a line of its own"),
        pytest.param("a $$y$$ b", ["$$y$$"], id="display within a line"),
        pytest.param("$$\na\n- b\n= c\n$$", ["$$\na\n- b\n= c\n$$"], id="lines that look like lists"),
        pytest.param("\\[\n\\begin{aligned}a &= b \\\\ c &< d\\end{aligned}\n\\]", None, id="environment"),
        pytest.param("- item\n\n  $$\n  x\n  $$", ["$$\nx\n$$"], id="inside a list"),
        pytest.param("| a |\n|---|\n| $x$ |", ["$x$"], id="inside a table"),
    ],
)
def test_finds_formulas(markdown: str, expected: list[str] | None) -> None:
    """Each usual way to write a formula is marked for MathJax, exactly as it was written."""
    assert formulas(markdown) == (expected or [markdown])


@pytest.mark.parametrize(
    "text",
    [
        "It costs $5 and $6.",
        "between $5/mo and US$6",
        "$20k-$30k a year",
        "from $1,000 to $2,000 or 3$",
        "pay $5 or 10$ now",
        "$1 = €0.90, $2 = €1.80",
        "$HOME/bin:$PATH and $USER",
        "${name} and ${other}",
        "a $ b $ c",
        "$$ alone",
        "`$x$` in code",
        r"escaped \$x\$ dollars",
        "```\n$x$\n```",
    ],
)
def test_prices_and_variables_are_not_formulas(text: str) -> None:
    """Money, shell variables, code and lone dollars stay text."""
    assert formulas(text) == []


@pytest.mark.parametrize("macro", DENIED)
def test_a_formula_with_a_macro_that_reaches_out_is_shown_as_source(macro: str) -> None:
    """Macros that link, style, load or redefine are never handed to MathJax."""
    for source in (rf"$\{macro}{{javascript:alert(1)}}{{x}}$", rf"$$\{macro}[x]{{y}}$$", "\\[\n\\" + macro + " x\n\\]"):
        assert formulas(source) == []
        assert "\\" + macro in dom_oracle.text_of(render(source))


@pytest.mark.parametrize("formula", [r"$\left( x \right)$", r"$\textstyle x$", r"$\deg x$", r"$\hrule$"])
def test_macros_that_only_begin_alike_are_typeset(formula: str) -> None:
    """The list names whole macros."""
    assert formulas(formula) == [formula]


def test_a_formula_out_of_all_bounds_is_shown_as_source() -> None:
    """What is longer than any formula is left to the reader."""
    assert formulas("$$\n" + "x + " * LONGEST + "\n$$") == []


def test_everything_else_is_kept_from_mathjax() -> None:
    """The whole text stands in a part of the page that MathJax is told to leave alone."""
    assert 'class="genai-markdown mathjax_ignore"' in render("a $x$ b")[:60]
