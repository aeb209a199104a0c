"""Turns what people write, text, dicts, images, paths, files and lists of them, into records."""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeAlias

from ..errors import InputError
from .message import (
    Blob,
    CodeExecutionResult,
    Content,
    ExecutableCode,
    FileData,
    FunctionCall,
    FunctionResponse,
    Part,
)
from .record import Record

PartLike: TypeAlias = "str | Part | Path | Mapping[str, Any] | Any"
"""What can be one part: text, a `Part`, a path, a dict, a file record, a PIL image, or a record a part can hold."""

ContentLike: TypeAlias = "PartLike | Content | Sequence[PartLike | Content | Sequence[PartLike]]"
"""What can be one or more turns: parts, `Content` records, and lists of them."""

LARGEST_FILE = 20 * 1024 * 1024
"""How many bytes of a file may go inside a request; the service refuses larger ones."""

_HOLDERS: dict[type[Record], str] = {
    Blob: "inline_data",
    FileData: "file_data",
    FunctionCall: "function_call",
    FunctionResponse: "function_response",
    ExecutableCode: "executable_code",
    CodeExecutionResult: "code_execution_result",
}
_ACCEPTED = "Pass text, a Part, a Content, a dict of their fields, a pathlib.Path, an image, a file record, or a list."


def to_contents(value: ContentLike, *, role: str = "user") -> list[Content]:
    """The turns *value* means.

    Neighbouring parts of one side make one turn, an inner list is one turn, and a `Content` stays its own. Parts are
    said by *role*, a function call by the model. Raises `InputError` naming the type of what cannot be used.
    """
    if not isinstance(value, list | tuple):
        return [to_content(value, role=role)]
    if not value:
        raise InputError("The list of contents is empty. Pass at least one text or part.")
    contents: list[Content] = []
    together: list[Part] = []
    for item in value:
        if _is_turn(item):
            contents.append(to_content(item, role=role))
            together = []
            continue
        part = to_part(item)
        speaker = _speaker(part, role)
        if not together or contents[-1].role != speaker:
            together = []
            contents.append(Content.model_construct(role=speaker, parts=together))
        together.append(part)
    return contents


def to_content(value: ContentLike, *, role: str = "user") -> Content:
    """The one turn *value* means; see `to_contents`."""
    if isinstance(value, Content):
        return value
    if isinstance(value, list | tuple):
        return Content(role=role, parts=to_parts(value))
    if _is_turn(value):
        return Content.read(_dumped(value)) if not isinstance(value, Mapping) else Content.of(value)
    part = to_part(value)
    return Content(role=_speaker(part, role), parts=[part])


def to_parts(value: ContentLike) -> list[Part]:
    """The parts *value* means: one, or one for each item of a list; of a `Content`, its own."""
    if isinstance(value, list | tuple):
        parts = [part for item in value for part in _parts_of(item)]
        if not parts:
            raise InputError("The list of parts is empty. Pass at least one text or part.")
        return parts
    return list(_parts_of(value))


def _parts_of(item: Any) -> Iterator[Part]:
    if _is_turn(item) and not isinstance(item, list | tuple):
        yield from to_content(item).parts or ()
    else:
        yield to_part(item)


def to_part(value: PartLike) -> Part:
    """The one part *value* means. Raises `InputError` naming the type of what cannot be used."""
    if isinstance(value, str):
        return Part(text=str(value))
    if isinstance(value, Part):
        return value
    if isinstance(value, Mapping):
        return _from_mapping(value)
    if isinstance(value, Path):
        return _from_path(value)
    if isinstance(value, Record) and (holder := _HOLDERS.get(type(value))):
        return Part(**{holder: value})
    return _from_stranger(value)


def _speaker(part: Part, role: str) -> str:
    return "model" if part.function_call is not None else role


def _is_turn(item: Any) -> bool:
    if isinstance(item, Content | list | tuple):
        return True
    if isinstance(item, Mapping):
        return "parts" in item or "role" in item
    return not isinstance(item, Record) and _fields(item) >= {"parts", "role"}


def _from_mapping(value: Mapping[str, Any]) -> Part:
    if value.keys() & {"file_uri", "fileUri"}:
        return Part(file_data=FileData.of(value))
    return Part.of(value)


def _from_path(path: Path) -> Part:
    try:
        size = path.stat().st_size
        if size > LARGEST_FILE:
            raise InputError(f"{path.name} has {size:,} bytes; a request holds {LARGEST_FILE:,}. Pass a smaller file.")
        data = path.read_bytes()
    except OSError as error:
        raise InputError(f"{path.name} cannot be read: {error.strerror}. Check the path.") from None
    return Part(inline_data=Blob(data=data, mime_type=_kind(path, data)))


def _kind(path: Path, data: bytes) -> str:
    import mimetypes

    guessed = mimetypes.guess_type(path.name)[0]
    if guessed:
        return guessed
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        raise InputError(
            f"{path.name} is neither text nor a kind of file its name tells. Pass Part.from_bytes with a mime_type."
        ) from None
    return "text/plain"


def _from_stranger(value: Any) -> Part:
    """Things of other libraries, known by what they have, so that none of them is imported here."""
    pillow = sys.modules.get("PIL.Image")
    if pillow is not None and isinstance(value, pillow.Image):
        return _from_image(value)
    if hasattr(value, "uri") and hasattr(value, "mime_type"):
        return _from_file(value)
    if _fields(value) >= {"inline_data", "file_data", "text"}:
        return Part.read(_dumped(value))
    raise InputError(f"{type(value).__name__} cannot be sent to a model. {_ACCEPTED}")


def _from_image(image: Any) -> Part:
    buffer = io.BytesIO()
    if image.format == "JPEG":
        image.save(buffer, format="JPEG", quality="keep")
        return Part.from_bytes(data=buffer.getvalue(), mime_type="image/jpeg")
    image.save(buffer, format="PNG")
    return Part.from_bytes(data=buffer.getvalue(), mime_type="image/png")


def _from_file(file: Any) -> Part:
    if not file.uri or not file.mime_type:
        raise InputError("The file record has no uri or no mime_type yet. Pass the record that the upload returned.")
    return Part.from_uri(file_uri=file.uri, mime_type=file.mime_type)


def _fields(value: Any) -> set[str]:
    return set(getattr(type(value), "model_fields", ()))


def _dumped(value: Any) -> dict[str, Any]:
    dumped: dict[str, Any] = value.model_dump(exclude_none=True)
    return dumped
