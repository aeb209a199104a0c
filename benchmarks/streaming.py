"""What a streamed reply costs the processor and the memory."""

from tests.kernel import Kernel, running_kernel

from .display import OURS, OURS_SETUP
from .measure import Bench, Row

CHUNKS = 2000
REPLIES = 200


def processor(bench: Bench) -> list[Row]:
    """CPU time for each streamed chunk of 20 characters."""

    def chunk(client: str) -> float:
        figures = bench.worker("cpu", client, model=f"bench-{CHUNKS}-20-0")
        assert figures["length"] == CHUNKS * 20, f"{client} lost text: {figures}"
        return figures["cpu"] / CHUNKS * 1e6

    found = bench.medians(
        {
            "ours": lambda: chunk("ours"),
            "google": lambda: chunk("google-genai"),
            "plain": lambda: chunk("httpx + json"),
        }
    )
    return [
        Row("CPU a streamed chunk", "us", found["ours"], found["google"], "google-genai chats", 0.25),
        Row("CPU a streamed chunk", "us", found["ours"], found["plain"], "httpx + json (floor)"),
    ]


def memory(bench: Bench) -> list[Row]:
    """Growth of the resident set while replies come and go."""

    def growth(client: str) -> float:
        return bench.worker("memory", client, model="bench-200-20-0", replies=REPLIES)["growth"]

    found = bench.medians({"ours": lambda: growth("ours"), "google": lambda: growth("google-genai")})
    name = f"growth of memory over {REPLIES * 3 // 4} replies"
    return [Row(name, "MB", found["ours"], found["google"], "google-genai chats", 2, "ours")]


def cells(bench: Bench) -> list[Row]:
    """Growth of a kernel's resident set while ``%%genai`` cells come and go."""
    with running_kernel(bench.environment, bench.folder) as kernel:
        _run(kernel, OURS_SETUP.replace("URL", repr(bench.url)))
        settled = 0.0
        for done in range(1, REPLIES + 1):
            _run(kernel, OURS.replace("MODEL", "bench-50-20-0 --no-history"))
            if done == REPLIES // 4:
                settled = _resident(kernel)
        grown = _resident(kernel) - settled
    return [Row(f"growth of memory over {REPLIES * 3 // 4} %%genai cells", "MB", grown, bound=2, bound_on="ours")]


def _run(kernel: Kernel, code: str) -> str:
    ran = kernel.run(code)
    if ran.error:
        raise RuntimeError(ran.error)
    return ran.text


def _resident(kernel: Kernel) -> float:
    return float(_run(kernel, "from benchmarks.worker import resident; import gc; gc.collect(); print(resident())"))
