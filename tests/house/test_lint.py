"""What no linter checks: nothing of a machine in the tree, nothing printed by the way, nothing without words."""

import ast
import inspect
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

import genai_magics
from genai_magics.client.chats import Chats
from genai_magics.client.models import Models
from genai_magics.transport.flow import AsyncStream, Stream

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "genai_magics"

# The home of Binder's and of the Jupyter images' user is the same everywhere.
MACHINE_PATH = re.compile(r"(?<![\w.:/-])/(?:home|Users|root|work)/(?!jovyan\b)\w")
LOCKED_HOST = re.compile(r'"resolved":\s*"https?:')
MAY_PRINT = {"rendering/terminal.py", "offline/__main__.py"}
LONGEST = 400


def tracked() -> list[Path]:
    """Every file git knows of, as far as it is there and is text."""
    listed = subprocess.run(["git", "-C", str(ROOT), "ls-files", "-z"], capture_output=True, text=True, check=False)
    if listed.returncode:
        pytest.skip("this is not a git checkout, so the tracked files are not known")
    return [ROOT / name for name in listed.stdout.split("\0") if name and (ROOT / name).is_file()]


def index_hosts() -> set[str]:
    """The hosts this machine installs packages from, unless they are everybody's."""
    found = set()
    for command in (["pip", "config", "list"], ["npm", "config", "get", "registry"]):
        try:
            told = subprocess.run(command, capture_output=True, text=True, check=False).stdout
        except FileNotFoundError:
            continue
        found |= set(re.findall(r"https?://(?:[^/@\s]*@)?([^/:\s']+)", told))
    return {host for host in found if not host.endswith(("pypi.org", "npmjs.org", "localhost", "127.0.0.1"))}


def test_nothing_of_a_machine_is_in_the_tree() -> None:
    """No tracked file names a folder of somebody's machine or the host somebody's packages came from."""
    hosts = index_hosts()
    found = []
    for file in tracked():
        text = file.read_text("utf-8", "replace")
        for number, line in enumerate(text.splitlines(), 1):
            if MACHINE_PATH.search(line) or LOCKED_HOST.search(line) or any(host in line for host in hosts):
                found.append(f"{file.relative_to(ROOT)}:{number}: {line.strip()[:120]}")
    assert not found, "\n".join(found)


def test_only_the_terminal_prints() -> None:
    """The package shows things as outputs or raises; ``print`` is for what runs in a terminal."""
    found = [
        f"{place}:{node.lineno}"
        for file in PACKAGE.rglob("*.py")
        if (place := file.relative_to(PACKAGE).as_posix()) not in MAY_PRINT
        for node in ast.walk(ast.parse(file.read_text("utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "print"
    ]
    assert not found


def test_no_file_is_too_long_to_read() -> None:
    """A Python file has at most 400 lines; a longer one has two duties."""
    places = (PACKAGE, ROOT / "tests", ROOT / "benchmarks")
    lengths = {file: len(file.read_text("utf-8").splitlines()) for place in places for file in place.rglob("*.py")}
    long = {str(file.relative_to(ROOT)): length for file, length in lengths.items() if length > LONGEST}
    assert not long


def undocumented(name: str, thing: object, seen: set[int]) -> Iterator[str]:
    """Names of callables under *thing* that belong to the package and say nothing about themselves."""
    if id(thing) in seen:
        return
    seen.add(id(thing))
    ours = str(getattr(thing, "__module__", "")).startswith("genai_magics")
    if not ours or not (callable(thing) or isinstance(thing, property)):
        return
    own = thing.__doc__ if isinstance(thing, type) else inspect.getdoc(thing)
    if len((own or "").split()) < 3:
        yield name
    if isinstance(thing, type):
        for attribute in vars(thing):
            if not attribute.startswith("_") and attribute not in getattr(thing, "model_fields", {}):
                member = inspect.getattr_static(thing, attribute)
                # What a property, a class method or a call written as a flow was made from.
                inner = (getattr(member, kind, None) for kind in ("fget", "__func__", "flow"))
                member = next(filter(None, inner), member)
                yield from undocumented(f"{name}.{attribute}", member, seen)


def public_things() -> list[tuple[str, object]]:
    """Everything the front door offers, module contents included."""
    things = []
    for name in genai_magics.__all__:
        offered = getattr(genai_magics, name)
        if inspect.ismodule(offered):
            inside = getattr(offered, "__all__", None) or [n for n in dir(offered) if not n.startswith("_")]
            things += [(f"{name}.{inner}", getattr(offered, inner)) for inner in inside]
        else:
            kind = offered if isinstance(offered, type) or inspect.isroutine(offered) else type(offered)
            things.append((name, kind))
    return [
        *things,
        ("Client.models", Models),
        ("Client.chats", Chats),
        ("Stream", Stream),
        ("AsyncStream", AsyncStream),
    ]


def test_everything_a_user_can_call_says_what_it_does() -> None:
    """Every public class, function, method and property has a docstring of its own."""
    seen: set[int] = set()
    silent = [found for name, thing in public_things() for found in undocumented(name, thing, seen)]
    assert not silent
