"""The library: every subject is complete, its code runs, and what the comments say is what it prints."""

import ast
import contextlib
import io
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import genai_magics.offline as offline
from genai_magics.offline.manual import sections
from genai_magics.offline.subjects import Subject, find_subject, subjects

from .asking import answer

ROOM = Path(str(offline.__file__)).parent
REFERENCES = {"pandas", "numpy", "matplotlib"}


@pytest.mark.parametrize("subject", [pytest.param(each, id=each.title) for each in subjects()])
def test_a_subject_is_complete(subject: Subject) -> None:
    """Every subject has every section, is found by each of its names, and has a family."""
    assert set(subject.sections) == {"lead", "table", "example", "points", "quote", "why"}
    assert subject.family
    assert subject.of
    for name in subject.names:
        found = find_subject(f"Please explain {name} to me.")
        assert found is not None
        assert found.title == subject.title, name


def examples() -> Iterator[object]:
    """Every Python example of the library."""
    for subject in subjects():
        for position, text in enumerate(subject.ways("example")):
            for code in re.findall(r"```python\n(.*?)```", text, re.DOTALL):
                yield pytest.param(code, id=f"{subject.title} {position}")


@pytest.mark.parametrize("code", list(examples()))
def test_an_example_prints_what_it_says(code: str) -> None:
    """Python examples run, and each ``print(...)  # result`` prints that result; those of other libraries compile."""
    tree = ast.parse(code)
    imported = {
        alias.name.split(".")[0] for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names
    }
    if imported & REFERENCES:
        return
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(compile(tree, "example", "exec"), {"__name__": "example"})
    for promised in re.findall(r"^\s*print\(.*\)\s+# (.*?)(?:: it is used up)?$", code, re.MULTILINE):
        assert promised in printed.getvalue().splitlines()


def test_every_subject_can_be_asked_for() -> None:
    """Asked for by its title, each subject is what the answer is about."""
    for subject in subjects():
        assert f"## {subject.title}" in answer(f"Explain {subject.title}", {"temperature": 0})


def test_tables_and_fences_are_well_formed() -> None:
    """In the library, the documentation and the show page, fences are closed and a table's rows have equal cells."""
    for path in ROOM.rglob("*.md"):
        text = path.read_text("utf-8")
        assert len(re.findall(r"^```", text, re.MULTILINE)) % 2 == 0, path.name
        for table in re.findall(r"(?:^\|.*\|$\n?)+", text, re.MULTILINE):
            cells = {len(re.findall(r"(?<!\\)\|", line)) for line in table.splitlines()}
            assert len(cells) == 1, table


@pytest.mark.parametrize("heading", [heading for heading, _ in sections()])
def test_the_documentation_answers_for_its_headings(heading: str) -> None:
    """A question in the words of a section's heading is answered with that section."""
    assert f"## {heading}\n" in answer(f"genai_magics: {heading}?", {"temperature": 0})


def test_the_offline_room_stands_alone() -> None:
    """The offline model imports the standard library, httpx and itself, and nothing else of this project."""
    for path in ROOM.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Import):
                roots = {alias.name.split(".")[0] for alias in node.names}
                assert roots <= set(sys.stdlib_module_names) | {"httpx"}, path.name
            if isinstance(node, ast.ImportFrom):
                assert node.level == 1 or (node.module or "").split(".")[0] in sys.stdlib_module_names, path.name
