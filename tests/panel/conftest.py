"""A kernel with a panel over an offline model whose requests can be read, and a front end for it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.browser.lab import plain_environment
from tests.kernel import Kernel, running_kernel
from tests.panel.front_end import FrontEnd

SET_UP = """
import httpx, ipywidgets, json, threading, time
from genai_magics import ChatPanel, chat, configure
from genai_magics.offline import OfflineApp, OfflineTransport
%load_ext genai_magics
app = OfflineApp()
model = OfflineTransport(app)
engines = {"httpx_client": httpx.Client(transport=model), "httpx_async_client": httpx.AsyncClient(transport=model)}
configure(offline=False, http_options=engines)
"""
FRESH = """
model.pace = 0
while chat.running: time.sleep(0.01)
chat.clear(); chat.config = None; app.requests.clear()
panel = ChatPanel()
"""


@pytest.fixture(scope="module")
def shared_kernel(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Kernel]:
    """One kernel for a module's tests."""
    folder: Path = tmp_path_factory.mktemp("kernel")
    with running_kernel(plain_environment(folder), folder) as running:
        assert running.run(SET_UP).error is None
        yield running


@pytest.fixture
def front_end(shared_kernel: Kernel) -> Iterator[FrontEnd]:
    """A front end that shows ``panel``, a fresh one over ``chat`` with nothing said yet."""
    assert shared_kernel.run(FRESH).error is None
    shown = FrontEnd(shared_kernel, eval(shared_kernel.value("panel.transcript.model_id")))
    shown.ask()
    shown.watch(lambda: shown.snapshots == 1)
    yield shown
    shared_kernel.run("panel.stop(); panel.close()")
