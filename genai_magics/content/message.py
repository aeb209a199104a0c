"""What is said: a `Content` is one side's turn, made of `Part` pieces."""

from typing import TYPE_CHECKING, Any, Self

from .enums import FunctionResponseScheduling, Language, MediaProcessing, Outcome, ToolType
from .record import Base64, Open, Record, later

if TYPE_CHECKING:
    from .media import AudioMetadata as _AudioMetadata
    from .media import DocumentMetadata as _DocumentMetadata
    from .media import FunctionResponsePart as _FunctionResponsePart
    from .media import PartMediaResolution as _PartMediaResolution
    from .media import SpeechMetadata as _SpeechMetadata
    from .media import SpreadsheetMetadata as _SpreadsheetMetadata
    from .media import Transcription as _Transcription
    from .media import VideoMetadata as _VideoMetadata
else:
    _AudioMetadata = later("media", "AudioMetadata")
    _DocumentMetadata = later("media", "DocumentMetadata")
    _FunctionResponsePart = later("media", "FunctionResponsePart")
    _PartMediaResolution = later("media", "PartMediaResolution")
    _SpeechMetadata = later("media", "SpeechMetadata")
    _SpreadsheetMetadata = later("media", "SpreadsheetMetadata")
    _Transcription = later("media", "Transcription")
    _VideoMetadata = later("media", "VideoMetadata")


class Blob(Record):
    """Bytes sent inside the request."""

    data: Base64 | None = None
    mime_type: str | None = None
    display_name: str | None = None


class FileData(Record):
    """A file the service can reach by its address."""

    file_uri: str | None = None
    mime_type: str | None = None
    display_name: str | None = None


class PartialArg(Record):
    """A piece of a function call's arguments, streamed before the call is whole."""

    json_path: str | None = None
    string_value: str | None = None
    number_value: float | None = None
    bool_value: bool | None = None
    null_value: str | None = None
    will_continue: bool | None = None


class FunctionCall(Record):
    """A function the model wants called, with its arguments."""

    id: str | None = None
    name: str | None = None
    args: dict[str, Any] | None = None
    partial_args: list[PartialArg] | None = None
    will_continue: bool | None = None


class FunctionResponse(Record):
    """What a called function answered."""

    id: str | None = None
    name: str | None = None
    response: dict[str, Any] | None = None
    parts: list[_FunctionResponsePart] | None = None
    scheduling: Open[FunctionResponseScheduling] | None = None
    will_continue: bool | None = None


class ExecutableCode(Record):
    """Code that the model wrote for the service to run."""

    id: str | None = None
    language: Open[Language] | None = None
    code: str | None = None


class CodeExecutionResult(Record):
    """What that code printed, and how it ended."""

    id: str | None = None
    outcome: Open[Outcome] | None = None
    output: str | None = None


class ToolCall(Record):
    """A tool the service called itself; sent back as it came (Gemini API only)."""

    id: str | None = None
    tool_type: Open[ToolType] | None = None
    args: dict[str, Any] | None = None


class ToolResponse(Record):
    """What that tool answered; sent back as it came (Gemini API only)."""

    id: str | None = None
    tool_type: Open[ToolType] | None = None
    response: dict[str, Any] | None = None


