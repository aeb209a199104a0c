"""Imports point down: every room knows only the rooms below it."""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parents[2] / "genai_magics"
FILES = sorted(PACKAGE.rglob("*.py"))

FLOORS = [
    {"errors"},
    {"content"},
    {"transport", "offline"},
    {"client"},
    {"session", "rendering"},
    {"panel"},
    {"notebook"},
    {"types"},
    {"genai_magics"},
]
FLOOR = {room: number for number, rooms in enumerate(FLOORS) for room in rooms}
# The model in a box shares no code with the client, so that a mistake cannot hide on both sides.
KNOWS_NOBODY = {"offline", "errors"}
PLAIN_VALUES = {"genai_magics.__version__"}
MAY_OPEN_THE_BOX = {"client/client.py"}
OFFLINE_MAY_USE = {"httpx"}


def room(parts: tuple[str, ...]) -> str:
    """The room of a module below the package, given the parts of its path or of its dotted name."""
    return parts[0].removesuffix(".py") if parts and parts[0] != "__init__.py" else "genai_magics"


def imported(file: Path) -> Iterator[tuple[int, str]]:
    """Line and absolute dotted name of every import in a file, those in functions and for types included."""
    package = ("genai_magics", *file.relative_to(PACKAGE).parent.parts)
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            start = package[: len(package) - node.level + 1] if node.level else ()
            above = ".".join([*start, *([node.module] if node.module else [])])
            names = [f"{above}.{alias.name}" for alias in node.names] if above == "genai_magics" else [above]
            yield from ((node.lineno, name) for name in names)


def wrong_imports(file: Path) -> Iterator[str]:
    """What a file imports and should not, in words."""
    place = file.relative_to(PACKAGE)
    own = room(place.parts)
    for line, name in imported(file):
        first, *rest = name.split(".")
        if first != "genai_magics" or name in PLAIN_VALUES:
            continue
        other = room(tuple(rest))
        if other not in FLOOR:
            # Something that the front door defines itself.
            other = "genai_magics"
        allowed = other == own or (FLOOR[other] < FLOOR[own] and own not in KNOWS_NOBODY)
        if other == "offline" and own != "offline":
            allowed = place.as_posix() in MAY_OPEN_THE_BOX
        if not allowed:
            yield f"{place}:{line} ({own}) imports {name} ({other})"


def test_every_file_is_in_a_room_of_the_plan() -> None:
    """A new room gets its floor before it gets its first file."""
    homeless = [str(file.relative_to(PACKAGE)) for file in FILES if room(file.relative_to(PACKAGE).parts) not in FLOOR]
    assert not homeless


@pytest.mark.parametrize("file", [pytest.param(file, id=file.relative_to(PACKAGE).as_posix()) for file in FILES])
def test_imports_point_down(file: Path) -> None:
    """A file imports its own room and rooms on lower floors, never a neighbour and never upwards."""
    assert not list(wrong_imports(file))


def test_the_offline_model_needs_only_httpx() -> None:
    """The model in a box imports the standard library, httpx and itself."""
    known = sys.stdlib_module_names | OFFLINE_MAY_USE | {"genai_magics"}
    strangers = [
        f"{file.name}:{line} {name}"
        for file in (PACKAGE / "offline").rglob("*.py")
        for line, name in imported(file)
        if name.partition(".")[0] not in known
    ]
    assert not strangers
