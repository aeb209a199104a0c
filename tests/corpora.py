"""Where the shared hostile and conformance cases are read from."""

import json
from pathlib import Path
from typing import Any

import pytest

FOLDER = Path(__file__).resolve().parents[2] / "shared" / "corpora"


def corpus(name: str) -> Any:
    """The parsed cases of one corpus file (``own/ansi.json``); skips, with the reason, where there are none."""
    path = FOLDER / name
    if not path.exists():
        pytest.skip(f"the shared corpora are not beside this checkout, so {name} was not run", allow_module_level=True)
    return json.loads(path.read_text("utf-8"))
