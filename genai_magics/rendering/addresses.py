"""Finds web and mail addresses written out in text, and gives up on text that only looks like endless ones."""

import re
from typing import Any

LONGEST = 2_000
_ENDLESS = re.compile(rf"\S{{{LONGEST},}}")


class Addresses:
    """What markdown-it asks for addresses in text, answered by linkify-it within bounds.

    Only http, https and mailto count, and only written out: main.py is a file, not a site in Paraguay. What the library
    needs grows with the square of a text without spaces, so such text has no addresses.
    """

    def __init__(self) -> None:
        from linkify_it import LinkifyIt  # type: ignore[import-untyped]

        self._finder = LinkifyIt({}, {"fuzzy_link": False, "fuzzy_email": False, "fuzzy_ip": False})
        self._finder.add("ftp:", None)
        self._finder.add("//", None)

    def test(self, text: str) -> bool:
        """Whether *text* holds an address."""
        return not _ENDLESS.search(text) and bool(self._finder.test(text))

    def pretest(self, text: str) -> bool:
        """Whether it is worth to look for one."""
        return bool(self._finder.pretest(text))

    def match(self, text: str) -> list[Any] | None:
        """The addresses in *text*, or None."""
        return None if _ENDLESS.search(text) else self._finder.match(text)

    def match_at_start(self, text: str) -> Any:
        """The address *text* begins with, or None."""
        found = self._finder.match_at_start(text[:LONGEST])
        return found if found is None or found.last_index < LONGEST else None
