"""The only road from model text to HTML: Markdown with raw HTML off, then a cleaner with our own short list.

Outputs of a running session are trusted by notebooks, which therefore do not clean them; what leaves here is harmless.
"""

import re
from collections.abc import MutableMapping
from functools import cache
from typing import TYPE_CHECKING, Any

from .addresses import Addresses
from .badges import badged, badged_prose
from .cleaning import LANGUAGE, clean
from .html import Html, closing, element, opening
from .links import OutputTooLargeError, forget_long_definitions, image_words, rewrite_targets
from .math import formula, math_block, math_inline
from .terminal import harmless, whole

if TYPE_CHECKING:
    from collections.abc import Sequence

    from markdown_it import MarkdownIt
    from markdown_it.token import Token

LONGEST = 1_000_000
# Twenty lists in one another; time spent on hostile brackets grows with this.
_DEEPEST = 40
_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]")

Environment = MutableMapping[str, Any]


def render(markdown: str) -> Html:
    """*markdown* as a safe HTML fragment, one ``div``.

    Nothing in it runs, loads or asks anything by itself; links lead to http, https and mailto only. Text over a million
    characters, or that would grow out of proportion, or that the renderer cannot take, comes back as escaped plain
    text: a reply is never lost. Formulas are marked for MathJax, everything else is marked to be left alone by it.
    """
    return wrapped(fragment(markdown, {})) if len(markdown) <= LONGEST else plain(markdown)


def fragment(markdown: str, environment: Environment) -> Html:
    """*markdown* as safe HTML without the outer ``div``; *environment* carries link definitions known already."""
    try:
        html = clean(parser().render(whole(markdown), environment))
        if len(html) > 20 * len(markdown) + 1_000_000:
            raise OutputTooLargeError
    except Exception:  # noqa: BLE001 - whatever a renderer trips over, the person still gets the text
        return _preformatted(markdown)
    return html


def plain(text: str) -> Html:
    """*text* shown as it is, escaped."""
    return wrapped(_preformatted(text))


def wrapped(html: Html) -> Html:
    """*html* in the ``div`` every rendered text stands in: MathJax keeps out, direction follows the text."""
    return element("div", {"class": "genai-markdown mathjax_ignore", "dir": "auto"}, html)


def code_block(code: str, language: str = "") -> Html:
    """A block of code, with hidden and imitating characters made visible."""
    named = f"language-{language}"
    return element("pre", None, element("code", {"class": named if LANGUAGE.fullmatch(named) else None}, badged(code)))


def _preformatted(text: str) -> Html:
    return element("pre", {"class": "genai-plain"}, harmless(text))


@cache
def parser() -> "MarkdownIt":
    """The one Markdown parser; its libraries are imported on first use."""
    from markdown_it import MarkdownIt
    from mdit_py_plugins.deflist import deflist_plugin
    from mdit_py_plugins.footnote import footnote_plugin

    options = {"html": False, "linkify": True, "tasklists": True, "store_labels": True, "maxNesting": _DEEPEST}
    parser = MarkdownIt("js-default", options)
    parser.use(deflist_plugin).use(footnote_plugin, inline=False)
    parser.linkify = Addresses()
    # Targets are judged in rewrite_targets instead, where words can take the place of a link.
    parser.validateLink = _any_target  # type: ignore[method-assign]
    # The library would turn xn-- into the look-alike it stands for.
    parser.normalizeLinkText = _as_written  # type: ignore[method-assign]
    parser.block.ruler.before(
        "fence", "math_block", math_block, {"alt": ["paragraph", "reference", "blockquote", "list"]}
    )
    parser.inline.ruler.before("escape", "math_inline", math_inline)
    parser.core.ruler.after("block", "forget_long_definitions", forget_long_definitions)
    parser.core.ruler.push("rewrite_targets", rewrite_targets)
    for name, rule in _RULES.items():
        parser.add_render_rule(name, rule)
    return parser


def _any_target(url: str) -> bool:
    return bool(url)


def _as_written(link: str) -> str:
    return link


def _inline_math(_: Any, tokens: "Sequence[Token]", at: int, *_rest: Any) -> str:
    return formula(tokens[at].content)


def _block_math(_: Any, tokens: "Sequence[Token]", at: int, *_rest: Any) -> str:
    return formula(tokens[at].content, block=True) + "\n"


def _text(_: Any, tokens: "Sequence[Token]", at: int, *_rest: Any) -> str:
    return badged_prose(tokens[at].content)


