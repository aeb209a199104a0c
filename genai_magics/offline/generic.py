"""The answer to a question the demo does not know: honest, useful, and in the question's own words."""

import re
from collections import Counter

from .spelling import word_set
from .subjects import subjects
from .talk import Spoken, Talk, quoted

_SMALL_WORDS = word_set(
    "a about after all also am an and any are as at be because been but by can could did do does for from get "
    "give had has have he her his how i if in into is it its just let like make may me more most my no not now of "
    "on one only or our out please she should so some such tell than that the their them then there these they "
    "this to up us use very want was we were what when where which while who why will with would write you your "
    "explain show"
)
_OPENINGS = (
    "That question is beyond this built-in demo, and I would rather say so than make something up.",
    "I am only the offline demo, so I will not invent an answer to that one.",
    "An honest answer first: the built-in demo does not know this.",
)
_KEY = """\
```python
from getpass import getpass

from genai_magics import configure

configure(api_key=getpass("Gemini API key: "))
```

Then send the same prompt again; the conversation so far goes with it."""
_CLOSINGS = (
    "> Everything else works as it would with a real model: streaming, memory, temperature, Stop.",
    "> The demo is honest rather than clever: what it says, it knows; what it does not know, it says.",
)


def generic(talk: Talk) -> Spoken:
    """An answer for any prompt."""
    chance, words = talk.chance, key_words(talk.prompt)
    blocks = [
        f"## About {_as_written(quoted(talk.prompt, 60))}" if talk.prompt else "## An empty question",
        chance.pick(_OPENINGS, "opening"),
        _understood(talk, words),
        "### To get a real answer\n\nSet `GOOGLE_API_KEY` before Jupyter starts, or hand a key to this session:",
        _KEY,
        f"### What I can answer here\n\n{_suggestions(talk)}",
        chance.pick(_CLOSINGS, "closing"),
    ]
    heard = ", ".join(words) or "nothing in particular"
    return Spoken("\n\n".join(blocks), f"No subject of the small library fits. The words that matter are: {heard}.")


def key_words(text: str, most: int = 5) -> list[str]:
    """The words of *text* that carry its meaning, most frequent first, at most *most*."""
    words = re.findall(r"[^\W\d_][\w'-]{2,30}", text)
    counted = Counter(word for word in words if word.lower() not in _SMALL_WORDS)
    return [word for word, _ in counted.most_common(most)]


def _as_written(text: str) -> str:
    """*text* with the signs of Markdown and TeX escaped, so that it shows as it was typed."""
    return re.sub(r"[\\`*_{}\[\]<>$|#~]", r"\\\g<0>", text)


def _understood(talk: Talk, words: list[str]) -> str:
    listed = ", ".join(f"**{word}**" for word in words) or "no words I could hold on to"
    rows = [
        ("the words that matter", listed),
        ("its length", f"{len(talk.ask.prompt.split())} words, {len(talk.ask.prompt)} characters"),
        ("turns before it", str(len(talk.questions))),
        ("temperature", f"{talk.ask.temperature:g}"),
    ]
    table = "\n".join(f"| {name} | {value} |" for name, value in rows)
    return f"| What I can tell about it | |\n|---|---|\n{table}"


def _suggestions(talk: Talk) -> str:
    known = subjects()
    start = int(talk.chance.number("suggestions") * len(known))
    titles = [known[(start + 7 * i) % len(known)].title for i in range(min(3, len(known)))]
    lines = "\n".join(f"   - {title}" for title in titles)
    return (
        f"1. Subjects from a small library, such as\n{lines}\n"
        "2. Questions about `genai_magics` itself\n3. *What can you do?*"
    )
