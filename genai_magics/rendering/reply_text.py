"""A reply as Markdown text: what the model wrote, and in words what it did besides."""

import json
from collections.abc import Iterable
from typing import Any

from ..content.message import Part


def parts_markdown(parts: Iterable[Part]) -> str:
    """The answer as one Markdown text; for a reply that is only text, exactly that text. Thoughts are left out."""
    return "".join(part_markdown(part) for part in parts)


def part_markdown(part: Part) -> str:
    """One part as Markdown: text as it is, code and calls in a fence, files as a line in brackets, no thoughts."""
    if part.thought:
        return ""
    if part.text is not None:
        return part.text
    if part.executable_code is not None:
        code = part.executable_code
        return _fence(code.code or "", language_name(code.language))
    if part.code_execution_result is not None:
        return _fence(part.code_execution_result.output or "", "")
    if part.function_call is not None:
        call = part.function_call
        return _fence(f"{call.name}({call_arguments(call.args)})", "")
    words = other_words(part)
    return f"\n\n{words}\n\n" if words else ""


def other_words(part: Part) -> str:
    """In brackets, what a part is that is neither text nor code nor a call; nothing for an empty part."""
    if part.inline_data is not None:
        size = len(part.inline_data.data or b"")
        return f"[{part.inline_data.mime_type or 'data'}, {size:,} bytes]"
    if part.file_data is not None:
        return f"[file {part.file_data.mime_type or ''} {part.file_data.file_uri or ''}]"
    if part.function_response is not None:
        return f"[answer of {part.function_response.name}]"
    unknown = sorted(part.wire().keys() - {"thoughtSignature", "thought"})
    return f"[a part of a kind not shown here: {', '.join(unknown)}]" if unknown else ""


def call_arguments(arguments: Any) -> str:
    """The arguments of a function call as a person reads them."""
    return json.dumps(arguments or {}, ensure_ascii=False, indent=1, default=str)


def language_name(language: Any) -> str:
    """The name of a language as a fence carries it; nothing where the service says none."""
    name = str(getattr(language, "value", language) or "").lower()
    return "" if "unspecified" in name else name


def _fence(code: str, language: str) -> str:
    marks = "```"
    while marks in code:
        marks += "`"
    return f"\n\n{marks}{language}\n{code.rstrip()}\n{marks}\n\n"
