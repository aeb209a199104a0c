"""A whole reply as one display bundle: HTML that reads well without a style sheet of ours, and its plain text."""

from collections.abc import Callable, Iterator, Mapping
from itertools import groupby
from typing import Any

from ..content.message import Part
from ..content.response import GenerateContentResponse
from .badges import badged, badged_prose
from .cleaning import LINK_REL, LINK_TARGET
from .html import Html, element, joined
from .images import Bundle
from .links import live_target, misleading
from .markdown import code_block, plain, render
from .reply_text import call_arguments, language_name, other_words, parts_markdown
from .terminal import harmless, whole

_QUIET = "color:var(--jp-ui-font-color2,#666);font-size:85%"
_NOTES = {
    "interrupted": "Stopped before the end. What had arrived is kept.",
    "blocked": "The service blocked this reply",
    "failed": "The request failed before the reply was whole.",
}
_ENDINGS = {"MAX_TOKENS": "Cut off at the token limit. Ask it to continue, or raise the limit (--max-tokens)."}
_NOTABLE = 0.1  # seconds between the first text and the end, below which one time says it all
_ORDINARY = frozenset({"", "STOP", "FINISH_REASON_UNSPECIFIED"})


def reply_bundle(
    response: GenerateContentResponse,
    *,
    state: str,
    seconds: float | None = None,
    first_token: float | None = None,
    provenance: Mapping[str, Any],
    to_html: Callable[[str], str] = render,
) -> Bundle:
    """*response* as ``(data, metadata)`` for a raw display.

    ``data`` has ``text/html`` (safe) and ``text/plain``: the reply's Markdown exactly, unless control characters in it
    had to be made visible. ``metadata["genai_magics"]`` is *provenance* with the ``schema`` of this bundle, and
    ``markdown`` only when the plain text is not the reply as it was. *seconds* is the time of the whole reply,
    *first_token* until its first text. *to_html* may bring Markdown that is rendered already, safe as by ``render``.
    """
    markdown = whole(parts_markdown(response.parts or []))
    note = state_note(response, state)
    shown = harmless(markdown) or (f"[{note}]" if note else "")
    try:
        html = _html(response, note, _footer(response, seconds, first_token, provenance), to_html)
    except Exception:  # noqa: BLE001 - a reply that cannot be laid out is still shown
        html = plain(shown)
    about = {**provenance, "schema": 1}
    if shown != markdown:
        about["markdown"] = markdown
    return {"text/html": str(html), "text/plain": shown}, {"genai_magics": about}


def state_note(response: GenerateContentResponse, state: str) -> str:
    """In words, what a person must know about how the reply ended; nothing for one that ended well."""
    reason = finish_reason(response)
    if state == "blocked":
        return f"{_NOTES['blocked']}: {_block_reason(response) or reason or 'no reason given'}."
    if state in _NOTES:
        return _NOTES[state]
    if reason in _ORDINARY:
        return ""
    return _ENDINGS.get(reason, f"Ended early: {reason}.")


def finish_reason(response: GenerateContentResponse) -> str:
    """The finish reason of the first candidate as its name, or nothing."""
    reason = response.finish_reason
    return str(getattr(reason, "value", reason) or "")


def _block_reason(response: GenerateContentResponse) -> str:
    feedback = response.prompt_feedback
    reason = feedback.block_reason if feedback else None
    return str(getattr(reason, "value", reason) or "")


def _html(response: GenerateContentResponse, note: str, footer: str, to_html: Callable[[str], str]) -> Html:
    body = [_run(kind, list(parts), to_html) for kind, parts in groupby(response.parts or [], _kind)]
    warning = element("p", {"role": "note"}, element("strong", None, note)) if note else None
    small = element("div", {"style": _QUIET}, footer) if footer else None
    return element("div", {"class": "genai-reply mathjax_ignore"}, *body, _sources(response), warning, small)


def _kind(part: Part) -> str:
    if part.thought:
        return "thought"
    if part.text is not None:
        return "text"
    return (
        "code"
        if part.executable_code
        else "result"
        if part.code_execution_result
        else "call"
        if part.function_call
        else ""
    )


def _run(kind: str, parts: list[Part], to_html: Callable[[str], str]) -> Html:
    if kind in {"thought", "text"}:
        text = "".join(part.text or "" for part in parts)
        return _thinking(text) if kind == "thought" else Html(to_html(text))
    return joined(*(_card(kind, part) for part in parts))


def _thinking(text: str) -> Html:
    return element("details", None, element("summary", None, "Thinking"), render(text)) if text.strip() else Html("")


def _card(kind: str, part: Part) -> Html:
    if kind == "code" and part.executable_code:
        language = language_name(part.executable_code.language)
        return _titled("Code the model ran", code_block(part.executable_code.code or "", language))
    if kind == "result" and part.code_execution_result:
        result = part.code_execution_result
        outcome = (
            str(getattr(result.outcome, "value", result.outcome) or "")
            .removeprefix("OUTCOME_")
            .replace("_", " ")
            .lower()
        )
        return _titled(f"Result: {outcome or 'unknown'}", code_block(result.output or ""))
    if kind == "call" and part.function_call:
        call = part.function_call
        return _titled(badged(f"Function call: {call.name}"), code_block(call_arguments(call.args), "json"))
    words = other_words(part)
    return element("p", None, badged_prose(words)) if words else Html("")


def _titled(title: str, body: Html) -> Html:
    return element("div", {"style": "margin:0.5em 0"}, element("div", {"style": _QUIET}, title), body)


def _sources(response: GenerateContentResponse) -> Html | None:
    candidates = response.candidates or []
    grounding = candidates[0].grounding_metadata if candidates else None
    links = [_source(chunk) for chunk in (grounding.grounding_chunks if grounding else None) or []]
    items = [element("li", None, link) for link in links if link]
    if not items:
        return None
    return element(
        "details", {"open": ""}, element("summary", None, f"Sources ({len(items)})"), element("ol", None, *items)
    )


def _source(chunk: Any) -> Html | None:
    page = chunk.web or chunk.retrieved_context or chunk.maps
    if page is None:
        return None
    href = page.uri or ""
    title = page.title or href
    target = live_target(href)
    if target is None:
        return badged_prose(title)
    link = element("a", {"href": target.href, "target": LINK_TARGET, "rel": LINK_REL}, badged_prose(title))
    return joined(link, f" ({target.mail or target.host})" if misleading(title, target) or title == href else None)


def _footer(
    response: GenerateContentResponse, seconds: float | None, first_token: float | None, provenance: Mapping[str, Any]
) -> str:
    return harmless(" · ".join(footer_items(response, seconds, first_token, str(provenance.get("model") or ""))))


def footer_items(
    response: GenerateContentResponse, seconds: float | None, first_token: float | None, model: str = ""
) -> Iterator[str]:
    """Model, times, tokens and finish reason, as far as they are known."""
    if name := response.model_version or model:
        yield name
    if seconds is not None:
        early = first_token is not None and seconds - first_token >= _NOTABLE
        yield f"{seconds:.1f} s" + (f" (first text {first_token:.1f} s)" if early else "")
    usage = response.usage_metadata
    if usage and usage.total_token_count:
        thoughts = f" + {usage.thoughts_token_count} thinking" if usage.thoughts_token_count else ""
        yield f"{usage.prompt_token_count or 0} → {usage.candidates_token_count or 0}{thoughts} tokens"
    if reason := finish_reason(response):
        yield reason
