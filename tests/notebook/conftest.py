"""A shell in this process and a kernel outside it, both over an offline model whose requests can be read."""

import atexit
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from IPython.core.interactiveshell import ExecutionResult, InteractiveShell
from traitlets.config import Config

from genai_magics import Client
from genai_magics.notebook.extension import load, unload
from genai_magics.offline import OfflineApp, OfflineTransport
from genai_magics.session import Session
from tests.browser.lab import plain_environment
from tests.kernel import Kernel, running_kernel

SET_UP = """
%load_ext genai_magics
import httpx
from genai_magics import chat, configure
from genai_magics.offline import OfflineApp, OfflineTransport
app = OfflineApp()
engine = httpx.Client(transport=OfflineTransport(app, pace=0))
configure(offline=False, http_options={"httpx_client": engine})
"""


class Cells:
    """A shell with the magics in it, over a session of its own."""

    def __init__(self, shell: InteractiveShell, app: OfflineApp, session: Session) -> None:
        self.shell = shell
        self.app = app
        self.session = session

    def run(self, code: str) -> None:
        """Run one cell; raises what it raised."""
        self._ran(code).raise_error()  # type: ignore[no-untyped-call]

    def failed(self, code: str) -> BaseException:
        """Run one cell that has to fail, and return its error."""
        ran = self._ran(code)
        assert ran.error_in_exec is not None, "the cell did not fail"
        assert isinstance(ran.error_in_exec, BaseException)
        return ran.error_in_exec

    def _ran(self, code: str) -> ExecutionResult:
        ran: ExecutionResult = self.shell.run_cell(code, store_history=True)  # type: ignore[no-untyped-call]
        return ran

    def value(self, expression: str) -> Any:
        """The value of an expression in the user's namespace."""
        return self.shell.ev(expression)  # type: ignore[no-untyped-call]

    def push(self, **variables: Any) -> None:
        """Set variables of the user's."""
        self.shell.push(variables)  # type: ignore[no-untyped-call]

    def help(self, magic: str) -> str:
        """What a question mark behind *magic* shows."""
        shown = self.shell.object_inspect_mime(magic)  # type: ignore[no-untyped-call]
        return str(shown["text/plain"])

    @property
    def sent(self) -> list[dict[str, Any]]:
        """The bodies of the requests that left, oldest first."""
        return [request.body for request in self.app.requests]

    @property
    def prompts(self) -> list[str]:
        """The text of every message in the last request."""
        return [part["text"] for content in self.sent[-1]["contents"] for part in content["parts"]]


@pytest.fixture(scope="session")
def shell() -> Iterator[InteractiveShell]:
    """One terminal shell in this process, without a history file."""
    config = Config()
    config.HistoryManager.enabled = False
    config.InteractiveShell.colors = "nocolor"
    shell = InteractiveShell.instance(config=config)
    yield shell
    atexit.unregister(shell.atexit_operations)
    shell.atexit_operations()  # type: ignore[no-untyped-call]
    InteractiveShell.clear_instance()


@pytest.fixture
def cells(shell: InteractiveShell) -> Iterator[Cells]:
    """The shell with the magics loaded: offline model, no delay, no variables, nothing said yet."""
    app, names = OfflineApp(), set(shell.user_ns)
    engine = httpx.Client(transport=OfflineTransport(app, pace=0))
    session = Session(Client(offline=False, http_options={"httpx_client": engine}))
    shell.execution_count = 1
    load(shell, session)
    yield Cells(shell, app, session)
    unload(shell)
    engine.close()
    for name in set(shell.user_ns) - names:
        del shell.user_ns[name]


@pytest.fixture(scope="module")
def shared_kernel(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Kernel]:
    """One kernel for a module's tests, with the magics loaded and the requests of ``app`` to be read."""
    folder: Path = tmp_path_factory.mktemp("kernel")
    with running_kernel(plain_environment(folder), folder) as running:
        assert running.run(SET_UP).error is None
        yield running


@pytest.fixture
def page(shared_kernel: Kernel) -> Kernel:
    """The kernel, with nothing said yet."""
    assert shared_kernel.run("chat.clear(); app.requests.clear()").error is None
    return shared_kernel
