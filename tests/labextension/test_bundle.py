"""The committed build of the JupyterLab extension: fresh, small, clean, and accepted by JupyterLab. Needs no Node."""

import hashlib
import json
import re
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

import genai_magics
from tests.browser.lab import plain_environment

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "labextension"
BUNDLE = ROOT / "genai_magics" / "labextension"
BUILT_FROM = (
    *("package-lock.json", "package.json", "rspack.config.js", "schema/**/*", "src/**/*", "style/**/*"),
    "tsconfig.json",
)
HINT = "run `npm ci && npm run build` in labextension/ and commit genai_magics/labextension/"


def digest(folder: Path, files: Iterable[Path]) -> str:
    """What ``labextension/stamp.mjs`` computes: one hash over names, sizes and contents."""
    total = hashlib.sha256()
    for name, file in sorted((file.relative_to(folder).as_posix(), file) for file in files):
        content = file.read_bytes()
        total.update(f"{name} {len(content)}\n".encode() + content)
    return total.hexdigest()


def bundle_files() -> list[Path]:
    """Every file of the build."""
    return [file for file in BUNDLE.rglob("*") if file.is_file()]


def stamp() -> dict[str, str]:
    """What the build noted about itself."""
    noted: dict[str, str] = json.loads((BUNDLE / "stamp.json").read_text("utf-8"))
    return noted


def test_the_build_belongs_to_the_sources() -> None:
    """Whoever changes the extension's sources commits a new build with them."""
    files = (file for pattern in BUILT_FROM for file in SOURCE.glob(pattern) if file.is_file())
    sources = (file for file in files if "__tests__" not in file.parts)
    assert stamp()["sources"] == digest(SOURCE, sources), HINT


def test_the_build_is_whole_and_untouched() -> None:
    """Nothing was edited, added or lost in the output after it was built."""
    assert stamp()["output"] == digest(BUNDLE, (file for file in bundle_files() if file.name != "stamp.json")), HINT


def test_the_bundle_is_small() -> None:
    """A person who installs the package carries at most 150 kB of it."""
    assert sum(file.stat().st_size for file in bundle_files()) <= 150_000


def test_the_bundle_has_no_source_maps_and_no_paths_of_a_machine() -> None:
    """The bundle is the production build, and says nothing of where it was built."""
    assert [file.name for file in bundle_files() if file.suffix == ".map"] == []
    for file in bundle_files():
        text = file.read_text("utf-8")
        assert "//# sourceMappingURL" not in text, file.name
        assert str(ROOT) not in text, file.name
        assert not re.search(r"file://|webpack://|(?<!\.)/node_modules/|[\"'(]/(?:home|Users|root)/", text), file.name


def test_the_lock_names_no_registry() -> None:
    """Packages come from whatever registry a person's npm is set to."""
    lock = json.loads((SOURCE / "package-lock.json").read_text("utf-8"))
    assert [name for name, package in lock["packages"].items() if "resolved" in package] == []


def test_the_extension_has_the_version_of_the_package() -> None:
    """One version for both, so that nobody has to guess which belongs to which."""
    versions = {json.loads((place / "package.json").read_text("utf-8"))["version"] for place in (SOURCE, BUNDLE)}
    assert versions == {genai_magics.__version__}


def test_jupyterlab_finds_it_enabled_and_ok(tmp_path: Path) -> None:
    """``jupyter labextension list`` shows the extension, enabled and compatible with this JupyterLab."""
    folder = tmp_path / "share" / "labextensions"
    folder.mkdir(parents=True)
    (folder / "genai-magics").symlink_to(BUNDLE)
    listed = subprocess.run(
        [sys.executable, "-m", "jupyterlab.labextensions", "list"],
        env=plain_environment(tmp_path, JUPYTER_PATH=str(tmp_path / "share")),
        capture_output=True,
        text=True,
        check=True,
    )
    plain = re.sub(r"\x1b\[\d*m", "", listed.stdout + listed.stderr)
    assert re.search(rf"genai-magics v{re.escape(genai_magics.__version__)} enabled OK", plain), plain
