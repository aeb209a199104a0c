"""Turns the bytes of an event stream into events.

Fed bytes, never lines: JSON text may contain characters that look like line ends. Only CR and LF end a line.
"""

from __future__ import annotations

from typing import NamedTuple

from ..errors import InvalidReply

__all__ = ["Event", "EventDecoder"]

LARGEST_EVENT = 64 * 2**20
LARGEST_STRAY = 64 * 2**10
MOST_COMMENTS = 32 * 2**20
_BOM = b"\xef\xbb\xbf"


class Event(NamedTuple):
    """One dispatched event: its ``data`` as bytes, its ``type``, and the last ``id`` the stream gave."""

    data: bytes
    type: str = "message"
    id: str = ""


class EventDecoder:
    """Decodes one stream, however its bytes are cut.

    ``stray`` keeps lines that belong to no field, up to 64 KiB: a server that breaks down may write its error there.
    """

    def __init__(self, *, largest: int = LARGEST_EVENT) -> None:
        self.stray = bytearray()
        self._largest = largest
        self._pending = bytearray()
        self._searched = 0
        self._uneventful = 0
        self._skip_line_feed = False
        self._begun = False
        self._last_id = ""

    def feed(self, data: bytes) -> list[Event]:
        """The events that *data* completes, in order. Raises `InvalidReply` when one is larger than allowed."""
        if not self._begun:
            data = self._without_mark(data)
        pending = self._pending
        if not pending and data[:6] == b"data: " and data[-1:] == b"\n" and data.count(b"\n") == 2:
            # The usual read is one whole event on one line; the service ends lines with CRLF.
            if data[-4:] == b"\r\n\r\n" and data.count(b"\r") == 2:
                return [Event(data[6:-4], "message", self._last_id)]
            if data[-2:] == b"\n\n" and b"\r" not in data:
                return [Event(data[6:-2], "message", self._last_id)]
        if b"\r" in data or self._skip_line_feed:
            data = self._plain_lines(data)
        pending += data
        end = pending.rfind(b"\n\n", self._searched)
        if end < 0:
            self._searched = max(len(pending) - 1, 0)
            if len(pending) > self._largest:
                raise InvalidReply(f"One event of the reply is larger than {self._largest >> 20} MiB. Ask for less.")
            return []
        whole = bytes(pending[:end])
        del pending[: end + 2]
        self._searched = max(len(pending) - 1, 0)
        events = map(self._event, whole.split(b"\n\n"))
        return [event for event in events if event is not None]

    def end(self) -> Event | None:
        """The event that was begun and never closed by a blank line, if any."""
        left = bytes(self._pending) if self._begun else b""
        self._pending.clear()
        return self._event(left)

    def _without_mark(self, data: bytes) -> bytes:
        head = bytes(self._pending) + data
        self._pending.clear()
        if len(head) < len(_BOM) and _BOM.startswith(head):
            self._pending += head
            return b""
        self._begun = True
        return head.removeprefix(_BOM)

    def _plain_lines(self, data: bytes) -> bytes:
        if self._skip_line_feed and data:
            data = data.removeprefix(b"\n")
            self._skip_line_feed = False
        # A CR at the end may be the first half of CRLF: it ends the line now, and a LF that follows is dropped.
        self._skip_line_feed = data.endswith(b"\r") or (self._skip_line_feed and not data)
        return data.replace(b"\r\n", b"\n").replace(b"\r", b"\n")

    def _event(self, block: bytes) -> Event | None:
        data: list[bytes] = []
        kind = "message"
        for line in block.split(b"\n"):
            name, _, value = line.partition(b":")
            value = value[1:] if value[:1] == b" " else value
            if name == b"data":
                data.append(value)
            elif name == b"event":
                kind = value.decode("utf-8", "replace") or "message"
            elif name == b"id":
                if b"\0" not in value:
                    self._last_id = value.decode("utf-8", "replace")
            elif name and name != b"retry" and len(self.stray) + len(line) < LARGEST_STRAY:
                self.stray += line + b"\n"
        if data:
            return Event(b"\n".join(data), kind, self._last_id)
        self._uneventful += len(block) + 2
        if self._uneventful > MOST_COMMENTS:
            raise InvalidReply(f"The reply has more than {MOST_COMMENTS >> 20} MiB of comments. Send again.")
        return None
