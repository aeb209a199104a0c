"""Counts tokens by one stated rule and cuts a text into the pieces a stream carries.

The rule: four characters are a token, rounded up a text; an attached image, sound or document is 258.
"""

import re
from collections.abc import Iterator

CHARACTERS_PER_TOKEN = 4
TOKENS_PER_ATTACHMENT = 258


def count(text: str) -> int:
    """How many tokens *text* is: one for every four characters, rounded up."""
    return tokens_of(len(text))


def tokens_of(characters: int) -> int:
    """How many tokens a text of this many *characters* is."""
    return -(-characters // CHARACTERS_PER_TOKEN)


def pieces(text: str, size: int = 24) -> Iterator[str]:
    """*text* in pieces of about *size* characters that end between words where they can; joined they are *text*."""
    piece = ""
    for word in re.findall(rf"\S{{1,{2 * size}}}\s?|\s", text):
        piece += word
        if len(piece) >= size:
            yield piece
            piece = ""
    if piece:
        yield piece
