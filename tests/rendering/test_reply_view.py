"""A reply becomes one bundle that is safe, complete and readable anywhere."""

import base64
import io
import json
import re
from typing import Any

import nbformat
import pytest
from nbconvert import HTMLExporter, MarkdownExporter
from PIL import Image

from genai_magics.content.response import GenerateContentResponse
from genai_magics.rendering.images import MOST_PIXELS, image_bundle, measured, reply_images
from genai_magics.rendering.reply_view import reply_bundle
from tests.rendering import dom_oracle


def response(*parts: dict[str, Any], reason: str | None = "STOP", **more: Any) -> GenerateContentResponse:
    candidate = {
        "content": {"role": "model", "parts": list(parts)},
        "finishReason": reason,
        **more.pop("candidate", {}),
    }
    return GenerateContentResponse.read({"candidates": [candidate], "modelVersion": "gemini-3.8-flash", **more})


def picture(kind: str, size: tuple[int, int] = (3, 2)) -> bytes:
    file = io.BytesIO()
    Image.new("RGB", size).save(file, kind)
    return file.getvalue()


EVERYTHING = response(
    {"text": "Let me *think*.", "thought": True},
    {"text": "Hello **you**\n\n"},
    {"executableCode": {"language": "PYTHON", "code": "print('<b>')"}},
    {"codeExecutionResult": {"outcome": "OUTCOME_OK", "output": "<b>\n"}},
    {"functionCall": {"name": "look_up", "args": {"city": "<script>alert(1)</script>"}}},
    {"fileData": {"mimeType": "application/pdf", "fileUri": "https://files.test/a"}},
    {"somethingNew": {"a": 1}},
    {"text": "The end <script>alert(1)</script>."},
    candidate={
        "groundingMetadata": {
            "groundingChunks": [
                {"web": {"uri": "https://news.test/a?b=1", "title": "News"}},
                {"web": {"uri": "https://evil.test/", "title": "good.test"}},
                {"web": {"uri": "javascript:alert(1)", "title": "<img src=x>"}},
            ]
        }
    },
    usageMetadata={"promptTokenCount": 12, "candidatesTokenCount": 34, "thoughtsTokenCount": 5, "totalTokenCount": 51},
)


def bundle_of(made: GenerateContentResponse, state: str = "complete") -> tuple[dict[str, Any], dict[str, Any]]:
    return reply_bundle(made, state=state, seconds=1.24, first_token=0.31, provenance={"model": "m", "turn": 3})


def test_holds_only_html_and_plain_text() -> None:
    """No kind of output that a page would run or load is ever in the bundle, and it travels as JSON."""
    data, metadata = bundle_of(EVERYTHING)
    assert set(data) == {"text/html", "text/plain"}
    assert type(data["text/html"]) is str
    json.dumps([data, metadata])


def test_everything_a_reply_can_hold_is_shown_and_safe() -> None:
    """Thoughts, text, code, results, calls, files, unknown parts, sources and figures can all be read, none can run."""
    html = bundle_of(EVERYTHING)[0]["text/html"]
    assert dom_oracle.faults(html, bundle=True) == []
    text = dom_oracle.text_of(html)
    expected = ["Thinking", "Let me think.", "Hello you", "Code the model ran", "print('<b>')", "Result: ok"]
    expected += [
        "Function call: look_up",
        "<script>alert(1)</script>",
        "application/pdf",
        "somethingNew",
        "Sources (3)",
    ]
    expected += [
        "News",
        "good.test (evil.test)",
        "gemini-3.8-flash · 1.2 s (first text 0.3 s) · 12 → 34 + 5 thinking tokens",
    ]
    assert [words for words in expected if words not in text] == []


def test_the_plain_text_of_a_text_reply_is_exactly_the_reply() -> None:
    """What the model wrote stands in the notebook once, unchanged, thoughts and notes left out."""
    markdown = "# Title\n\n- `a`\t<b>é漢</b>\n"
    data, metadata = bundle_of(response({"text": "hm", "thought": True}, {"text": markdown}))
    assert data["text/plain"] == markdown
    assert metadata == {"genai_magics": {"model": "m", "turn": 3, "schema": 1}}


def test_control_characters_are_made_visible_and_the_original_is_kept() -> None:
    """The plain text is harmless to a terminal; the reply as it was is in the metadata then, and only then."""
    data, metadata = bundle_of(response({"text": "a\x1b[31mb\r\n"}))
    assert data["text/plain"] == "a␛[31mb\n"
    assert metadata["genai_magics"]["markdown"] == "a\x1b[31mb\r\n"