class Part(Record):
    """One piece of a turn: text, bytes, a file, a function call...

    ``Part("hello")`` takes whatever can be one part: text, an image, a path, a file record, a dict.
    """

    text: str | None = None
    thought: bool | None = None
    thought_signature: Base64 | None = None
    inline_data: Blob | None = None
    file_data: FileData | None = None
    function_call: FunctionCall | None = None
    function_response: FunctionResponse | None = None
    executable_code: ExecutableCode | None = None
    code_execution_result: CodeExecutionResult | None = None
    tool_call: ToolCall | None = None
    tool_response: ToolResponse | None = None
    video_metadata: _VideoMetadata | None = None
    media_resolution: _PartMediaResolution | None = None
    media_processing: Open[MediaProcessing] | None = None
    part_metadata: dict[str, Any] | None = None
    audio_transcription: _Transcription | None = None
    speech_metadata: _SpeechMetadata | None = None
    document_metadata: _DocumentMetadata | None = None
    spreadsheet_metadata: _SpreadsheetMetadata | None = None
    audio_metadata: _AudioMetadata | None = None

    def __init__(self, value: Any = None, /, **fields: Any) -> None:
        made = None
        if value is not None:
            from .coerce import to_part

            made = to_part(value)
            fields = {name: item for name, item in made.__dict__.items() if item is not None} | fields
        super().__init__(**fields)
        if made is not None and made.model_extra:
            self.__pydantic_extra__ = dict(made.model_extra)

    __init__.__pydantic_base_init__ = True  # type: ignore[attr-defined]

    @classmethod
    def from_text(cls, *, text: str) -> Self:
        """A part of text."""
        return cls(text=text)

    @classmethod
    def from_bytes(cls, *, data: bytes, mime_type: str, media_resolution: Any = None) -> Self:
        """A part holding *data* itself, for example an image with ``mime_type="image/png"``."""
        return cls(inline_data=Blob(data=data, mime_type=mime_type), media_resolution=_resolution(media_resolution))

    @classmethod
    def from_uri(cls, *, file_uri: str, mime_type: str | None = None, media_resolution: Any = None) -> Self:
        """A part naming a file the service can reach; the kind of file is guessed from its name when not given."""
        if mime_type is None:
            import mimetypes

            mime_type = mimetypes.guess_type(file_uri)[0]
        file = FileData(file_uri=file_uri, mime_type=mime_type)
        return cls(file_data=file, media_resolution=_resolution(media_resolution))

    @classmethod
    def from_function_call(cls, *, name: str, args: dict[str, Any]) -> Self:
        """A part in which the model calls a function."""
        return cls(function_call=FunctionCall(name=name, args=args))

    @classmethod
    def from_function_response(
        cls, *, name: str, response: dict[str, Any], parts: list[_FunctionResponsePart] | None = None
    ) -> Self:
        """A part with what a function answered."""
        return cls(function_response=FunctionResponse(name=name, response=response, parts=parts))

    @classmethod
    def from_executable_code(cls, *, code: str, language: Open[Language]) -> Self:
        """A part of code for the service to run."""
        return cls(executable_code=ExecutableCode(code=code, language=language))

    @classmethod
    def from_code_execution_result(cls, *, outcome: Open[Outcome], output: str) -> Self:
        """A part with what code printed."""
        return cls(code_execution_result=CodeExecutionResult(outcome=outcome, output=output))


def _resolution(given: Any) -> Any:
    return {"level": given} if isinstance(given, str) else given


class Content(Record):
    """One turn: the parts one side said. ``role`` is ``"user"`` or ``"model"``."""

    role: str | None = None
    parts: list[Part] | None = None


class UserContent(Content):
    """A turn of the user, from anything that can be parts: ``UserContent(["Describe this", image])``."""

    def __init__(self, parts: Any = None, /, **fields: Any) -> None:
        _fill(self, "user", parts, fields)

    __init__.__pydantic_base_init__ = True  # type: ignore[attr-defined]


class ModelContent(Content):
    """A turn of the model, from anything that can be parts."""

    def __init__(self, parts: Any = None, /, **fields: Any) -> None:
        _fill(self, "model", parts, fields)

    __init__.__pydantic_base_init__ = True  # type: ignore[attr-defined]


def _fill(content: Content, role: str, parts: Any, fields: dict[str, Any]) -> None:
    from .coerce import to_parts

    given = parts if parts is not None else fields.pop("parts", None)
    made = to_parts(given) if given is not None else None
    Record.__init__(content, **({"role": role, "parts": made} | fields))
