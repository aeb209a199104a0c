"""Reads HTML as a browser does and names everything in it that is outside our list.

The list stands here a second time on purpose: a change of the product's list must be made twice.
"""

import re
from collections.abc import Iterator
from typing import Any

import html5lib

TAGS = frozenset(
    {"p", "br", "hr", "h1", "h2", "h3", "h4", "h5", "h6", "em", "strong", "del", "s", "sub", "sup", "code", "pre"}
    | {
        "blockquote",
        "ul",
        "ol",
        "li",
        "dl",
        "dt",
        "dd",
        "table",
        "thead",
        "tbody",
        "tr",
        "th",
        "td",
        "a",
        "span",
        "div",
    }
    | {"details", "summary"}
)
CLASSES = frozenset(
    {"genai-markdown", "genai-plain", "genai-table", "genai-image", "genai-host", "genai-badge"}
    | {"mathjax_ignore", "mathjax_process"}
)
ATTRIBUTES = {
    "a": {"href", "rel", "target"},
    "code": {"class"},
    "div": {"class", "align", "dir"},
    "ol": {"start"},
    "pre": {"class"},
    "span": {"class"},
    **{tag: {"dir"} for tag in ("p", "h1", "h2", "h3", "h4", "h5", "h6")},
}
VALUES = {
    "href": re.compile(r"(https?://[^\s/]+|mailto:.)", re.IGNORECASE),
    "rel": re.compile(r"noopener noreferrer nofollow\Z"),
    "target": re.compile(r"_blank\Z"),
    "align": re.compile(r"(left|center|right)\Z"),
    "dir": re.compile(r"auto\Z"),
    "start": re.compile(r"\d{1,9}\Z"),
}
# What a bundle adds around rendered text, all of it our own words.
WRAPPER = {
    "div": {"style", "class"},
    "p": {"role"},
    "details": {"open"},
}
_LANGUAGE = re.compile(r"language-[A-Za-z0-9_+#.-]{1,40}\Z")
_STYLE = re.compile(r"(color:var\(--jp-ui-font-color2,#666\);font-size:85%|margin:0\.5em 0)\Z")


def faults(html: str, *, bundle: bool = False) -> list[str]:
    """Every tag, attribute, class or address of *html* that may not be there; *bundle* allows what wraps a reply."""
    return list(_faults(html5lib.parseFragment(html, treebuilder="etree", namespaceHTMLElements=False), bundle))


def nodes(html: str) -> Iterator[Any]:
    """Every element of *html* as a browser reads it."""
    yield from html5lib.parseFragment(html, treebuilder="etree", namespaceHTMLElements=False).iter()


def outline(html: str) -> list[Any]:
    """Tags, attributes and text of *html* in order, whatever way they were written."""
    return [(node.tag, sorted(node.attrib.items()), node.text, node.tail) for node in nodes(html)]


def text_of(html: str) -> str:
    """What a person can read of *html*."""
    return "".join(html5lib.parseFragment(html, treebuilder="etree", namespaceHTMLElements=False).itertext())


def _faults(tree: Any, bundle: bool) -> Iterator[str]:
    for node in tree.iter():
        if node.tag == "DOCUMENT_FRAGMENT":
            continue
        if not isinstance(node.tag, str) or node.tag not in TAGS:
            yield f"tag {node.tag}"
            continue
        for name, value in node.attrib.items():
            if not _allowed(node.tag, str(name), value, bundle):
                yield f"{node.tag} {name}={value!r}"


def _allowed(tag: str, name: str, value: str, bundle: bool) -> bool:
    if bundle and name in WRAPPER.get(tag, ()) and name != "class":
        return name != "style" or bool(_STYLE.match(value))
    if name not in ATTRIBUTES.get(tag, ()):
        return False
    if name == "class":
        own = CLASSES | {"genai-reply"} if bundle else CLASSES
        return all(one in own or (tag == "code" and _LANGUAGE.match(one)) for one in value.split())
    return bool(VALUES[name].match(value))
