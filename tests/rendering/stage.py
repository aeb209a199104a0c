"""A stage for live replies: a clock turned by hand, alarms that ring by it, and an output that is written down."""

import heapq
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

ENVELOPE = 700


@dataclass
class Message:
    """One thing a front end was told."""

    at: float
    kind: str
    data: dict[str, Any] = field(default_factory=dict)
    metadata: dict[str, Any] = field(default_factory=dict)
    display_id: str | None = None

    @property
    def size(self) -> int:
        """About how many bytes it takes on the wire."""
        return ENVELOPE + len(json.dumps([self.data, self.metadata], ensure_ascii=False).encode())


class Stage:
    """Plays clock, alarm clock and notebook page for one reply."""

    def __init__(self) -> None:
        self.time = 100.0
        self.messages: list[Message] = []
        self._alarms: list[tuple[float, int, Callable[[], None]]] = []
        self._cancelled: set[int] = set()
        self._count = 0

    def clock(self) -> float:
        """The time now."""
        return self.time

    def later(self, seconds: float, function: Callable[[], None]) -> Callable[[], object]:
        """Ring in *seconds*."""
        self._count += 1
        number = self._count
        heapq.heappush(self._alarms, (self.time + seconds, number, function))
        return lambda: self._cancelled.add(number)

    def turn(self, seconds: float) -> None:
        """Let time pass; alarms ring when they are due."""
        end = self.time + seconds
        while self._alarms and self._alarms[0][0] <= end:
            at, number, function = heapq.heappop(self._alarms)
            self.time = max(self.time, at)
            if number not in self._cancelled:
                function()
        self.time = max(self.time, end)

    def show(self, data: dict[str, Any], metadata: dict[str, Any], *, display_id: str | None, update: bool) -> None:
        """Write a display down."""
        kind = "update" if update else "display"
        self.messages.append(Message(self.time, kind, data, metadata, display_id))

    def clear(self) -> None:
        """Write a clearing down."""
        self.messages.append(Message(self.time, "clear"))

    @property
    def page(self) -> list[dict[str, Any]]:
        """What a reader sees now, display by display."""
        shown: list[tuple[str | None, dict[str, Any]]] = []
        for message in self.messages:
            if message.kind == "clear":
                shown = []
            elif message.kind == "display":
                shown.append((message.display_id, message.data))
            else:
                shown = [(name, message.data if name == message.display_id else data) for name, data in shown]
        return [data for _, data in shown]

    @property
    def html(self) -> str:
        """All HTML a reader sees now."""
        return "".join(data.get("text/html", "") for data in self.page)
