"""Pictures a model made: recognised by their first bytes, measured before a page is asked to draw them."""

import struct
from base64 import b64encode
from collections.abc import Iterator
from typing import Any

from ..content.response import GenerateContentResponse

Bundle = tuple[dict[str, Any], dict[str, Any]]

LARGEST_FILE = 20_000_000
MOST_PIXELS = 50_000_000


def reply_images(response: GenerateContentResponse) -> list[Bundle]:
    """One raw display bundle, ``(data, metadata)``, for each PNG, JPEG, GIF or WebP picture in the reply, in order.

    What the picture is is read from its bytes, not from what the server calls it. Pictures over 20 MB or 50 million
    pixels, and everything else (SVG above all), are left out.
    """
    return [bundle for data in _inline(response) if (bundle := image_bundle(data))]


def image_bundle(data: bytes) -> Bundle | None:
    """The display bundle of one picture, or None when it is not one that may be shown."""
    found = measured(data)
    if found is None or len(data) > LARGEST_FILE:
        return None
    kind, width, height = found
    if not 0 < width * height <= MOST_PIXELS:
        return None
    words = f"[{kind}, {width} x {height}]"
    return {kind: b64encode(data).decode("ascii"), "text/plain": words}, {}


def measured(data: bytes) -> tuple[str, int, int] | None:
    """MIME type, width and height in pixels of a picture, from its header; None when it is none we know."""
    if data[:8] == b"\x89PNG\r\n\x1a\n" and len(data) >= 24:
        return ("image/png", *struct.unpack(">II", data[16:24]))
    if data[:6] in {b"GIF87a", b"GIF89a"} and len(data) >= 10:
        return ("image/gif", *struct.unpack("<HH", data[6:10]))
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP" and len(data) >= 30:
        return _webp(data)
    return _jpeg(data) if data[:3] == b"\xff\xd8\xff" else None


def _webp(data: bytes) -> tuple[str, int, int] | None:
    kind = data[12:16]
    if kind == b"VP8X":
        return "image/webp", 1 + int.from_bytes(data[24:27], "little"), 1 + int.from_bytes(data[27:30], "little")
    if kind == b"VP8L":
        bits = int.from_bytes(data[21:25], "little")
        return "image/webp", 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
    if kind == b"VP8 ":
        width, height = struct.unpack("<HH", data[26:30])
        return "image/webp", width & 0x3FFF, height & 0x3FFF
    return None


def _jpeg(data: bytes) -> tuple[str, int, int] | None:
    at = 2
    while at + 9 <= len(data) and data[at] == 0xFF:
        marker, length = data[at + 1], int.from_bytes(data[at + 2 : at + 4], "big")
        if 0xC0 <= marker <= 0xCF and marker not in {0xC4, 0xC8, 0xCC}:
            height, width = struct.unpack(">HH", data[at + 5 : at + 9])
            return "image/jpeg", width, height
        at += 1 if marker == 0xFF else 2 + length
    return None


def _inline(response: GenerateContentResponse) -> Iterator[bytes]:
    for part in response.parts or []:
        blob = part.inline_data
        if blob is not None and blob.data:
            yield blob.data
