"""Builds HTML in the one place where strings become markup, so that nothing is forgotten unescaped."""

from collections.abc import Mapping
from html import escape

VOID = frozenset({"br", "hr"})


class Html(str):
    """A string that is markup already; any other string is escaped when it is put into an element."""

    __slots__ = ()


Child = str | None
Attributes = Mapping[str, str | None]


def element(tag: str, attributes: Attributes | None = None, /, *children: Child) -> Html:
    """``<tag attributes>children</tag>``: text children and attribute values are escaped, None is left out."""
    start = opening(tag, attributes)
    if tag in VOID:
        return start
    return Html("".join((start, joined(*children), closing(tag))))


def opening(tag: str, attributes: Attributes | None = None, /) -> Html:
    """Only the start tag, for what a streaming renderer closes later."""
    given = [f' {name}="{escape(value)}"' for name, value in (attributes or {}).items() if value is not None]
    return Html(f"<{tag}{''.join(given)}>")


def closing(tag: str) -> Html:
    """Only the end tag."""
    return Html(f"</{tag}>")


def joined(*children: Child) -> Html:
    """The children one after another, text escaped, None left out."""
    return Html(
        "".join(child if isinstance(child, Html) else escaped(child) for child in children if child is not None)
    )


def escaped(text: str) -> Html:
    """*text* as it must be written between tags."""
    return Html(escape(text, quote=False))
