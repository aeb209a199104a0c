"""Texts as long as asked for, of every kind that grows: mixed prose, and one block that never closes."""

from itertools import count

_MIXED = """## Part {n}: what was *measured*

The model returns a vector for each `row`, so that **we** can compare it with [what was seen](https://docs.test/{n}?q=1)
before; see $x_{{{n}}}^2$ and the price of $5 or $6 a month, naïve but ≤ 10 %. Then decide how to split the data into
smaller batches when memory is tight or when latency matters more than throughput, because requests are queued.

Gradient descent converges slowly near flat minima, and regularisation keeps weights small, which often improves the
result on unseen samples from another domain. Compare this with what the last run gave, and keep the *better* of both.

The rest is a matter of patience: note each figure, repeat each measurement, and do not trust a single run of anything
that shares its machine with others. What holds in five runs out of five is worth a sentence in the report.

* **First**: a short item
    * nested, with `code`
* second item, a bit longer than the first one was

```python
for i in range({n}):
    print(f"{{i:.3f}} -> {{loss(i)!r}}")  # <b>not bold</b>
```

| name | value | note |
|:-----|------:|------|
| row {n} | 0.{n} | `ok` |
| other | 1.5 | & more |

> **Note:** quoted words, number {n}.

$$
\\\\hat{{y}} = w_{n} x + b
$$

"""


def mixed(length: int) -> str:
    """A reply with everything in it."""
    return _filled("", _MIXED, length)


def fence(length: int) -> str:
    """One code block, not closed before the end."""
    return _filled("```python\n", "value_{n} = compute({n}, scale=0.5)  # line\n", length)


def tight_list(length: int) -> str:
    """One list without blank lines."""
    return _filled("Steps:\n\n", "- step {n} does **something** with `item_{n}`\n", length)


def table(length: int) -> str:
    """One table."""
    return _filled("| n | name | value |\n|---|---|---|\n", "| {n} | `row_{n}` | 0.{n} |\n", length)


def line(length: int) -> str:
    """One paragraph on one line."""
    return _filled("", "word {n} and then **some** more ", length)


def lines(length: int) -> str:
    """One paragraph of many lines."""
    return _filled("", "a line that ends here, number {n}\n", length)


def quote(length: int) -> str:
    """One quotation of many paragraphs."""
    return _filled("", "> a paragraph, number {n}, in a quotation\n>\n", length)


KINDS = {made.__name__: made for made in (mixed, fence, tight_list, table, line, lines, quote)}


def _filled(start: str, pattern: str, length: int) -> str:
    pieces, total = [start], len(start)
    for number in count(1):
        if total >= length:
            break
        pieces.append(pattern.format(n=number))
        total += len(pieces[-1])
    return "".join(pieces)[:length]
