"""The real parts that tests share: a kernel, a JupyterLab server, a browser, a notebook."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.browser.lab import Lab, plain_environment, running_lab
from tests.browser.notebook import Notebooks
from tests.kernel import Kernel, running_kernel

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext

CHROMIUM_FLAGS = [
    *("--disable-background-networking", "--disable-component-update", "--disable-domain-reliability"),
    *("--disable-sync", "--no-first-run", "--no-pings"),
    # Whatever asks for another machine is noted by the notebook fixture, and gets nowhere.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Browser tests run last: while Playwright is up, no other test could start an event loop of its own."""
    items.sort(key=lambda item: item.get_closest_marker("browser") is not None)


@pytest.fixture
def kernel(tmp_path: Path) -> Iterator[Kernel]:
    """A fresh ipykernel: offline model, no delay, no keys, an empty home."""
    with running_kernel(plain_environment(tmp_path), tmp_path) as running:
        yield running


@pytest.fixture(scope="session")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    """One JupyterLab server for the whole run."""
    with running_lab(tmp_path_factory.mktemp("lab")) as running:
        yield running


@pytest.fixture(scope="session")
def browser() -> "Iterator[BrowserContext]":
    """One Chromium, with one cache, for the whole run; skips where there is none."""
    playwright = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed: pip install '.[test]'")
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if chromium is None:
        pytest.skip("no Chromium on this machine (Debian: apt-get install chromium), so the browser tests were not run")
    flags = [*CHROMIUM_FLAGS, *(["--no-sandbox"] if os.geteuid() == 0 else [])]
    with playwright.sync_playwright() as started:
        launched = started.chromium.launch(executable_path=chromium, args=flags)
        context = launched.new_context(viewport={"width": 1280, "height": 900})
        yield context
        context.close()
        launched.close()


@pytest.fixture
def notebook(lab: Lab, browser: "BrowserContext") -> Iterator[Notebooks]:
    """Opens notebooks; the test fails if one fetched from another machine, or its page raised an error."""
    notebooks = Notebooks(lab, browser)
    yield notebooks
    wrong = notebooks.close()
    assert not wrong, "\n".join(wrong)
