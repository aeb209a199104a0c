"""The second wall: what HTML may hold after Markdown was rendered, whatever the renderer let through.

Raw HTML is off in the parser, so nothing here should ever have work to do; each wall alone has had its holes.
"""

import re
from functools import cache
from typing import TYPE_CHECKING

from .html import Html

if TYPE_CHECKING:
    import nh3

TAGS = frozenset({
    "p", "br", "hr", "h1", "h2", "h3", "h4", "h5", "h6", "em", "strong", "del", "s", "sub", "sup", "code", "pre",
    "blockquote", "ul", "ol", "li", "dl", "dt", "dd", "table", "thead", "tbody", "tr", "th", "td", "a", "span", "div",
    "details", "summary",
})  # fmt: skip
EMPTIED = frozenset({
    "script", "style", "template", "iframe", "noscript", "noembed", "noframes", "xmp", "plaintext", "title", "textarea",
    "svg", "math", "object", "embed",
})  # fmt: skip
CLASSES = frozenset({
    "genai-markdown", "genai-plain", "genai-table", "genai-image", "genai-host", "genai-badge", "mathjax_ignore",
    "mathjax_process",
})  # fmt: skip
LANGUAGE = re.compile(r"language-[A-Za-z0-9_+#.-]{1,40}")
ATTRIBUTES = {
    "*": frozenset(),
    "a": frozenset({"href"}),
    "code": frozenset({"class"}),
    "div": frozenset({"class", "align", "dir"}),
    "ol": frozenset({"start"}),
    "pre": frozenset({"class"}),
    "span": frozenset({"class"}),
    **{tag: frozenset({"dir"}) for tag in ("p", "h1", "h2", "h3", "h4", "h5", "h6")},
}
SCHEMES = frozenset({"http", "https", "mailto"})
LINK_REL = "noopener noreferrer nofollow"
LINK_TARGET = "_blank"

_VALUES = {
    "align": re.compile("left|center|right"),
    "dir": re.compile("auto"),
    "start": re.compile(r"\d{1,9}"),
    "href": re.compile(r"(?:https?://|mailto:).+", re.DOTALL),
}


def clean(html: str) -> Html:
    """*html* with every tag, attribute, class and link scheme outside the lists above taken away."""
    return Html(_cleaner().clean(html))


@cache
def _cleaner() -> "nh3.Cleaner":
    import nh3

    return nh3.Cleaner(
        tags=TAGS,
        clean_content_tags=EMPTIED,
        attributes=ATTRIBUTES,
        attribute_filter=_kept,
        strip_comments=True,
        link_rel=LINK_REL,
        set_tag_attribute_values={"a": {"target": LINK_TARGET}},
        generic_attribute_prefixes=frozenset(),
        url_schemes=SCHEMES,
        url_relative="deny",
    )


def _kept(tag: str, name: str, value: str) -> str | None:
    if name == "class":
        classes = [one for one in value.split() if one in CLASSES or (tag == "code" and LANGUAGE.fullmatch(one))]
        return " ".join(classes) or None
    pattern = _VALUES.get(name)
    return value if pattern is None or pattern.fullmatch(value) else None