@pytest.mark.parametrize(
    ("state", "reason", "more", "words"),
    [
        pytest.param("interrupted", None, {}, "Stopped before the end", id="interrupted"),
        pytest.param("complete", "MAX_TOKENS", {}, "Cut off at the token limit", id="truncated"),
        pytest.param("blocked", "SAFETY", {}, "The service blocked this reply: SAFETY.", id="blocked reply"),
        pytest.param(
            "blocked", None, {"promptFeedback": {"blockReason": "OTHER"}}, "blocked this reply: OTHER.", id="prompt"
        ),
        pytest.param("complete", "SOMETHING_NEW", {}, "Ended early: SOMETHING_NEW.", id="unknown reason"),
        pytest.param("failed", None, {}, "The request failed", id="failed"),
    ],
)
def test_says_in_words_how_a_reply_ended(state: str, reason: str | None, more: dict[str, Any], words: str) -> None:
    """An ending that is not an ordinary one is told in a sentence, also where there is no text at all."""
    for parts in ([], [{"text": "Half"}]):
        data, _ = bundle_of(response(*parts, reason=reason, **more), state)
        assert words in dom_oracle.text_of(data["text/html"])
        assert data["text/plain"] == ("Half" if parts else data["text/plain"])
        assert data["text/plain"]


def test_a_reply_without_anything_is_still_a_bundle() -> None:
    """Not even an empty response is an error for the display."""
    data, _ = reply_bundle(GenerateContentResponse(), state="complete", provenance={})
    assert set(data) == {"text/html", "text/plain"}


def test_a_layout_that_fails_still_shows_the_text() -> None:
    """When rendering breaks, the reply comes back as escaped text."""

    def broken(markdown: str) -> str:
        raise RuntimeError(markdown)

    data, _ = reply_bundle(response({"text": "a <b> *c*"}), state="complete", provenance={}, to_html=broken)
    assert "a &lt;b&gt; *c*" in data["text/html"]
    assert data["text/plain"] == "a <b> *c*"


@pytest.mark.parametrize("field", ["name", "model", "title", "reason", "language"])
def test_every_name_from_outside_is_escaped(field: str) -> None:
    """Names the service sends cannot become markup."""
    bad = '"><img src=x onerror=alert(1)><script>alert(1)</script>'
    made = response(
        {"functionCall": {"name": bad if field == "name" else "f", "args": {bad: bad}}},
        {"executableCode": {"language": bad if field == "language" else "PYTHON", "code": bad}},
        reason=bad if field == "reason" else "STOP",
        modelVersion=bad if field == "model" else "m",
        candidate={"groundingMetadata": {"groundingChunks": [{"web": {"uri": "https://a.test", "title": bad}}]}},
    )
    assert dom_oracle.faults(bundle_of(made)[0]["text/html"], bundle=True) == []


@pytest.mark.parametrize(
    ("exporter", "options"),
    [
        pytest.param(HTMLExporter, {"template_name": "basic"}, id="HTML"),
        pytest.param(MarkdownExporter, {}, id="Markdown"),
    ],
)
def test_an_exported_notebook_is_as_safe_as_the_live_one(exporter: Any, options: dict[str, str]) -> None:
    """nbconvert's HTML and Markdown of a notebook with our bundle hold no active tag and no address but links."""
    hostile = (
        "<script>alert('run')</script> ![x](https://evil.test/x.png) <img src=https://evil.test/y> [a](https://ok.test)"
    )
    data, metadata = bundle_of(response({"text": hostile}))
    output = {"output_type": "display_data", "data": data, "metadata": metadata}
    cell = {"cell_type": "code", "id": "a", "execution_count": 1, "metadata": {}, "source": "hi", "outputs": [output]}
    notebook = nbformat.from_dict({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [cell]})  # type: ignore[no-untyped-call]
    exported, _ = exporter(**options).from_notebook_node(notebook)
    assert "alert('run')" in dom_oracle.text_of(exported).replace("’", "'")
    shown = exported[exported.index("genai-reply") :]
    assert re.findall(r"<(?:script|img|iframe|svg|style|link|object)\b", shown) == []
    assert re.findall(r"(?:src|background|poster)=", re.sub(r"&lt;.*?&gt;", "", shown)) == []


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "GIF", "WEBP"])
def test_pictures_are_shown_by_what_they_are(kind: str) -> None:
    """A picture goes out as raw bytes of its own kind and size, whatever the service called it."""
    data = picture(kind, (31, 17))
    made = response({"inlineData": {"mimeType": "image/svg+xml", "data": base64.b64encode(data).decode()}})
    [(bundle, metadata)] = reply_images(made)
    assert measured(data) == (f"image/{kind.lower()}", 31, 17)
    assert base64.b64decode(bundle[f"image/{kind.lower()}"]) == data
    assert bundle["text/plain"] == f"[image/{kind.lower()}, 31 x 17]"
    assert metadata == {}


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", id="svg"),
        pytest.param(b"\x89PNG\r\n\x1a\n", id="torn png"),
        pytest.param(b"\xff\xd8\xff\xe0\x00", id="torn jpeg"),
        pytest.param(b"\xff\xd8\xff\xe0\x00\x00" * 9, id="jpeg that never moves on"),
        pytest.param(b"RIFF0000WEBPVP8?" + b"0" * 20, id="unknown webp"),
        pytest.param(b"", id="empty"),
        pytest.param(
            picture("PNG")[:16] + (MOST_PIXELS).to_bytes(4, "big") * 2 + picture("PNG")[24:], id="too many pixels"
        ),
        pytest.param(picture("PNG") + bytes(20_000_000), id="too many bytes"),
    ],
)
def test_other_bytes_are_not_shown_as_pictures(data: bytes) -> None:
    """SVG, torn headers and bombs are left out."""
    assert image_bundle(data) is None
