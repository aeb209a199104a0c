"""How long a person waits: for the extension to load, and for the first words of the first reply."""

import json

from tests.kernel import running_kernel

from .measure import Bench, Row

MODEL = "bench-1-200-0"
LEAVE = "\nimport os, sys\nsys.stdout.write(text)\nsys.stdout.flush()\nos._exit(0 if text else 3)\n"
# CPU time: on a machine with nothing else to do it is the time that passes, and on a busy one it still is.
LOAD = """
import time
began = time.process_time()
get_ipython().run_line_magic("load_ext", "genai_magics")
print("took", time.process_time() - began)
"""
OURS = """
from genai_magics import Client
client = Client(api_key="k", http_options={"base_url": URL})
text = next(iter(client.chats.create(model=MODEL).send_message_stream("hi"))).text
"""
GOOGLE = """
from google import genai
client = genai.Client(api_key="k", http_options={"base_url": URL})
text = next(iter(client.chats.create(model=MODEL).send_message_stream("hi"))).text
"""
CELL = """
get_ipython().run_line_magic("load_ext", "genai_magics")
from genai_magics import configure
configure(api_key="k", http_options={"base_url": URL})
get_ipython().run_cell_magic("genai", "-m " + MODEL, "hi")
text = "shown"
"""
GOOGLE_CELL = GOOGLE + "\nfrom IPython.display import Markdown, display\ndisplay(Markdown(text))\n"


def _filled(code: str, url: str) -> str:
    return code.replace("URL", json.dumps(url)).replace("MODEL", json.dumps(MODEL))


def loading(bench: Bench) -> list[Row]:
    """``%load_ext genai_magics`` in a fresh IPython."""

    def load() -> float:
        told = bench.child("-m", "IPython", "--no-banner", "--quick", "-c", LOAD)[1]
        return float(told.rpartition("took ")[2]) * 1e3

    return [Row("%load_ext over bare IPython", "ms", bench.medians({"load": load})["load"], bound=30, bound_on="ours")]


def cold(bench: Bench) -> list[Row]:
    """A whole process, from its start to the first words of a reply."""

    def process(code: str, *how: str) -> float:
        return bench.child(*how, "-c", _filled(code, bench.url) + LEAVE)[0] * 1e3

    ipython = ("-m", "IPython", "--no-banner", "--quick")
    found = bench.medians(
        {
            "ours": lambda: process(OURS),
            "google": lambda: process(GOOGLE),
            "cell": lambda: process(CELL, *ipython),
            "google cell": lambda: process(GOOGLE_CELL, *ipython),
            "kernel": lambda: _in_kernel(bench, CELL),
            "google kernel": lambda: _in_kernel(bench, GOOGLE_CELL),
        }
    )
    return [
        Row("cold process to first text", "ms", found["ours"], found["google"], "google-genai", 0.5),
        Row("cold IPython, %%genai cell", "ms", found["cell"], found["google cell"], "google-genai cell", 0.7),
        Row("first %%genai cell of a kernel", "ms", found["kernel"], found["google kernel"], "google-genai cell", 0.7),
    ]


def _in_kernel(bench: Bench, code: str) -> float:
    with running_kernel(bench.environment, bench.folder) as kernel:
        ran = kernel.run(_filled(code, bench.url))
        if ran.error:
            raise RuntimeError(ran.error)
        return ran.seconds * 1e3
