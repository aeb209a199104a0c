"""Makes the chunks of a streamed reply out of a text."""

from collections.abc import Iterator

from genai_magics.content.response import GenerateContentResponse


def chunk(text: str, *, thought: bool = False) -> GenerateContentResponse:
    """One streamed piece of a reply."""
    part = {"text": text, "thought": True} if thought else {"text": text}
    return GenerateContentResponse.read({"candidates": [{"content": {"role": "model", "parts": [part]}, "index": 0}]})


def last_chunk(reason: str = "STOP", model: str = "gemini-3.8-flash") -> GenerateContentResponse:
    """The end of a reply: why it ended and what it cost, no text."""
    usage = {"promptTokenCount": 12, "candidatesTokenCount": 345, "totalTokenCount": 357}
    return GenerateContentResponse.read(
        {"candidates": [{"finishReason": reason, "index": 0}], "usageMetadata": usage, "modelVersion": model}
    )


def reply(text: str, *, size: int = 20) -> Iterator[GenerateContentResponse]:
    """*text* as a stream of chunks of *size* characters, and the end."""
    for start in range(0, len(text), size):
        yield chunk(text[start : start + size])
    yield last_chunk()
