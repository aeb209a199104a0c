"""Cells outside a notebook page: a whole notebook run by a program, a command, a terminal."""

import subprocess
import sys
from pathlib import Path

import nbformat
import pexpect  # type: ignore[import-untyped]
import pytest
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError

from tests.browser.lab import plain_environment

LOAD = "%load_ext genai_magics"


def run_all(folder: Path, *cells: str) -> tuple[list[nbformat.NotebookNode], str]:
    """Run a notebook as papermill and nbconvert do; returns its code cells, and the error that ended it."""
    made = [{"cell_type": "code", "source": cell, "metadata": {}, "outputs": []} for cell in (LOAD, *cells)]
    notebook = nbformat.from_dict({"nbformat": 4, "nbformat_minor": 4, "metadata": {}, "cells": made})  # type: ignore[no-untyped-call]
    client = NotebookClient(notebook, timeout=60, kernel_name="python3", store_widget_state=False)
    try:
        client.execute(env=plain_environment(folder), cwd=str(folder))
    except CellExecutionError as ended:
        return notebook.cells, str(ended)
    return notebook.cells, ""


@pytest.mark.kernel
@pytest.mark.parametrize(
    ("bad", "words"),
    [
        pytest.param("%%genai -t 3\nhi", "InputError: --temperature takes a number from 0 to 2, not '3'.", id="flag"),
        pytest.param("%%genai", "InputError: There is no prompt.", id="empty cell"),
        pytest.param("%%genai\n[demo: error 503] hi", "ServerError: 503 UNAVAILABLE", id="service error"),
        pytest.param("%%genai\n[demo: harassment high] hi", "ReplyBlocked: The service blocked", id="blocked"),
    ],
)
def test_run_all_stops_at_a_cell_that_failed(tmp_path: Path, bad: str, words: str) -> None:
    """A notebook run by a program ends at the cell that failed, with its sentence; cells before it are whole."""
    cells, error = run_all(tmp_path, "%%genai\nWhat is 2+3?", bad, "print('too far')")
    assert words in error
    assert "**5**" in cells[1].outputs[-1]["data"]["text/plain"]
    assert cells[3].outputs == []


@pytest.mark.kernel
def test_a_saved_notebook_reads_without_us(tmp_path: Path) -> None:
    """What a program saves holds the reply as a page and as text, one output a cell."""
    cells, error = run_all(tmp_path, "%%genai -o reply\nWhat is 2+3?", "reply", "%genai Is this the end?")
    assert error == ""
    assert [len(cell.outputs) for cell in cells] == [0, 1, 1, 1]
    assert all({"text/html", "text/plain"} == set(cell.outputs[0]["data"]) for cell in cells[1:])


def test_a_command_shows_the_reply(tmp_path: Path) -> None:
    """`ipython -c` runs a cell: the reply is on standard output as text, and a mistake is told in one line."""
    ipython = [sys.executable, "-m", "IPython", "--colors=NoColor"]
    code = "%load_ext genai_magics\n%genai What is 2+3?"
    ended = subprocess.run(
        [*ipython, "-c", code],
        env=plain_environment(tmp_path),
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    )
    assert "**5**" in ended.stdout
    assert "\x1b" not in ended.stdout
    failed = subprocess.run(
        [*ipython, "-c", "%load_ext genai_magics\n%genai -t 3 hi"],
        env=plain_environment(tmp_path),
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert failed.returncode == 1
    assert failed.stdout.strip() == "InputError: --temperature takes a number from 0 to 2, not '3'."


def test_a_terminal_takes_a_whole_cell(tmp_path: Path) -> None:
    """In terminal IPython a cell is typed over several lines, its reply is text, and Ctrl-C stops it in one line."""
    environment = plain_environment(tmp_path, TERM="dumb", COLUMNS="200", NO_COLOR="1")
    arguments = ["-m", "IPython", "--simple-prompt", "--no-banner", "--colors=NoColor"]
    terminal = pexpect.spawn(
        sys.executable,
        arguments,
        env=environment,
        cwd=str(tmp_path),
        encoding="utf-8",
        timeout=20,
        dimensions=(50, 200),
    )
    try:
        terminal.expect_exact("In [1]: ")
        terminal.sendline(LOAD)
        terminal.expect_exact("In [2]: ")
        terminal.sendline("%%genai --temperature 0.7")
        terminal.sendline("What is 2+3?")
        terminal.sendline("")
        terminal.sendline("")
        terminal.expect_exact("**5**")
        terminal.expect_exact("In [3]: ")
        terminal.sendline("%genai [demo: slow] Explain list comprehensions")
        terminal.expect_exact("comprehension**")
        terminal.sendintr()
        terminal.expect_exact("Stopped before the end")
        terminal.expect_exact("KeyboardInterrupt: the reply was stopped; what had come is kept.")
        terminal.expect_exact("In [4]: ")
        terminal.sendline("print(_.text[:5], 'again')")
        terminal.expect_exact("again")
    finally:
        terminal.close(force=True)
