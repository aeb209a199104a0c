"""How a reply is to be made: sampling, safety, tools, speech, images, structure."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BeforeValidator

from .enums import (
    AudioTranscriptionConfigMode,
    FeatureSelectionPreference,
    HarmBlockMethod,
    HarmBlockThreshold,
    HarmCategory,
    MediaResolution,
    Modality,
    ProminentPeople,
    ServiceTier,
    ThinkingLevel,
)
from .http_options import HttpOptions
from .record import Base64, Open, Record
from .tools import ToolConfig, adopt_tools


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


class PrebuiltVoiceConfig(Record):
    """A voice by its name."""

    voice_name: str | None = None


class VoiceConsentSignature(Record):
    """Proof that a voice may be used."""

    signature: str | None = None


class ReplicatedVoiceConfig(Record):
    """A voice made from a sample."""

    mime_type: str | None = None
    voice_sample_audio: Base64 | None = None
    consent_audio: Base64 | None = None
    voice_consent_signature: VoiceConsentSignature | None = None


class VoiceConfig(Record):
    """The voice that speaks."""

    prebuilt_voice_config: PrebuiltVoiceConfig | None = None
    replicated_voice_config: ReplicatedVoiceConfig | None = None
    voice: str | None = None


class SpeakerVoiceConfig(Record):
    """The voice of one speaker."""

    speaker: str | None = None
    voice_config: VoiceConfig | None = None


class MultiSpeakerVoiceConfig(Record):
    """The voices of a conversation."""

    speaker_voice_configs: list[SpeakerVoiceConfig] | None = None


class SpeechConfig(Record):
    """How a spoken reply sounds."""

    voice_config: VoiceConfig | None = None
    multi_speaker_voice_config: MultiSpeakerVoiceConfig | None = None
    language_code: str | None = None


class ImageConfigImageOutputOptions(Record):
    """The file format of images (Vertex AI only); quality from 0 to 100."""

    mime_type: str | None = None
    compression_quality: int | None = None


class ImageConfig(Record):
    """How images are made: ``aspect_ratio`` such as ``"16:9"``, ``image_size`` such as ``"2K"``.

    The other fields are for Vertex AI only.
    """

    aspect_ratio: str | None = None
    image_size: str | None = None
    person_generation: str | None = None
    prominent_people: Open[ProminentPeople] | None = None
    output_mime_type: str | None = None
    output_compression_quality: int | None = None
    image_output_options: ImageConfigImageOutputOptions | None = None


class LanguageAuto(Record):
    """Let the service find the language."""


class LanguageHints(Record):
    """Languages that are likely spoken."""

    language_codes: list[str] | None = None


class AudioTranscriptionConfig(Record):
    """How speech is written down."""

    language_codes: list[str] | None = None
    language_auto: LanguageAuto | None = None
    language_hints: LanguageHints | None = None
    custom_vocabulary: list[str] | None = None
    adaptation_phrases: list[str] | None = None
    word_timestamp: bool | None = None
    diarization: bool | None = None
    mode: Open[AudioTranscriptionConfigMode] | None = None
    source_text: str | None = None


class AutomaticFunctionCallingConfig(Record):
    """Whether Python functions among the tools are called for you, and how often at most (default 10)."""

    disable: bool | None = None
    maximum_remote_calls: int | None = None
    ignore_call_history: bool | None = None


class GenerationConfigRoutingConfigAutoRoutingMode(Record):
    """Let Vertex AI choose a model by preference."""

    model_routing_preference: str | None = None


class GenerationConfigRoutingConfigManualRoutingMode(Record):
    """Send the request to the model named."""

    model_name: str | None = None


class GenerationConfigRoutingConfig(Record):
    """How Vertex AI routes a request."""

    auto_mode: GenerationConfigRoutingConfigAutoRoutingMode | None = None
    manual_mode: GenerationConfigRoutingConfigManualRoutingMode | None = None


class ModelSelectionConfig(Record):
    """What Vertex AI chooses a model for."""

    feature_selection_preference: Open[FeatureSelectionPreference] | None = None


class ModelArmorConfig(Record):
    """Templates that screen prompts and replies (Vertex AI only)."""

    prompt_template_name: str | None = None
    response_template_name: str | None = None


class GenerationOutputConfig(Record):
    """Where Vertex AI stores what it made."""

    output_uri_prefix: str | None = None


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
    routing_config: GenerationConfigRoutingConfig | None = None
    model_selection_config: ModelSelectionConfig | None = None
    safety_settings: list[SafetySetting] | None = None
    tools: Annotated[list[Any], BeforeValidator(adopt_tools)] | None = None
    tool_config: ToolConfig | None = None
    labels: dict[str, str] | None = None
    cached_content: str | None = None
    response_modalities: list[Open[Modality]] | None = None
    media_resolution: Open[MediaResolution] | None = None
    speech_config: SpeechConfig | str | None = None
    audio_timestamp: bool | None = None
    automatic_function_calling: AutomaticFunctionCallingConfig | None = None
    thinking_config: ThinkingConfig | None = None
    image_config: ImageConfig | None = None
    enable_enhanced_civic_answers: bool | None = None
    model_armor_config: ModelArmorConfig | None = None
    service_tier: Open[ServiceTier] | None = None
    audio_transcription_config: AudioTranscriptionConfig | None = None
    continuation_token: Base64 | None = None
    automatic_continuation: bool | None = None
    generation_output_config: GenerationOutputConfig | None = None
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
