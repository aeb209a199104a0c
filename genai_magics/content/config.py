"""How a reply is to be made: sampling, safety, tools, speech, images, structure."""

from typing import TYPE_CHECKING, Annotated, Any

from pydantic import BeforeValidator

from .enums import (
    HarmBlockMethod,
    HarmBlockThreshold,
    HarmCategory,
    MediaResolution,
    Modality,
    ServiceTier,
    ThinkingLevel,
)
from .http_options import HttpOptions
from .record import Base64, Open, Record, later

if TYPE_CHECKING:
    from .images import ImageConfig as _ImageConfig
    from .speech import AudioTranscriptionConfig as _AudioTranscriptionConfig
    from .speech import SpeechConfig as _SpeechConfig
    from .tools import ToolConfig as _ToolConfig
    from .vertex_config import GenerationConfigRoutingConfig as _GenerationConfigRoutingConfig
    from .vertex_config import GenerationOutputConfig as _GenerationOutputConfig
    from .vertex_config import ModelArmorConfig as _ModelArmorConfig
    from .vertex_config import ModelSelectionConfig as _ModelSelectionConfig
else:
    _ImageConfig = later("images", "ImageConfig")
    _AudioTranscriptionConfig = later("speech", "AudioTranscriptionConfig")
    _SpeechConfig = later("speech", "SpeechConfig")
    _ToolConfig = later("tools", "ToolConfig")
    _GenerationConfigRoutingConfig = later("vertex_config", "GenerationConfigRoutingConfig")
    _GenerationOutputConfig = later("vertex_config", "GenerationOutputConfig")
    _ModelArmorConfig = later("vertex_config", "ModelArmorConfig")
    _ModelSelectionConfig = later("vertex_config", "ModelSelectionConfig")


def adopt_tools(given: Any) -> Any:
    """Dicts in a list of tools as `Tool` records; functions and sessions stay what they are."""
    from .tools import Tool

    if isinstance(given, list | tuple):
        return [Tool.of(item) if isinstance(item, dict) else item for item in given]
    return given


class SafetySetting(Record):
    """How much of one kind of harm to let through. ``method`` is for Vertex AI only."""

    category: Open[HarmCategory] | None = None
    threshold: Open[HarmBlockThreshold] | None = None
    method: Open[HarmBlockMethod] | None = None


class ThinkingConfig(Record):
    """How much the model thinks first, and whether its thoughts are told.

    ``thinking_budget`` counts tokens: 0 is off, -1 lets the model decide. Newer models take ``thinking_level``.
    """

    include_thoughts: bool | None = None
    thinking_budget: int | None = None
    thinking_level: Open[ThinkingLevel] | None = None


class AutomaticFunctionCallingConfig(Record):
    """Whether Python functions among the tools are called for you, and how often at most (default 10)."""

    disable: bool | None = None
    maximum_remote_calls: int | None = None
    ignore_call_history: bool | None = None


class GenerateContentConfig(Record):
    """Everything that may be asked of one reply; what is None is left to the model.

    ``system_instruction`` takes what a message takes. ``response_schema`` takes a pydantic class, a dataclass, a
    TypedDict, an Enum, ``list[...]``, ``Literal[...]``, a built-in type, a dict or a `Schema`. ``tools`` takes `Tool`
    records, dicts and Python functions. ``speech_config`` may be the name of a voice.
    """

    http_options: HttpOptions | None = None
    should_return_http_response: bool | None = None
    system_instruction: Any = None
    temperature: float | None = None
    top_p: float | None = None
    top_k: float | None = None
    candidate_count: int | None = None
    max_output_tokens: int | None = None
    stop_sequences: list[str] | None = None
    response_logprobs: bool | None = None
    logprobs: int | None = None
    presence_penalty: float | None = None
    frequency_penalty: float | None = None
    seed: int | None = None
    response_mime_type: str | None = None
    response_schema: Any = None
    response_json_schema: Any = None
    routing_config: _GenerationConfigRoutingConfig | None = None
    model_selection_config: _ModelSelectionConfig | None = None
    safety_settings: list[SafetySetting] | None = None
    tools: Annotated[list[Any], BeforeValidator(adopt_tools)] | None = None
    tool_config: _ToolConfig | None = None
    labels: dict[str, str] | None = None
    cached_content: str | None = None
    response_modalities: list[Open[Modality]] | None = None
    media_resolution: Open[MediaResolution] | None = None
    speech_config: str | _SpeechConfig | None = None
    audio_timestamp: bool | None = None
    automatic_function_calling: AutomaticFunctionCallingConfig | None = None
    thinking_config: ThinkingConfig | None = None
    image_config: _ImageConfig | None = None
    enable_enhanced_civic_answers: bool | None = None
    model_armor_config: _ModelArmorConfig | None = None
    service_tier: Open[ServiceTier] | None = None
    audio_transcription_config: _AudioTranscriptionConfig | None = None
    continuation_token: Base64 | None = None
    automatic_continuation: bool | None = None
    generation_output_config: _GenerationOutputConfig | None = None
    store: bool | None = None


def merge(base: GenerateContentConfig | None, over: GenerateContentConfig | None) -> GenerateContentConfig:
    """A new config with every field of *base*, replaced by the fields *over* sets; neither input changes.

    A field *over* leaves out or sets to None keeps the value of *base*. Fields are replaced whole, except the HTTP
    options, which are merged by the same rule, headers name by name.
    """
    fields = _set_fields(base) | _set_fields(over)
    if base and over and base.http_options and over.http_options:
        fields["http_options"] = _merge_http(base.http_options, over.http_options)
    return GenerateContentConfig.model_construct(_fields_set=set(fields), **fields)


def _merge_http(base: HttpOptions, over: HttpOptions) -> HttpOptions:
    fields = _set_fields(base) | _set_fields(over)
    if base.headers and over.headers:
        replaced = {name.lower() for name in over.headers}
        kept = {name: value for name, value in base.headers.items() if name.lower() not in replaced}
        fields["headers"] = kept | over.headers
    return HttpOptions.model_construct(_fields_set=set(fields), **fields)


def _set_fields(record: Record | None) -> dict[str, Any]:
    return {name: value for name, value in record if value is not None} if record is not None else {}
