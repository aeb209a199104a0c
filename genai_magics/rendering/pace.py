"""When a growing reply may be painted again: often enough to read along, never so often that painting is the work."""

from dataclasses import dataclass


@dataclass(slots=True)
class Pace:
    """A purse of bytes and a clock for one reply.

    A paint waits for the shortest interval, for four times what the last paint took, and until the purse holds what it
    will send. The purse gains by time and by the text that has arrived, so what is sent stays in proportion to both.
    """

    now: float
    interval: float = 0.08
    idle_share: float = 4.0
    bytes_a_second: float = 14_000.0
    bytes_a_character: float = 0.15
    purse: float = 2_000.0
    not_before: float = 0.0

    def earn(self, characters: int) -> None:
        """Text has arrived."""
        self.purse += self.bytes_a_character * characters

    def wait(self, now: float, size: float) -> float:
        """Seconds until *size* bytes may be sent; zero or less means now."""
        self._tick(now)
        return max(self.not_before - now, (size - self.purse) / self.bytes_a_second)

    def painted(self, started: float, ended: float, size: float) -> None:
        """A paint of *size* bytes was made between two times."""
        self._tick(ended)
        self.purse -= size
        self.not_before = max(started + self.interval, ended + self.idle_share * (ended - started))

    def _tick(self, now: float) -> None:
        self.purse += self.bytes_a_second * max(0.0, now - self.now)
        self.now = max(now, self.now)
