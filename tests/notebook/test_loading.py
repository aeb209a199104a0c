"""Loading is light and silent; unloading leaves nothing behind."""

import subprocess
import sys
from pathlib import Path
from typing import Any

from IPython.core.interactiveshell import InteractiveShell

from genai_magics.notebook import load, unload
from tests.browser.lab import plain_environment
from tests.notebook.conftest import Cells

HEAVY = ("httpx", "pydantic", "ipywidgets", "anywidget", "markdown_it", "nh3")
TIMED = """
import time
from IPython.core.interactiveshell import InteractiveShell
shell = InteractiveShell.instance()
shell.run_cell("pass")
began = time.perf_counter()
shell.run_line_magic("load_ext", "genai_magics")
print(time.perf_counter() - began)
"""


def ran(code: str, folder: Path, *, cached: bool = False) -> str:
    """What a Python process of its own prints."""
    environment = plain_environment(folder)
    if cached:
        environment.pop("PYTHONDONTWRITEBYTECODE", None)
    ended = subprocess.run(
        [sys.executable, "-c", code], env=environment, cwd=folder, capture_output=True, text=True, check=False
    )
    assert ended.returncode == 0, ended.stderr[-2000:]
    return ended.stdout


def test_loading_takes_little_time(tmp_path: Path) -> None:
    """%load_ext takes at most 30 ms over a bare IPython; the best of five, since the machine does other things."""
    ran(TIMED, tmp_path, cached=True)
    assert min(float(ran(TIMED, tmp_path, cached=True)) for _ in range(5)) < 0.030


def test_loading_says_nothing_and_help_needs_nothing_heavy(tmp_path: Path) -> None:
    """Loading prints nothing; loading, help and a refused line import no engine, no records, no widgets."""
    quiet = TIMED.replace("print(time.perf_counter() - began)", "")
    assert ran(quiet, tmp_path) == ""
    look = f"\nimport sys\nprint('HEAVY', sorted(set({HEAVY!r}) & set(sys.modules)))"
    used = 'shell.run_cell("%%genai --help")\nshell.run_cell("%%genai -t 9\\nhi")'
    assert ran(quiet + used + look, tmp_path).splitlines()[-1] == "HEAVY []"


def traces(shell: InteractiveShell) -> dict[str, Any]:
    """Everything in a shell that an extension could leave behind."""
    assert shell.display_formatter is not None
    formatters = [*shell.display_formatter.formatters.values(), shell.display_formatter.ipython_display_formatter]
    return {
        "line magics": set(shell.magics_manager.magics["line"]),
        "cell magics": set(shell.magics_manager.magics["cell"]),
        "registry": set(shell.magics_manager.registry),
        "cleanup": list(shell.input_transformers_cleanup),
        "tokens": list(shell.input_transformer_manager.token_transformers),
        "post": list(shell.input_transformers_post),
        "events": {name: list(callbacks) for name, callbacks in shell.events.callbacks.items()},
        "matchers": len(shell.Completer.matchers),
        "formatters": [(set(each.deferred_printers), set(each.type_printers)) for each in formatters],
        "handlers": list(shell.custom_exceptions),
        "configurables": len(shell.configurables),
    }


def test_unloading_leaves_nothing(cells: Cells) -> None:
    """After %unload_ext the shell is as it was, also when replies have been shown and the extension loaded twice."""
    cells.run("%load_ext genai_magics")
    cells.run("%unload_ext genai_magics")
    before = traces(cells.shell)
    cells.run("%load_ext genai_magics")
    cells.run("%reload_ext genai_magics")
    load(cells.shell, cells.session)
    cells.run("x = %genai hello")
    cells.run("x")
    cells.run("%unload_ext genai_magics")
    assert traces(cells.shell) == before


def test_loading_twice_is_loading_once(cells: Cells) -> None:
    """Loading again puts nothing in twice, and unloading what is not there is no error."""
    once = traces(cells.shell)
    load(cells.shell, cells.session)
    assert traces(cells.shell) == once
    unload(cells.shell)
    unload(cells.shell)
    load(cells.shell, cells.session)
    assert traces(cells.shell) == once
