"""Streams replies in this process and prints what that cost: ``python -m benchmarks.worker TASK CLIENT '{...}'``.

Figures are of the measured part only, after a warm-up: ``cpu`` seconds of all threads, ``growth`` of the resident set
in MB.
"""

import gc
import json
import os
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from .measure import WARM

Streamer = Callable[[str], Iterator[str]]


def ours(url: str) -> Streamer:
    """A reply through ``Client`` and a chat."""
    from genai_magics import Client

    client = Client(api_key="k", http_options={"base_url": url})

    def stream(model: str) -> Iterator[str]:
        for chunk in client.chats.create(model=model).send_message_stream("hi"):
            yield chunk.text or ""

    return stream


def google(url: str) -> Streamer:
    """A reply through google-genai and a chat."""
    from google import genai

    client = genai.Client(api_key="k", http_options=genai.types.HttpOptions(base_url=url))

    def stream(model: str) -> Iterator[str]:
        for chunk in client.chats.create(model=model).send_message_stream("hi"):
            yield chunk.text or ""

    return stream


def plain(url: str) -> Streamer:
    """A reply through nothing but httpx and json: the floor."""
    import httpx

    client = httpx.Client()
    body = {"contents": [{"role": "user", "parts": [{"text": "hi"}]}]}

    def stream(model: str) -> Iterator[str]:
        with client.stream("POST", f"{url}/v1/models/{model}:streamGenerateContent?alt=sse", json=body) as reply:
            for line in reply.iter_lines():
                if line.startswith("data: "):
                    yield json.loads(line[6:])["candidates"][0]["content"]["parts"][0]["text"]

    return stream


CLIENTS = {"ours": ours, "google-genai": google, "httpx + json": plain}


def resident() -> float:
    """The resident set, in MB."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def cpu(stream: Streamer, *, model: str) -> dict[str, float]:
    """CPU time of one reply."""
    for _ in range(2):
        list(stream(WARM))
    gc.collect()
    began, wall = time.process_time(), time.perf_counter()
    length = sum(map(len, stream(model)))
    return {"cpu": time.process_time() - began, "wall": time.perf_counter() - wall, "length": length}


def memory(stream: Streamer, *, model: str, replies: int) -> dict[str, float]:
    """Growth of the resident set between a quarter of the replies and all of them."""
    settled = 0.0
    for done in range(1, replies + 1):
        for _ in stream(model):
            pass
        if done == replies // 4:
            gc.collect()
            settled = resident()
    gc.collect()
    return {"growth": resident() - settled, "resident": resident()}


def main(task: str, client: str, given: str) -> None:
    """Carry out one task and print its figures."""
    options: dict[str, Any] = json.loads(given)
    stream = CLIENTS[client](options.pop("url"))
    print(json.dumps(cpu(stream, **options) if task == "cpu" else memory(stream, **options)))


if __name__ == "__main__":
    main(*sys.argv[1:])
