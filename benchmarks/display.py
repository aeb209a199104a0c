"""What a reply in a cell sends to the front end, for each byte of the reply, out of a real kernel."""

from collections.abc import Sequence

from tests.kernel import Kernel, Ran, running_kernel

from .measure import WARM, Bench, Row

OURS_SETUP = """
%load_ext genai_magics
from genai_magics import configure
configure(api_key="k", http_options={"base_url": URL})
"""
OURS = "%%genai -m MODEL --fresh\nhi"
AGAIN_SETUP = """
from google import genai
from IPython.display import Markdown, display
client = genai.Client(api_key="k", http_options={"base_url": URL})
"""
AGAIN = """
shown, text = display(Markdown(""), display_id=True), ""
for chunk in client.chats.create(model="MODEL").send_message_stream("hi"):
    text += chunk.text or ""
    shown.update(Markdown(text))
"""
AGAIN_NAME = "update_display(Markdown(all))"
PACE = 5000


def per_byte(kernel: Kernel, cell: str, chunks: int, delay: int = 0) -> float:
    """Bytes published for each byte of a reply of *chunks* times 20 bytes."""
    ran: Ran = kernel.run(cell.replace("MODEL", f"bench-{chunks}-20-{delay}"), seconds=600)
    if ran.error:
        raise RuntimeError(ran.error)
    return ran.bytes / (chunks * 20)


def traffic(bench: Bench, *, long: bool) -> list[Row]:
    """Bursts of 4, 40 and 400 kB, and 200 chunks a second; *long* adds 400 kB at that pace."""
    with (
        running_kernel(bench.environment, bench.folder) as ours,
        running_kernel(bench.environment, bench.folder) as again,
    ):
        for kernel, setup, cell in ((ours, OURS_SETUP, OURS), (again, AGAIN_SETUP, AGAIN)):
            ran = kernel.run(setup.replace("URL", repr(bench.url)))
            if ran.error:
                raise RuntimeError(ran.error)
            kernel.run(cell.replace("MODEL", WARM))
        rows = [_burst(bench, ours, again, chunks) for chunks in (200, 2000, 20_000)]
        return rows + _paced(ours, again, [2000, 20_000] if long else [2000])


def _burst(bench: Bench, ours: Kernel, again: Kernel, chunks: int) -> Row:
    cases = {"ours": lambda: per_byte(ours, OURS, chunks)}
    if chunks <= 2000:
        cases["again"] = lambda: per_byte(again, AGAIN, chunks)
    found = bench.medians(cases)
    name = f"to the front end, {chunks // 50} kB burst"
    return Row(name, "B/B", found["ours"], found.get("again"), AGAIN_NAME if "again" in found else "", 3, "ours")


def _paced(ours: Kernel, again: Kernel, sizes: Sequence[int]) -> list[Row]:
    rows = []
    bound = 8.0
    for chunks in sizes:
        figure = per_byte(ours, OURS, chunks, PACE)
        other = per_byte(again, AGAIN, chunks, PACE) if chunks <= 2000 else None
        name = f"to the front end, {chunks // 50} kB at 200 a second"
        rows.append(Row(name, "B/B", figure, other, AGAIN_NAME if other else "", bound, "ours"))
        # A longer reply may not cost more for each of its bytes; a tenth is left to chance.
        bound = min(bound, figure * 1.1)
    return rows
