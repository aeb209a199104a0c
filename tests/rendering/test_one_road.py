"""There is one road from text to a page, and it is not the display classes of IPython."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parents[2] / "genai_magics"
SOURCES = [path for path in sorted(PACKAGE.rglob("*.py")) if "labextension" not in path.parts]
DISPLAY_CLASSES = {"HTML", "Markdown", "Latex", "SVG", "Javascript", "IFrame", "Image", "DisplayObject"}
RENDERING = PACKAGE / "rendering"


def called(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = node.func
            yield name.id if isinstance(name, ast.Name) else name.attr if isinstance(name, ast.Attribute) else ""


def formatted_markup(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr) and any(
            isinstance(piece, ast.Constant) and "</" in str(piece.value) for piece in node.values
        ):
            yield ast.unparse(node)


@pytest.mark.parametrize("path", SOURCES, ids=[str(path.relative_to(PACKAGE)) for path in SOURCES])
def test_no_text_becomes_a_page_outside_rendering(path: Path) -> None:
    """No module makes an IPython display class or trusted markup, parses Markdown, or writes HTML by formatting."""
    tree = ast.parse(path.read_text("utf-8"))
    names = set(called(tree))
    assert names & DISPLAY_CLASSES == set()
    if RENDERING not in path.parents:
        assert names & {"MarkdownIt", "Html", "innerHTML"} == set()
    if path != RENDERING / "html.py":
        assert list(formatted_markup(tree)) == []
