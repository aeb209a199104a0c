"""The JSON body of a generateContent request, from contents and a config, for the back end that will read it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Literal, TypeAlias

from ..errors import InputError
from .coerce import ContentLike, to_content, to_contents
from .config import GenerateContentConfig
from .record import Record

Backend: TypeAlias = Literal["gemini", "vertex"]

_CLIENT_SIDE = frozenset(
    {"http_options", "should_return_http_response", "automatic_function_calling", "automatic_continuation"}
)
_TOP = frozenset(
    {
        "safety_settings",
        "tool_config",
        "labels",
        "service_tier",
        "continuation_token",
        "store",
        "model_armor_config",
        "generation_output_config",
    }
)
_OWN_WAY = frozenset({"system_instruction", "tools", "cached_content", "response_schema", "response_json_schema"})
_NOT_PLAIN = _CLIENT_SIDE | _TOP | _OWN_WAY

_NAMES: dict[Backend, str] = {"gemini": "the Gemini API", "vertex": "Vertex AI"}
_CONFIG_LACKS: dict[Backend, tuple[str, ...]] = {
    "gemini": (
        "routing_config",
        "model_selection_config",
        "audio_timestamp",
        "model_armor_config",
        "generation_output_config",
        "safety_settings.method",
        "image_config.person_generation",
        "image_config.prominent_people",
        "image_config.output_mime_type",
        "image_config.output_compression_quality",
        "image_config.image_output_options",
        "tool_config.function_calling_config.stream_function_call_arguments",
    ),
    "vertex": (
        "enable_enhanced_civic_answers",
        "store",
        "tool_config.include_server_side_tool_invocations",
    ),
}
_TOOL_LACKS: dict[Backend, tuple[str, ...]] = {
    "gemini": (
        "retrieval",
        "enterprise_web_search",
        "parallel_ai_search",
        "exa_ai_search",
        "google_search.exclude_domains",
        "google_search.blocking_confidence",
        "google_maps.grounding_types",
    ),
    "vertex": ("file_search", "mcp_servers"),
}
_CONTENT_LACKS: dict[Backend, tuple[str, ...]] = {
    "gemini": (),
    "vertex": ("parts.tool_call", "parts.tool_response", "parts.part_metadata"),
}


def request_body(
    contents: ContentLike, config: GenerateContentConfig | None, *, backend: Backend = "gemini"
) -> dict[str, Any]:
    """The JSON object that asks for a reply to *contents* as *config* says.

    Raises `InputError`, before anything is sent, for what cannot be sent and for a field that *backend* does not have.
    """
    turns = to_contents(contents)
    for turn in turns:
        _refuse(turn, _CONTENT_LACKS, "contents", backend)
    body: dict[str, Any] = {"contents": [turn.wire() for turn in turns]}
    if config is None:
        return body
    _refuse(config, _CONFIG_LACKS, "config", backend)
    body |= _top_level(config, backend)
    generation = generation_config(config)
    return body | ({"generationConfig": generation} if generation else {})


def generation_config(config: GenerateContentConfig) -> dict[str, Any]:
    """The ``generationConfig`` of a request: sampling, structure, speech, images, thinking."""
    plain = config.model_copy(update=dict.fromkeys(_NOT_PLAIN) | {"speech_config": _speech(config.speech_config)})
    fields = plain.wire()
    if "modelSelectionConfig" in fields:
        fields["modelConfig"] = fields.pop("modelSelectionConfig")
    if "imageConfig" in fields:
        fields["imageConfig"] = _image(fields["imageConfig"])
    return fields | _structure(config)


def _structure(config: GenerateContentConfig) -> dict[str, Any]:
    if config.response_schema is None and config.response_json_schema is None:
        return {}
    from .schema import json_schema, schema_fields

    fields = schema_fields(config.response_schema) if config.response_schema is not None else {}
    if config.response_json_schema is not None:
        fields["responseJsonSchema"] = json_schema(config.response_json_schema)
    return fields


def merge_extra(body: dict[str, Any], extra: Mapping[str, Any]) -> dict[str, Any]:
    """*body* with *extra* merged in: dicts are merged, everything else replaces; neither input changes.

    A key of *extra* is written as *body* spells it, when *body* has it in the other spelling.
    """
    merged = dict(body)
    for given, value in extra.items():
        name = given if given in merged else next((key for key in merged if _bare(key) == _bare(given)), given)
        both = isinstance(value, Mapping) and isinstance(merged.get(name), Mapping)
        merged[name] = merge_extra(merged[name], value) if both else value
    return merged


def _bare(name: str) -> str:
    return name.replace("_", "").lower()


def _top_level(config: GenerateContentConfig, backend: Backend) -> dict[str, Any]:
    fields = config.model_copy(update={name: None for name in config.__dict__ if name not in _TOP}).wire()
    if "generationOutputConfig" in fields:
        fields["outputConfig"] = fields.pop("generationOutputConfig")
    if config.system_instruction is not None:
        fields["systemInstruction"] = to_content(config.system_instruction).wire()
    if config.tools:
        fields["tools"] = _tools(config.tools, backend)
    if config.cached_content is not None:
        fields["cachedContent"] = _cache_name(config.cached_content, backend)
    return fields


def _tools(given: list[Any], backend: Backend) -> list[dict[str, Any]]:
    from .tool_list import tool_records

    tools = tool_records(given)
    for tool in tools:
        _refuse(tool, _TOOL_LACKS, "tools", backend)
    return [tool.wire() for tool in tools]


def _speech(given: Any) -> Any:
    if isinstance(given, str):
        return {"voiceConfig": {"prebuiltVoiceConfig": {"voiceName": given}}}
    return given


def _image(fields: dict[str, Any]) -> dict[str, Any]:
    """An image config with its two loose output options where Vertex AI reads them."""
    loose = {
        "mimeType": fields.pop("outputMimeType", None),
        "compressionQuality": fields.pop("outputCompressionQuality", None),
    }
    options = {name: value for name, value in loose.items() if value is not None} | fields.get("imageOutputOptions", {})
    return fields | ({"imageOutputOptions": options} if options else {})


def _cache_name(name: str, backend: Backend) -> str:
    return f"cachedContents/{name}" if backend == "gemini" and "/" not in name else name


def _refuse(record: Record, lacks: Mapping[Backend, tuple[str, ...]], place: str, backend: Backend) -> None:
    for path in lacks[backend]:
        if any(value is not None for value in _at(record, path)):
            raise InputError(f"{place}.{path} is set, but {_NAMES[backend]} does not have it. Leave it out.")


def _at(value: Any, path: str) -> Iterator[Any]:
    """Every value at a dotted *path* below *value*; a list stands for each of its items."""
    if isinstance(value, list):
        for item in value:
            yield from _at(item, path)
    elif not path:
        yield value
    elif isinstance(value, Record):
        name, _, rest = path.partition(".")
        yield from _at(getattr(value, name), rest)
