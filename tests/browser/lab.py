"""A real JupyterLab server on loopback, with nothing of the user's own settings in it."""

import contextlib
import json
import os
import secrets
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LABEXTENSION = ROOT / "genai_magics" / "labextension"

# Without these a news bubble covers a corner, and cells outside the window are not in the page.
SETTINGS = {
    "@jupyterlab/apputils-extension/notification": {"fetchNews": "false", "checkForUpdates": False},
    "@jupyterlab/notebook-extension/tracker": {"windowingMode": "none"},
}


def plain_environment(folder: Path, **more: str) -> dict[str, str]:
    """The environment of a person with an empty home in *folder*: no keys, no proxies, no settings; plus *more*."""
    places = {
        "HOME": "home",
        "IPYTHONDIR": "ipython",
        "JUPYTER_CONFIG_DIR": "config",
        "JUPYTER_DATA_DIR": "data",
        "JUPYTER_RUNTIME_DIR": "runtime",
        "JUPYTERLAB_SETTINGS_DIR": "settings",
        "JUPYTERLAB_WORKSPACES_DIR": "workspaces",
    }
    for place in places.values():
        (folder / place).mkdir(parents=True, exist_ok=True)
    kept = {name: os.environ[name] for name in ("PATH", "TMPDIR", "PYTHONDONTWRITEBYTECODE") if name in os.environ}
    offline = {"GENAI_MAGICS_OFFLINE": "1", "GENAI_MAGICS_OFFLINE_PACE": "0", "LANG": "C.UTF-8"}
    return kept | offline | {name: str(folder / place) for name, place in places.items()} | more


class Lab:
    """A running server: its address, token, folder of notebooks, and kernels to choose from."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.token = secrets.token_hex(16)
        self.notebooks = folder / "notebooks"
        self.notebooks.mkdir()
        self.environment = plain_environment(folder, JUPYTER_PATH=str(self._share()))
        self.url = f"http://127.0.0.1:{_free_port()}"
        self.reset_settings()

    def _share(self) -> Path:
        """A data folder that shows the working tree's own extension, whatever the install linked or copied."""
        share = self.folder / "share"
        (share / "labextensions").mkdir(parents=True)
        if (LABEXTENSION / "package.json").exists():
            (share / "labextensions" / "genai-magics").symlink_to(LABEXTENSION)
        return share

    def reset_settings(self) -> None:
        """Forget what a test changed in the settings, the theme for one."""
        settings = self.folder / "settings"
        for file in settings.rglob("*.jupyterlab-settings"):
            file.unlink()
        for name, values in SETTINGS.items():
            file = settings / f"{name}.jupyterlab-settings"
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(json.dumps(values), "utf-8")

    def kernelspec(self, name: str, environment: Mapping[str, str], python: str = sys.executable) -> str:
        """Install a kernel called *name* that runs *python* with more *environment*; returns the name."""
        folder = self.folder / "data" / "kernels" / name
        folder.mkdir(parents=True, exist_ok=True)
        specification = {
            "argv": [python, "-m", "ipykernel_launcher", "-f", "{connection_file}"],
            "display_name": "Python 3 (ipykernel)",
            "language": "python",
            "env": dict(environment),
        }
        (folder / "kernel.json").write_text(json.dumps(specification), "utf-8")
        return name

    def command(self) -> list[str]:
        """What starts the server."""
        port = self.url.rpartition(":")[2]
        return [
            *(sys.executable, "-m", "jupyterlab", "--allow-root", "--no-browser"),
            f"--IdentityProvider.token={self.token}",
            f"--ServerApp.root_dir={self.notebooks}",
            *("--ServerApp.ip=127.0.0.1", f"--ServerApp.port={port}", "--ServerApp.port_retries=0"),
            *("--LabApp.expose_app_in_browser=True", "--JupyterNotebookApp.expose_app_in_browser=True"),
            *("--LabApp.news_url=", "--LabApp.extension_manager=readonly"),
        ]

    def answers(self) -> bool:
        """Whether the server is up."""
        request = urllib.request.Request(f"{self.url}/api/status", headers={"Authorization": f"token {self.token}"})
        try:
            with urllib.request.urlopen(request, timeout=5) as reply:
                return int(reply.status) == 200
        except (urllib.error.URLError, OSError):
            return False


@contextlib.contextmanager
def running_lab(folder: Path, *, patience: float = 60.0) -> Iterator[Lab]:
    """A JupyterLab server in *folder*, up for the length of the block; what it prints goes to ``server.log`` there."""
    lab = Lab(folder)
    with (folder / "server.log").open("wb") as log:
        server = subprocess.Popen(lab.command(), env=lab.environment, cwd=folder, stdout=log, stderr=log)
        try:
            end = time.monotonic() + patience
            while not lab.answers():
                if server.poll() is not None or time.monotonic() > end:
                    said = (folder / "server.log").read_text("utf-8", "replace")[-3000:]
                    raise RuntimeError(f"JupyterLab did not start:\n{said}")
                time.sleep(0.1)
            yield lab
        finally:
            server.terminate()
            try:
                server.wait(10)
            except subprocess.TimeoutExpired:
                server.kill()
                server.wait()


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])
