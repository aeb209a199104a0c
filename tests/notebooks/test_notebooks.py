"""The demo notebooks are what a newcomer runs first."""

from pathlib import Path

import nbformat
import pytest

from tests.kernel import Kernel

NOTEBOOKS = sorted((Path(__file__).resolve().parents[2] / "notebooks").glob("*.ipynb"))


def cells(path: Path) -> list[nbformat.NotebookNode]:
    """The code cells of a notebook."""
    document = nbformat.read(path, as_version=4)  # type: ignore[no-untyped-call]
    nbformat.validate(document)
    return [cell for cell in document.cells if cell.cell_type == "code"]


@pytest.mark.kernel
@pytest.mark.parametrize("path", [pytest.param(path, id=path.name) for path in NOTEBOOKS])
def test_every_cell_runs_on_the_offline_model(path: Path, kernel: Kernel) -> None:
    """From top to bottom no cell fails, without a key and without a network."""
    for cell in cells(path):
        ran = kernel.run(cell.source)
        assert ran.error is None, f"{cell.source}\n{ran.error}"


@pytest.mark.parametrize("path", [pytest.param(path, id=path.name) for path in NOTEBOOKS])
def test_notebooks_are_committed_without_outputs(path: Path) -> None:
    """Outputs in the repository would go stale; the README's picture shows what they look like."""
    assert [cell.source for cell in cells(path) if cell.outputs or cell.execution_count] == []
