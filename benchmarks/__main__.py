"""Measures and prints one table; ``--only WORD`` runs a part, ``--long`` adds the slow row, ``-n`` sets the runs."""

import argparse
import json
import platform
import sys
import time
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

from . import display, starting, streaming
from .measure import Row, bench, table

RESULTS = Path(__file__).parent / "results"


def main() -> int:
    """Run the parts asked for; the exit code is 1 when a row is over its bound."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("-n", "--runs", type=int, default=5, help="counted runs of each case (default: 5)")
    parser.add_argument("--long", action="store_true", help="also stream 400 kB at 200 chunks a second")
    parser.add_argument("--only", choices=["loading", "cold", "processor", "memory", "traffic"], action="append")
    asked = parser.parse_args()
    rows: list[Row] = []
    with bench(asked.runs) as place:
        parts: dict[str, Callable[[], list[Row]]] = {
            "loading": lambda: starting.loading(place),
            "cold": lambda: starting.cold(place),
            "processor": lambda: streaming.processor(place),
            "memory": lambda: streaming.memory(place) + streaming.cells(place),
            "traffic": lambda: display.traffic(place, long=asked.long),
        }
        for name, part in parts.items():
            if not asked.only or name in asked.only:
                print(f"measuring: {name} ...", file=sys.stderr, flush=True)
                rows += part()
    print(table(rows))
    save(rows, asked.runs)
    return int(any(row.verdict == "over" for row in rows))


def save(rows: list[Row], runs: int) -> None:
    """Keep the figures, with what they were measured on."""
    RESULTS.mkdir(exist_ok=True)
    found = [asdict(row) | {"ratio": row.ratio, "verdict": row.verdict} for row in rows]
    kept = {"python": platform.python_version(), "machine": platform.machine(), "runs": runs, "rows": found}
    (RESULTS / f"{time.strftime('%Y-%m-%d-%H%M%S')}.json").write_text(json.dumps(kept, indent=1), "utf-8")


if __name__ == "__main__":
    sys.exit(main())
