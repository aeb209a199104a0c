"""One notebook, open in a browser page, driven the way a person drives it."""

import json
import os
import shutil
from collections.abc import Sequence
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal
from urllib.parse import urlsplit

from tests.browser.lab import Lab

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Locator, Page

NUMBERS = count(1)
HOME = {"127.0.0.1", "localhost"}
# Notebook 7 raises these by itself, with no extension of ours: the second when JupyterLab ran in the same browser.
KNOWN_ERRORS = ("reading 'schema'", "Command 'filebrowser:open-path' not registered")

PANEL = "const panel = window.jupyterapp?.shell?.currentWidget;"
READY = f"""() => {{ {PANEL}
  const session = panel?.context?.sessionContext ?? panel?.sessionContext, kernel = session?.session?.kernel;
  return !!session?.isReady && kernel?.connectionStatus === 'connected' && kernel?.status === 'idle' && !!kernel?.info;
}}"""
RUN = f"""(index) => {{ {PANEL}
  panel.content.activeCellIndex = index;
  (window.genaiRuns ??= {{}})[index] = window.jupyterapp.commands.execute('notebook:run-cell').then(() => true);
}}"""
RUN_ALL = f"""() => {{ {PANEL}
  const run = window.jupyterapp.commands.execute('notebook:run-all-cells').then(() => true);
  window.genaiRuns = Object.fromEntries(panel.content.widgets.map((_, index) => [index, run]));
}}"""
EDIT = f"([index, source]) => {{ {PANEL} panel.content.widgets[index].model.sharedModel.setSource(source); }}"
COMMAND = "([name, given]) => window.jupyterapp.commands.execute(name, given).then(() => true)"
RESTART = f"() => {{ {PANEL} return panel.context.sessionContext.session.kernel.restart().then(() => true); }}"
SAVED = f"() => {{ {PANEL} return panel.context.save().then(() => true); }}"


class Notebook:
    """A notebook in a page of its own.

    Cells are counted from 0. ``outside`` lists every address asked for that is not this machine, ``errors`` every
    error the page raised; the fixture fails a test in which either is not empty at the end.
    """

    def __init__(
        self, lab: Lab, context: "BrowserContext", path: Path, app: Literal["lab", "notebook"] = "lab"
    ) -> None:
        self.lab = lab
        self.path = path
        self.app = app
        self.outside: list[str] = []
        self.errors: list[str] = []
        self.page: Page = context.new_page()
        self.page.on("request", lambda request: self._note(request.url))
        self.page.on("websocket", lambda socket: self._note(socket.url))
        self.page.on("pageerror", lambda error: self._blame(str(error)))

    def _note(self, url: str) -> None:
        parts = urlsplit(url)
        if parts.scheme not in ("data", "blob", "about") and parts.hostname not in HOME:
            self.outside.append(url)

    def _blame(self, error: str) -> None:
        if not any(known in error for known in KNOWN_ERRORS):
            self.errors.append(error)

    def open(self) -> "Notebook":
        """Load the page and wait until its kernel is connected and idle."""
        place = "doc/tree" if self.app == "lab" else "notebooks"
        self.page.goto(f"{self.lab.url}/{place}/{self.path.name}?reset&token={self.lab.token}")
        self.page.wait_for_selector(".jp-Notebook-cell", state="attached", timeout=60_000)
        self.page.wait_for_function(READY, timeout=60_000)
        return self

    def cell(self, index: int) -> "Locator":
        """A whole cell: input and outputs."""
        return self.page.locator(".jp-Notebook-cell").nth(index)

    def output(self, index: int) -> "Locator":
        """The outputs of a cell."""
        return self.cell(index).locator(".jp-Cell-outputArea")

    def text(self, index: int) -> str:
        """What a cell's outputs say, without their ``[1]:``."""
        return "\n".join(self.output(index).locator(".jp-OutputArea-output").all_inner_texts()).strip()

    def run(self, index: int) -> "Notebook":
        """Start one cell; does not wait."""
        self.page.evaluate(RUN, index)
        return self

    def run_all(self) -> "Notebook":
        """Start every cell; does not wait. ``wait_done`` of any cell then waits for all."""
        self.page.evaluate(RUN_ALL)
        return self

    def wait_done(self, index: int, *, seconds: float = 60.0) -> "Locator":
        """Wait until a started cell has ended, well or badly; returns its outputs."""
        self.page.wait_for_function("(index) => window.genaiRuns[index]", arg=index, timeout=seconds * 1000)
        return self.output(index)

    def edit(self, index: int, source: str) -> "Notebook":
        """Replace what a cell says."""
        self.page.evaluate(EDIT, [index, source])
        return self

    def command(self, name: str, **given: Any) -> "Notebook":
        """Carry out a JupyterLab command, as its menu would."""
        self.page.evaluate(COMMAND, [name, given])
        return self

    def interrupt(self) -> "Notebook":
        """Interrupt the kernel, as the toolbar's stop button does."""
        return self.command("notebook:interrupt-kernel")

    def restart(self) -> "Notebook":
        """Restart the kernel, and wait until it is idle."""
        self.page.evaluate(RESTART)
        self.page.wait_for_function(READY, timeout=60_000)
        return self

    def save(self) -> dict[str, Any]:
        """Save, and return the notebook as it is on disk."""
        self.page.evaluate(SAVED)
        saved: dict[str, Any] = json.loads(self.path.read_text("utf-8"))
        return saved

    def theme(self, kind: Literal["light", "dark"]) -> "Notebook":
        """Switch JupyterLab's colours."""
        self.command("apputils:change-theme", theme=f"JupyterLab {kind.title()}")
        body = f"body[data-jp-theme-light={json.dumps(str(kind == 'light').lower())}]"
        self.page.wait_for_selector(body, state="attached")
        return self

    def screenshot(self, path: Path | str, *, shown_as: str = "") -> Path:
        """Save a picture of the page; a bare name goes to the folder ``test-artifacts``.

        With GENAI_MAGICS_SCREENSHOTS=1 it also becomes the picture *shown_as* in the documentation.
        """
        target = ARTIFACTS / path
        target.parent.mkdir(parents=True, exist_ok=True)
        self.page.screenshot(path=target)
        if shown_as and os.environ.get("GENAI_MAGICS_SCREENSHOTS") == "1":
            shutil.copy(target, IMAGES / shown_as)
        return target


