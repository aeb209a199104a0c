"""Markdown of any length, the same for the same seed, looking like what models write."""

import random
from collections.abc import Callable

VOCABULARY = """
the a of to and in is that for it with as are on this by be an from can which when each one list value name data model
table row column sample function result step order loop index key small large simple first next common number text time
error average change return call group filter sort merge count measure compare explain
"""
WORDS = VOCABULARY.split()


def _sentence(random_: random.Random) -> str:
    words = random_.choices(WORDS, k=random_.randint(6, 18))
    place = random_.randrange(len(words))
    words[place] = random_.choice(("**{}**", "*{}*", "`{}`", "{}", "{}")).format(words[place])
    return " ".join(words).capitalize() + ". "


def _paragraph(random_: random.Random) -> str:
    return "".join(_sentence(random_) for _ in range(random_.randint(2, 5))).rstrip() + "\n\n"


def _heading(random_: random.Random) -> str:
    return f"{'#' * random_.randint(2, 4)} {' '.join(random_.choices(WORDS, k=4)).capitalize()}\n\n"


def _list(random_: random.Random) -> str:
    sign = random_.choice(("-", "1."))
    return "".join(f"{sign} {_sentence(random_).rstrip()}\n" for _ in range(random_.randint(3, 7))) + "\n"


def _code(random_: random.Random) -> str:
    names = random_.sample(WORDS, k=random_.randint(3, 6))
    lines = [f"{name}_{place} = compute({name!r}, {place})  # {' '.join(names)}" for place, name in enumerate(names)]
    return "```python\n" + "\n".join(lines) + "\n```\n\n"


def _table(random_: random.Random) -> str:
    rows = [random_.choices(WORDS, k=3) for _ in range(random_.randint(3, 6))]
    head, *body = [f"| {' | '.join(row)} |" for row in rows]
    return "\n".join([head, "|---|---|---|", *body]) + "\n\n"


BLOCKS: tuple[Callable[[random.Random], str], ...] = (
    _paragraph,
    _paragraph,
    _paragraph,
    _heading,
    _list,
    _code,
    _table,
)


def markdown(length: int, seed: int = 1) -> str:
    """Exactly *length* ASCII characters of Markdown: paragraphs, headings, lists, code and tables."""
    random_ = random.Random(seed)
    blocks: list[str] = []
    made = 0
    while made < length:
        blocks.append(random_.choice(BLOCKS)(random_))
        made += len(blocks[-1])
    return "".join(blocks)[:length]
