"""What Binder does with this repository, step by step, in a fresh environment that has no Node."""

import contextlib
import io
import json
import os
import shutil
import subprocess
import sys
import tarfile
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.browser.lab import plain_environment

ROOT = Path(__file__).resolve().parents[2]
DEMO = "notebooks/demo.ipynb"
TOKEN = "binder-test"
TOOLS = ("bash", "env", "grep")
# How pip says that it got no answer, rather than a wrong one.
NO_NETWORK = ("NewConnectionError", "NameResolutionError", "ConnectTimeoutError", "Network is unreachable")

pytestmark = pytest.mark.timeout(600)


class Binder:
    """The committed files in a folder of their own, beside an environment with nothing in it but Python."""

    def __init__(self, folder: Path) -> None:
        self.repository = folder / "repository"
        self.venv = folder / "venv"
        self.log = folder / "server.log"
        tools = folder / "tools"
        tools.mkdir()
        for tool in TOOLS:
            (tools / tool).symlink_to(str(shutil.which(tool)))
        path = f"{self.venv / 'bin'}:{tools}"
        self.environment = plain_environment(folder, PATH=path)
        pip_settings = {name: value for name, value in os.environ.items() if name.startswith("PIP_")}
        self.pip_environment = self.environment | pip_settings

    def check_out(self) -> None:
        """Take what is committed, as Binder does."""
        archive = subprocess.run(["git", "-C", str(ROOT), "archive", "HEAD"], capture_output=True, check=False)
        if archive.returncode:
            pytest.skip("this is not a git checkout, so there is nothing to build as Binder does")
        with tarfile.open(fileobj=io.BytesIO(archive.stdout)) as files:
            files.extractall(self.repository, filter="data")

    def install(self) -> None:
        """Create the environment and install the requirements."""
        subprocess.run([sys.executable, "-m", "venv", self.venv], check=True)
        pip = (self.venv / "bin" / "python", "-m", "pip")
        done = self.run(*pip, "install", "-q", "-r", "binder/requirements.txt", environment=self.pip_environment)
        if done.returncode and any(sign in done.stdout for sign in NO_NETWORK):
            pytest.skip(f"pip reached no package index, so Binder's steps were not run:\n{done.stdout[-500:]}")
        assert done.returncode == 0, done.stdout[-3000:]

    def run(
        self, *command: str | Path, environment: dict[str, str] | None = None
    ) -> "subprocess.CompletedProcess[str]":
        """Run *command* in the repository; what it says, on either channel, is in ``stdout``."""
        return subprocess.run(
            command,
            cwd=self.repository,
            env=environment or self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )

    @contextlib.contextmanager
    def serving(self) -> Iterator[str]:
        """JupyterLab started through ``binder/start``; gives its address."""
        options = ["--no-browser", "--allow-root", "--ServerApp.port=0", f"--IdentityProvider.token={TOKEN}"]
        command = ["binder/start", "jupyter", "lab", *options]
        with self.log.open("wb") as log:
            server = subprocess.Popen(command, cwd=self.repository, env=self.environment, stdout=log, stderr=log)
        try:
            yield self._address(server)
        finally:
            server.terminate()
            server.wait(20)

    def _address(self, server: "subprocess.Popen[bytes]") -> str:
        runtime = Path(self.environment["JUPYTER_RUNTIME_DIR"])
        end = time.monotonic() + 60
        while time.monotonic() < end and server.poll() is None:
            for file in runtime.glob("jpserver-*.json"):
                with contextlib.suppress(json.JSONDecodeError):  # It is being written just now.
                    return str(json.loads(file.read_text("utf-8"))["url"])
            time.sleep(0.1)
        raise RuntimeError(f"JupyterLab did not start:\n{self.log.read_text('utf-8', 'replace')[-3000:]}")


def get(url: str) -> str:
    """The body of a page the server answers with 200."""
    request = urllib.request.Request(url, headers={"Authorization": f"token {TOKEN}"})
    with urllib.request.urlopen(request, timeout=20) as reply:
        assert reply.status == 200
        body: bytes = reply.read()
    return body.decode()


def page_config(page: str) -> dict[str, Any]:
    """What JupyterLab's page tells its scripts, the list of extensions among it."""
    _, _, rest = page.partition('<script id="jupyter-config-data" type="application/json">')
    told: dict[str, Any] = json.loads(rest.partition("</script>")[0])
    return told


@pytest.fixture(scope="module")
def binder(tmp_path_factory: pytest.TempPathFactory) -> Binder:
    """The repository, checked out and installed once for all tests of this file."""
    built = Binder(tmp_path_factory.mktemp("binder"))
    built.check_out()
    built.install()
    assert shutil.which("node", path=built.environment["PATH"]) is None
    return built


def test_the_build_accepts_the_extension(binder: Binder) -> None:
    """``postBuild`` succeeds: JupyterLab lists the extension that pip installed, without Node."""
    done = binder.run("binder/postBuild")
    assert done.returncode == 0, done.stdout
    assert "genai-magics" in done.stdout


def test_jupyterlab_opens_on_the_demo_with_the_extension(binder: Binder) -> None:
    """The address a Binder link ends with answers, its page loads the extension, and the notebook is there."""
    with binder.serving() as address:
        config = page_config(get(f"{address}lab/tree/{DEMO}"))
        extensions = {extension["name"]: extension for extension in config["federated_extensions"]}
        assert config["treePath"] == DEMO
        assert "%%genai" in get(f"{address}lab/extensions/genai-magics/static/{_main_script(binder)}")
        assert extensions["genai-magics"]["load"].startswith("static/remoteEntry.")
        assert "%%genai" in json.dumps(json.loads(get(f"{address}api/contents/{DEMO}"))["content"])


def test_the_demo_runs_on_the_offline_model(binder: Binder) -> None:
    """Every cell of the demo runs in the fresh environment, without a key."""
    done = binder.run("binder/start", "jupyter", "execute", DEMO)
    assert done.returncode == 0, done.stdout[-3000:]


def _main_script(binder: Binder) -> str:
    static = binder.venv / "share/jupyter/labextensions/genai-magics/static"
    return next(static.glob("lib_index_js.*.js")).name
