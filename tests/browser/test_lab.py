"""The shared parts themselves: a real JupyterLab and a real kernel do as they are told."""

import pytest

from tests.browser.notebook import Notebooks
from tests.kernel import Kernel


@pytest.mark.browser
def test_a_cell_runs_in_a_real_jupyterlab(notebook: Notebooks) -> None:
    """A cell is run, its output is in the page, and the saved file has it."""
    opened = notebook("print(6 * 7)", "import os; os.environ['GENAI_MAGICS_OFFLINE_PACE']", pace=120)
    assert opened.run(0).wait_done(0).inner_text().strip() == "42"
    assert "'120'" in opened.run(1).wait_done(1).inner_text()
    assert opened.save()["cells"][0]["outputs"][0]["text"] == ["42\n"]


@pytest.mark.browser
def test_a_running_cell_can_be_interrupted(notebook: Notebooks) -> None:
    """The stop button's command ends a running cell."""
    opened = notebook("import time\nprint('on', flush=True)\ntime.sleep(60)").run(0)
    opened.output(0).get_by_text("on", exact=True).wait_for()
    assert "KeyboardInterrupt" in opened.interrupt().wait_done(0, seconds=10).inner_text()


@pytest.mark.browser
def test_a_fetch_from_another_machine_is_noticed(notebook: Notebooks) -> None:
    """A remote image in an output is counted, although the machine has no way out."""
    opened = notebook("from IPython.display import HTML; HTML('<img src=\"http://pictures.example/x.png\">')")
    opened.run(0).wait_done(0).locator("img").wait_for(state="attached")
    assert opened.outside == ["http://pictures.example/x.png"]
    opened.outside.clear()


@pytest.mark.kernel
def test_a_kernel_says_what_it_sent(kernel: Kernel) -> None:
    """Messages, bytes, values, final displays and errors of an execution are all there to be looked at."""
    ran = kernel.run("h = display('one', display_id=True); h.update('two'); print('x' * 1000); 1 / 0")
    assert ran.bytes > 1000
    assert ran.text == "x" * 1000 + "\n"
    assert [output["data"]["text/plain"] for output in ran.displayed] == ["'two'"]
    assert ran.error == "ZeroDivisionError: division by zero"
    assert kernel.value("6 * 7") == "42"
