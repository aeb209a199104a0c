"""Which back end has which field, as google-genai knows it."""

import json
import re
import warnings
from typing import Any

import pytest

from genai_magics.content import GenerateContentConfig, request_body
from genai_magics.content.request import Backend
from genai_magics.errors import InputError
from tests.oracle import canonical, google_requests

SPAN = {"start_time": "2026-01-01T00:00:00Z", "end_time": "2026-01-02T00:00:00Z"}
CONFIGS: list[dict[str, Any]] = [
    {"routing_config": {"manual_mode": {"model_name": "m"}}},
    {"model_selection_config": {"feature_selection_preference": "BALANCED"}},
    {"audio_timestamp": True},
    {"model_armor_config": {"prompt_template_name": "t"}},
    {"generation_output_config": {"output_uri_prefix": "gs://x"}},
    {"safety_settings": [{"category": "HARM_CATEGORY_IMAGE_HATE", "threshold": "OFF"}]},
    {"safety_settings": [{"method": "SEVERITY"}]},
    {"image_config": {"aspect_ratio": "1:1"}},
    {"image_config": {"person_generation": "ALLOW_ALL"}},
    {"image_config": {"prominent_people": "ALLOW_PROMINENT_PEOPLE"}},
    {"image_config": {"output_mime_type": "image/png"}},
    {"image_config": {"output_compression_quality": 3}},
    {"image_config": {"image_output_options": {"mime_type": "image/png"}}},
    {"tool_config": {"function_calling_config": {"mode": "AUTO"}}},
    {"tool_config": {"function_calling_config": {"stream_function_call_arguments": True}}},
    {"tool_config": {"include_server_side_tool_invocations": True}},
    {"enable_enhanced_civic_answers": True},
    {"store": True},
    {"labels": {"a": "b"}},
    {"service_tier": "flex"},
    {"continuation_token": b"1"},
    {"audio_transcription_config": {"diarization": True, "mode": "SMART", "language_auto": {}}},
    {"speech_config": {"voice_config": {"voice": "x"}}},
    {"speech_config": {"voice_config": {"replicated_voice_config": {"mime_type": "x", "voice_sample_audio": b"1"}}}},
    {"tools": [{"enterprise_web_search": {"exclude_domains": ["x.org"]}}]},
    {"tools": [{"parallel_ai_search": {"api_key": "K"}}]},
    {"tools": [{"exa_ai_search": {"custom_configs": {"a_b": 1}}}]},
    {"tools": [{"retrieval": {"vertex_ai_search": {"datastore": "d"}}}]},
    {"tools": [{"retrieval": {"vertex_rag_store": {"rag_corpora": ["c"], "rag_retrieval_config": {"top_k": 3}}}}]},
    {"tools": [{"google_search": {"exclude_domains": ["x.org"]}}]},
    {"tools": [{"google_search": {"blocking_confidence": "BLOCK_LOW_AND_ABOVE"}}]},
    {"tools": [{"google_search": {"search_types": {"web_search": {}}}}]},
    {"tools": [{"google_search": {"time_range_filter": SPAN}}]},
    {"tools": [{"google_maps": {"grounding_types": {"places": {}}}}]},
    {"tools": [{"google_maps": {"auth_config": {"api_key": "K"}}}]},
    {
        "tools": [
            {"computer_use": {"environment": "ENVIRONMENT_BROWSER", "disabled_safety_policies": ["DATA_MODIFICATION"]}}
        ]
    },
    {"tools": [{"computer_use": {"enable_prompt_injection_detection": True}}]},
    {"tools": [{"file_search": {"top_k": 1}}]},
    {"tools": [{"mcp_servers": [{"name": "a"}]}]},
    {"tools": [{"function_declarations": [{"name": "f", "behavior": "BLOCKING", "response": {"type": "STRING"}}]}]},
]
PARTS: list[dict[str, Any]] = [
    {"tool_call": {"id": "1", "tool_type": "GOOGLE_MAPS", "args": {"a_b": 1}}},
    {"tool_response": {"id": "1", "response": {"a_b": 1}}},
    {"text": "x", "part_metadata": {"a_b": 1}},
    {"text": "x", "media_resolution": {"level": "MEDIA_RESOLUTION_LOW"}},
    {"inline_data": {"data": b"1", "mime_type": "x", "display_name": "d"}},
    {"function_response": {"name": "f", "response": {}, "parts": [{"inline_data": {"data": b"1", "mime_type": "x"}}]}},
]


def they_send(contents: Any, config: Any, backend: Backend) -> Any:
    """The body google-genai sends, or False where it refuses because the back end lacks something."""

    def ask(client: Any) -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            client.models.generate_content(model="m", contents=contents, config=config)

    try:
        return canonical(json.loads(google_requests(ask, backend=backend)[0].content))
    except ValueError as error:
        return re.search("(only|not) supported in", str(error)) is None


def we_send(contents: Any, config: Any, backend: Backend) -> Any:
    """The body we send, or False where we refuse because the back end lacks something."""
    try:
        return canonical(request_body(contents, GenerateContentConfig.of(config), backend=backend))
    except InputError as error:
        return "does not have it" not in str(error)


@pytest.mark.parametrize("backend", ["gemini", "vertex"])
@pytest.mark.parametrize("config", CONFIGS, ids=str)
def test_each_back_end_takes_what_google_knows_it_takes(config: dict[str, Any], backend: Backend) -> None:
    """A setting is written the same way, or refused for the same back end, before anything is sent."""
    assert we_send("hi", config, backend) == they_send("hi", config, backend)


@pytest.mark.parametrize("backend", ["gemini", "vertex"])
@pytest.mark.parametrize("part", PARTS, ids=str)
def test_each_back_end_takes_the_parts_google_knows_it_takes(part: dict[str, Any], backend: Backend) -> None:
    """The same holds for parts."""
    assert we_send([part], {}, backend) == they_send([part], {}, backend)
