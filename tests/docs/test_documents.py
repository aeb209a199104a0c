"""What the documentation says is what the code does."""

import re
from pathlib import Path

import pytest
from markdown_it import MarkdownIt

from genai_magics.notebook.manual import flag_table

ROOT = Path(__file__).resolve().parents[2]
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]


def test_the_page_on_cells_lists_every_flag_as_help_does() -> None:
    """docs/cells.md holds the table of flags that `--help` is made from, word for word."""
    assert flag_table() in (ROOT / "docs" / "cells.md").read_text("utf-8")


@pytest.mark.parametrize("page", [pytest.param(page, id=page.name) for page in PAGES])
def test_links_between_pages_lead_somewhere(page: Path) -> None:
    """Every relative link and picture on a page names a file of this checkout."""
    inline = [child for token in MarkdownIt().parse(page.read_text("utf-8")) for child in token.children or ()]
    targets = [str(token.attrGet("href") or token.attrGet("src") or "") for token in inline]
    relative = [target.partition("#")[0] for target in targets if target and "://" not in target]
    assert [target for target in relative if not (page.parent / target).exists()] == []


def test_the_architecture_page_names_files_that_exist() -> None:
    """Each `room/file.py` on the architecture page is there; a newcomer is never sent to a file that is gone."""
    text = (ROOT / "docs" / "architecture.md").read_text("utf-8")
    named = set(
        re.findall(r"\b(?:content|transport|client|rendering|notebook|panel|offline)/\w+\.(?:py|js|css)\b", text)
    )
    assert named
    assert {name for name in named if not (ROOT / "genai_magics" / name).exists()} == set()
