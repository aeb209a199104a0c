"""What a view of the panel does, without a page: it sends what a person does and puts together what it is told."""

import time
from collections.abc import Callable
from typing import Any

from tests.kernel import Kernel


class FrontEnd:
    """One view of a transcript.

    ``turns`` are the turns by id as they would be shown, ``missed`` counts messages that did not follow on, and
    ``arrivals`` has the time of every piece of a reply.
    """

    def __init__(self, kernel: Kernel, comm: str) -> None:
        self.kernel = kernel
        self.comm = comm
        self.turns: dict[str, dict[str, Any]] = {}
        self.notices: list[dict[str, Any]] = []
        self.answers: list[str] = []
        self.arrivals: list[float] = []
        self.seen = -1
        self.snapshots = 0
        self.missed = 0

    @property
    def last(self) -> dict[str, Any]:
        """The newest turn."""
        return list(self.turns.values())[-1] if self.turns else {"state": None, "html": "", "tail": ""}

    def ask(self) -> None:
        """Ask for what was missed."""
        self.act(kind="resync", seq=self.seen)

    def act(self, **content: Any) -> None:
        """What a click or a key sends."""
        self.message(self.comm, {"method": "custom", "content": content})

    def message(self, comm: str, data: dict[str, Any]) -> None:
        """Send to any widget."""
        client = self.kernel.client
        client.shell_channel.send(client.session.msg("comm_msg", {"comm_id": comm, "data": data}))

    def watch(self, until: Callable[[], bool], *, seconds: float = 20.0) -> float:
        """Take in what the kernel tells until something is so; returns the seconds it took."""
        began = time.monotonic()
        client = self.kernel.client
        while not until():
            assert time.monotonic() - began < seconds, f"it did not come to that in {seconds} s; last: {self.last}"
            if client.iopub_channel.socket.poll(20):
                frames = client.iopub_channel.socket.recv_multipart()
                self._take_in(client.session.deserialize(client.session.feed_identities(frames)[1]))
        return time.monotonic() - began

    def rest(self, seconds: float) -> None:
        """Watch for some time."""
        end = time.monotonic() + seconds
        self.watch(lambda: time.monotonic() > end, seconds=seconds + 5)

    def _take_in(self, message: dict[str, Any]) -> None:
        content = message["content"]
        if message["header"]["msg_type"] != "comm_msg" or content["comm_id"] != self.comm:
            return
        if content["data"]["method"] == "custom":
            told = content["data"]["content"]
            getattr(self, f"_{told['kind']}")(told)

    def _follows(self, told: dict[str, Any]) -> bool:
        if told["seq"] == self.seen + 1:
            self.seen += 1
            return True
        if told["seq"] > self.seen:
            self.missed += 1
            self.ask()
        return False

    def _current(self, _told: dict[str, Any]) -> None:
        self.answers.append("current")

    def _notice(self, told: dict[str, Any]) -> None:
        self.notices.append(told)

    def _snapshot(self, told: dict[str, Any]) -> None:
        self.snapshots += 1
        self.answers.append("snapshot")
        self.seen = told["seq"]
        self.turns = {turn["id"]: turn for turn in told["turns"]}

    def _turn(self, told: dict[str, Any]) -> None:
        self._follows(told)
        self.turns[told["turn"]["id"]] = told["turn"]

    def _delta(self, told: dict[str, Any]) -> None:
        if self._follows(told):
            self.arrivals.append(time.monotonic())
            turn = self.turns[told["id"]]
            turn.update(html=turn["html"] + told["html"], tail=told["tail"])
            turn["thinking"] += told["thinking"]
