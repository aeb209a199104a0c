"""The front door opens at once: what is heavy is loaded when it is used."""

import subprocess
import sys
from pathlib import Path

import pytest

from genai_magics import types
from tests.browser.lab import plain_environment

HEAVY = {"httpx", "pydantic", "ipywidgets", "anywidget", "markdown_it", "nh3", "google"}
LOAD = """
from IPython.core.interactiveshell import InteractiveShell
InteractiveShell.instance().run_line_magic("load_ext", "genai_magics")
"""


@pytest.mark.parametrize(
    "code",
    [
        pytest.param("import genai_magics", id="import"),
        pytest.param("import genai_magics; dir(genai_magics)", id="looking around"),
        pytest.param(LOAD, id="load_ext"),
    ],
)
def test_nothing_heavy_is_loaded_at_the_door(code: str, tmp_path: Path) -> None:
    """Importing the package or loading the extension imports no client engine, no records, no widgets, no Markdown."""
    look = f"\nimport sys\nprint(*sorted({HEAVY!r} & set(sys.modules)))"
    ended = subprocess.run(
        [sys.executable, "-c", code + look],
        env=plain_environment(tmp_path),
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr[-2000:]
    assert ended.stdout.split() == []


def test_a_misspelt_record_names_the_one_that_was_meant() -> None:
    """A name that `types` does not have is refused under the name the caller wrote, with the nearest one."""
    with pytest.raises(AttributeError, match=r"genai_magics\.types has no 'GenerateContentConfg'\. Did you mean"):
        _ = types.GenerateContentConfg