def _inline_code(_: Any, tokens: "Sequence[Token]", at: int, *_rest: Any) -> str:
    return element("code", None, badged(tokens[at].content))


def _code_block(_: Any, tokens: "Sequence[Token]", at: int, *_rest: Any) -> str:
    words = tokens[at].info.split(maxsplit=1)
    return code_block(tokens[at].content, words[0] if words else "") + "\n"


def _image(_: Any, tokens: "Sequence[Token]", at: int, *_rest: Any) -> str:
    return element("span", {"class": "genai-image"}, badged_prose(image_words(tokens[at])))


def _target_note(_: Any, tokens: "Sequence[Token]", at: int, *_rest: Any) -> str:
    return element("span", {"class": "genai-host"}, " (", badged(tokens[at].content), ")")


def _block_open(_: Any, tokens: "Sequence[Token]", at: int, *_rest: Any) -> str:
    token = tokens[at]
    if token.hidden:
        return ""
    direction = "auto" if _RIGHT_TO_LEFT.search(tokens[at + 1].content) else None
    return opening(token.tag, {"dir": direction})


def _item_open(_: Any, tokens: "Sequence[Token]", at: int, *_rest: Any) -> str:
    meta = tokens[at].meta
    box = "" if "checked" not in meta else "☑ " if meta["checked"] else "☐ "
    return opening("li") + box


def _list_open(_: Any, tokens: "Sequence[Token]", at: int, *_rest: Any) -> str:
    start = tokens[at].attrs.get("start")
    return opening(tokens[at].tag, {"start": None if start is None else str(start)}) + "\n"


def _cell_open(_: Any, tokens: "Sequence[Token]", at: int, *_rest: Any) -> str:
    # Notebooks align the cells of HTML tables to the right; only an element inside the cell can say otherwise.
    side = str(tokens[at].attrs.get("style", "text-align:left")).removeprefix("text-align:")
    return opening(tokens[at].tag) + opening("div", {"align": side})


def _cell_close(_: Any, tokens: "Sequence[Token]", at: int, *_rest: Any) -> str:
    return closing("div") + closing(tokens[at].tag)


def _row_open(_: Any, tokens: "Sequence[Token]", at: int, *_rest: Any) -> str:
    return opening(tokens[at].tag)


def _row_close(_: Any, tokens: "Sequence[Token]", at: int, *_rest: Any) -> str:
    # The line ends that the library puts between rows are a tenth of a table's bytes.
    return closing(tokens[at].tag)


def _table_open(*_: Any) -> str:
    return opening("div", {"class": "genai-table"}) + opening("table")


def _table_close(*_: Any) -> str:
    return closing("table") + closing("div") + "\n"


def _footnote_mark(_: Any, tokens: "Sequence[Token]", at: int, *_rest: Any) -> str:
    return element("sup", None, f"[{tokens[at].meta['id'] + 1}]")


def _footnotes_open(*_: Any) -> str:
    return opening("hr") + opening("ol") + "\n"


def _footnotes_close(*_: Any) -> str:
    return closing("ol") + "\n"


def _footnote_open(*_: Any) -> str:
    return opening("li")


def _footnote_close(*_: Any) -> str:
    return closing("li") + "\n"


def _nothing(*_: Any) -> str:
    return ""


_RULES = {
    "math_inline": _inline_math,
    "math_block": _block_math,
    "text": _text,
    "code_inline": _inline_code,
    "code_block": _code_block,
    "fence": _code_block,
    "image": _image,
    "target_note": _target_note,
    "paragraph_open": _block_open,
    "heading_open": _block_open,
    "list_item_open": _item_open,
    "bullet_list_open": _list_open,
    "ordered_list_open": _list_open,
    "th_open": _cell_open,
    "td_open": _cell_open,
    "th_close": _cell_close,
    "td_close": _cell_close,
    **dict.fromkeys(("thead_open", "tbody_open", "tr_open"), _row_open),
    **dict.fromkeys(("thead_close", "tbody_close", "tr_close"), _row_close),
    "table_open": _table_open,
    "table_close": _table_close,
    "footnote_ref": _footnote_mark,
    "footnote_block_open": _footnotes_open,
    "footnote_block_close": _footnotes_close,
    "footnote_open": _footnote_open,
    "footnote_close": _footnote_close,
    "footnote_anchor": _nothing,
}
