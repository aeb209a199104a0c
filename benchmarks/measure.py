"""Children in a plain environment, medians of interleaved runs, and the row a finding ends in."""

import compileall
import contextlib
import json
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from tests.browser.lab import ROOT, plain_environment

WARM = "bench-20-20-0"


@dataclass(frozen=True)
class Row:
    """One finding: what we cost, what the other costs, and the bound on the ratio or on our own figure."""

    name: str
    unit: str
    ours: float
    other: float | None = None
    other_name: str = ""
    bound: float | None = None
    bound_on: Literal["ratio", "ours"] = "ratio"

    @property
    def ratio(self) -> float | None:
        """Ours over the other's."""
        return self.ours / self.other if self.other else None

    @property
    def verdict(self) -> str:
        """``ok`` or ``over``; nothing where no bound was set."""
        figure = self.ratio if self.bound_on == "ratio" else self.ours
        if self.bound is None or figure is None:
            return ""
        return "ok" if figure <= self.bound else "over"


class Bench:
    """Where the children live: their server's address, their environment, and how often to run each."""

    def __init__(self, folder: Path, url: str, runs: int) -> None:
        self.folder = folder
        self.url = url
        self.runs = runs
        self.environment = plain_environment(folder, PYTHONPATH=str(ROOT), PYTHONHASHSEED="0")
        for name in ("GENAI_MAGICS_OFFLINE", "GENAI_MAGICS_OFFLINE_PACE", "PYTHONDONTWRITEBYTECODE"):
            self.environment.pop(name, None)

    def child(self, *arguments: str) -> tuple[float, str]:
        """Run Python with *arguments*; seconds from start to exit, and what it printed."""
        began = time.perf_counter()
        ended = subprocess.run(
            [sys.executable, *arguments],
            env=self.environment,
            cwd=self.folder,
            capture_output=True,
            text=True,
            check=False,
        )
        seconds = time.perf_counter() - began
        if ended.returncode:
            raise RuntimeError(
                f"{arguments[-1][:2000]}\nended with {ended.returncode}:\n{ended.stdout}{ended.stderr}"[-4000:]
            )
        return seconds, ended.stdout

    def worker(self, task: str, client: str, **given: Any) -> dict[str, float]:
        """Run a task of ``worker.py``; the figures it found."""
        told = self.child("-m", "benchmarks.worker", task, client, json.dumps({"url": self.url, **given}))[1]
        figures: dict[str, float] = json.loads(told.splitlines()[-1])
        return figures

    def medians(self, cases: Mapping[str, Callable[[], float]]) -> dict[str, float]:
        """The median of every case, run in turns (A B C A B C ...) after one run that is not counted."""
        found: dict[str, list[float]] = {name: [] for name in cases}
        for turn in range(self.runs + 1):
            for name, case in cases.items():
                figure = case()
                if turn:
                    found[name].append(figure)
        return {name: statistics.median(figures) for name, figures in found.items()}


@contextlib.contextmanager
def bench(runs: int) -> Iterator[Bench]:
    """A folder, a server in a process of its own, and our bytecode compiled, for the length of the block."""
    compileall.compile_dir(str(ROOT / "genai_magics"), quiet=1)
    folder = Path(tempfile.mkdtemp(prefix="bench-"))
    server = subprocess.Popen([sys.executable, "-m", "benchmarks.server"], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    try:
        assert server.stdout is not None
        yield Bench(folder, f"http://127.0.0.1:{int(server.stdout.readline())}", runs)
    finally:
        server.terminate()
        server.wait()
        shutil.rmtree(folder, ignore_errors=True)


def table(rows: list[Row]) -> str:
    """The rows as a table for a terminal, which is Markdown as well."""

    def number(value: float | None) -> str:
        return "" if value is None else f"{value:.3g}" if value < 1000 else f"{value:,.0f}"

    head = ["row", "unit", "ours", "other", "", "ratio", "bound", ""]
    lines = [head] + [
        [
            *(row.name, row.unit, number(row.ours), number(row.other), row.other_name, number(row.ratio)),
            number(row.bound) + (f" {row.unit}" if row.bound_on == "ours" and row.bound is not None else ""),
            row.verdict,
        ]
        for row in rows
    ]
    widths = [max(len(line[column]) for line in lines) for column in range(len(head))]
    drawn = [
        "| " + " | ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)) + " |" for line in lines
    ]
    drawn.insert(1, "|" + "|".join("-" * (width + 2) for width in widths) + "|")
    return "\n".join(drawn)
