"""A real kernel in a process of its own, with every byte it sends to a front end counted."""

import contextlib
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import zmq
from jupyter_client.blocking.client import BlockingKernelClient
from jupyter_client.manager import KernelManager

SILENT = {"status", "execute_input"}


@dataclass
class Ran:
    """What one execution published, in order: ``messages`` as parsed, ``bytes`` as they came off the socket.

    Neither counts the kernel's own *status* and *execute_input* messages.
    """

    messages: list[dict[str, Any]] = field(default_factory=list)
    bytes: int = 0
    seconds: float = 0.0

    def contents(self, kind: str) -> list[dict[str, Any]]:
        """The contents of every message of a kind, e.g. ``display_data``."""
        return [message["content"] for message in self.messages if message["header"]["msg_type"] == kind]

    @property
    def error(self) -> str | None:
        """``Name: value`` of the exception the cell ended with, or None."""
        errors = self.contents("error")
        return f"{errors[-1]['ename']}: {errors[-1]['evalue']}" if errors else None

    @property
    def text(self) -> str:
        """Everything printed, both streams."""
        return "".join(content["text"] for content in self.contents("stream"))

    @property
    def result(self) -> str | None:
        """The plain form of the cell's value, or None."""
        results = self.contents("execute_result")
        return str(results[-1]["data"]["text/plain"]) if results else None

    @property
    def displayed(self) -> list[dict[str, Any]]:
        """The outputs a front end would show in the end: displays, with later updates of the same id applied."""
        shown: list[dict[str, Any]] = []
        for message in self.messages:
            kind, content = message["header"]["msg_type"], message["content"]
            if kind == "clear_output":
                shown = []
            elif kind == "display_data":
                shown.append(dict(content))
            elif kind == "update_display_data":
                for output in shown:
                    if output.get("transient") == content["transient"]:
                        output.update(data=content["data"], metadata=content["metadata"])
        return shown


class Kernel:
    """A running kernel and one front end connected to it."""

    def __init__(self, manager: KernelManager, client: BlockingKernelClient) -> None:
        self.manager = manager
        self.client = client

    def start(self, code: str) -> str:
        """Send a cell without waiting; returns the id that ``collect`` wants."""
        return str(self.client.execute(code))

    def collect(self, execution: str, *, seconds: float = 60.0) -> Ran:
        """Everything one execution publishes until the kernel is idle again."""
        ran, began = Ran(), time.monotonic()
        socket, session = self.client.iopub_channel.socket, self.client.session
        while True:
            left = began + seconds - time.monotonic()
            if left <= 0 or not socket.poll(int(left * 1000)):
                raise TimeoutError(
                    f"the cell did not end in {seconds:g} s; so far {ran.bytes} bytes: {ran.text[-500:]}"
                )
            frames = socket.recv_multipart()
            message = session.deserialize(session.feed_identities(frames)[1])
            if message["parent_header"].get("msg_id") != execution:
                continue
            kind = message["header"]["msg_type"]
            if kind == "status" and message["content"]["execution_state"] == "idle":
                ran.seconds = time.monotonic() - began
                return ran
            if kind not in SILENT:
                ran.messages.append(message)
                ran.bytes += sum(map(len, frames))

    def run(self, code: str, *, seconds: float = 60.0) -> Ran:
        """Run one cell to its end, well or badly."""
        return self.collect(self.start(code), seconds=seconds)

    def value(self, code: str) -> str:
        """The plain form of an expression's value; fails with the cell's error when there is none."""
        ran = self.run(code)
        if ran.result is None:
            raise AssertionError(ran.error or f"{code!r} has no value; it printed {ran.text!r}")
        return ran.result

    def interrupt(self) -> None:
        """What the stop button does."""
        self.manager.interrupt_kernel()


@contextlib.contextmanager
def running_kernel(environment: Mapping[str, str], folder: Path) -> Iterator[Kernel]:
    """A kernel with just this *environment*, working in *folder*, for the length of the block."""
    manager = KernelManager()
    # A front end that reads slower than a kernel writes would otherwise lose messages without a word.
    manager.context.setsockopt(zmq.RCVHWM, 0)
    # Its one warning line about unencrypted loopback would come out among the test results.
    with (folder / "kernel.log").open("wb") as log:
        manager.start_kernel(env=dict(environment), cwd=str(folder), stdout=log, stderr=log)
        client = manager.client()
        client.start_channels()
        try:
            client.wait_for_ready(timeout=60)
            yield Kernel(manager, client)
        finally:
            client.stop_channels()
            manager.shutdown_kernel(now=True)
            manager.context.term()