ROOT = Path(__file__).resolve().parents[2]
ARTIFACTS, IMAGES = ROOT / "test-artifacts", ROOT / "docs" / "images"


class Notebooks:
    """Opens notebooks for one test: ``notebook("1 + 1", "%%genai\\nhi", pace=100)``."""

    def __init__(self, lab: Lab, context: "BrowserContext") -> None:
        self.lab = lab
        self.context = context
        self.opened: list[Notebook] = []

    def __call__(
        self,
        *cells: str,
        pace: float = 0,
        kernel: str | None = None,
        app: Literal["lab", "notebook"] = "lab",
        markdown: Sequence[int] = (),
        name: str = "",
    ) -> Notebook:
        """Open a fresh notebook with these *cells*.

        *pace* is the offline model's speed in characters a second (0: at once). *kernel* names another kernel, see
        ``lab.kernelspec``. *markdown* lists the cells that are Markdown. *name* is what a picture shows as the title.
        """
        kernel = kernel or self.lab.kernelspec(f"pace-{pace:g}", {"GENAI_MAGICS_OFFLINE_PACE": f"{pace:g}"})
        path = self.lab.notebooks / f"{name or f'test-{next(NUMBERS)}'}.ipynb"
        path.write_text(json.dumps(_document(cells, kernel, markdown)), "utf-8")
        opened = Notebook(self.lab, self.context, path, app)
        self.opened.append(opened)
        return opened.open()

    def close(self) -> list[str]:
        """Close every page and kernel of the test; returns what was wrong with them."""
        wrong = []
        for opened in self.opened:
            wrong += [f"fetched from outside: {url}" for url in opened.outside]
            wrong += [f"error in the page: {error}" for error in opened.errors]
            opened.page.evaluate(f"() => {{ {PANEL} return panel?.context?.sessionContext?.shutdown(); }}")
            opened.page.close(run_before_unload=False)
        self.lab.reset_settings()
        return wrong


def _document(cells: Sequence[str], kernel: str, markdown: Sequence[int]) -> dict[str, Any]:
    def as_cell(index: int, source: str) -> dict[str, Any]:
        shared = {"id": f"cell-{index}", "metadata": {}, "source": source}
        if index in markdown:
            return {"cell_type": "markdown", **shared}
        return {"cell_type": "code", "execution_count": None, "outputs": [], **shared}

    return {
        "cells": [as_cell(index, source) for index, source in enumerate(cells)],
        "metadata": {"kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": kernel}},
        "nbformat": 4,
        "nbformat_minor": 5,
    }
