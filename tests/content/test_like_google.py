"""What we send against what google-genai sends, in canonical form."""

import enum
import io
import json
import warnings
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal

import pydantic
import pytest

from genai_magics.content import GenerateContentConfig, Part, UserContent, request_body
from tests.oracle import canonical, google_requests


class Town(pydantic.BaseModel):
    name: str
    people: int | None = None


class Country(pydantic.BaseModel):
    """A country."""

    capital: Town
    towns: list[Town]
    area: float = pydantic.Field(default=3, ge=0, description="in km2")


@dataclass
class Point:
    x: int


class Color(enum.Enum):
    RED = "red"
    BLUE = "blue"


class Number(enum.Enum):
    ONE = 1
    TWO = 2


def weather(city: str, days: int = 3, tags: list[str] | None = None) -> dict[str, int]:
    """Weather of a city."""
    raise NotImplementedError(city, days, tags)


def paint(town: Town, color: Color, how: Literal["thin", "thick"], ratio: float = 0.5) -> None:
    """Paint a town."""
    raise NotImplementedError(town, color, how, ratio)


def they_send(contents: Any, config: Any) -> Any:
    def ask(client: Any) -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            client.models.generate_content(model="m", contents=contents, config=config)

    return canonical(json.loads(google_requests(ask)[0].content))


def we_send(contents: Any, config: Any) -> Any:
    return canonical(request_body(contents, GenerateContentConfig.of(config) if config is not None else None))


def picture(form: str) -> Any:
    from PIL import Image

    buffer = io.BytesIO()
    Image.new("RGB", (2, 2), "red").save(buffer, form)
    return Image.open(io.BytesIO(buffer.getvalue()))


CONTENTS = {
    "text": "hi",
    "texts": ["a", "b"],
    "empty text": "",
    "dict part": {"text": "a"},
    "list of dict parts": [{"text": "a"}, "b"],
    "content dict": {"role": "user", "parts": [{"text": "a"}]},
    "content dict without role": {"parts": [{"text": "a"}]},
    "content then text": [{"role": "user", "parts": [{"text": "a"}]}, "b"],
    "conversation": [
        {"role": "user", "parts": [{"text": "a"}]},
        {"role": "model", "parts": [{"text": "b"}]},
        {"role": "user", "parts": [{"text": "c"}]},
    ],
    "inner list": [["a", "b"], "c"],
    "call splits": ["u", {"function_call": {"name": "f", "args": {"a_b": 1, "c": None}}}, "v"],
    "call": {"function_call": {"name": "f", "args": {}}},
    "function response": {"function_response": {"name": "f", "response": {"result": "sunny", "none": None}}},
    "inline bytes": {"inline_data": {"mime_type": "image/png", "data": b"\xfb\xff\x00"}},
    "inline base64": {"inlineData": {"mimeType": "image/png", "data": "-_8A"}},
    "file data": {"file_data": {"file_uri": "https://x/files/1", "mime_type": "text/plain"}},
    "signature": {"text": "a", "thought": True, "thought_signature": b"\x00\xff"},
    "video": {
        "file_data": {"file_uri": "u", "mime_type": "video/mp4"},
        "video_metadata": {"start_offset": "1s", "end_offset": "2s", "fps": 2.0},
    },
    "code": [{"executable_code": {"language": "PYTHON", "code": "1"}}],
    "code result": [{"code_execution_result": {"outcome": "OUTCOME_OK", "output": "1"}}],
}

CONFIGS: dict[str, Any] = {
    "none": None,
    "empty": {},
    "sampling": {"temperature": 1, "top_p": 0.5, "top_k": 40, "seed": 7, "candidate_count": 1},
    "limits": {"max_output_tokens": 5, "stop_sequences": ["x"], "presence_penalty": 0.1, "frequency_penalty": -0.1},
    "camel case": {"maxOutputTokens": 5, "topP": 0.1},
    "system text": {"system_instruction": "Be short."},
    "system parts": {"system_instruction": ["a", {"text": "b"}]},
    "system content": {"system_instruction": {"role": "user", "parts": [{"text": "b"}]}},
    "safety": {"safety_settings": [{"category": "HARM_CATEGORY_HARASSMENT", "threshold": "BLOCK_ONLY_HIGH"}]},
    "safety in small letters": {"safety_settings": [{"category": "harm_category_harassment", "threshold": "off"}]},
    "thinking": {"thinking_config": {"include_thoughts": True, "thinking_level": "LOW"}},
    "thinking budget": {"thinking_config": {"thinking_budget": -1}},
    "logprobs": {"response_logprobs": True, "logprobs": 3},
    "modalities": {"response_modalities": ["TEXT", "IMAGE"], "media_resolution": "MEDIA_RESOLUTION_LOW"},
    "voice name": {"speech_config": "Kore"},
    "voice": {
        "speech_config": {"voice_config": {"prebuilt_voice_config": {"voice_name": "Kore"}}, "language_code": "de-DE"}
    },
    "two voices": {
        "speech_config": {
            "multi_speaker_voice_config": {
                "speaker_voice_configs": [
                    {"speaker": "A", "voice_config": {"prebuilt_voice_config": {"voice_name": "Kore"}}}
                ]
            }
        }
    },
    "image": {"image_config": {"aspect_ratio": "16:9", "image_size": "2K"}},
    "labels": {"labels": {"my_team": "a"}},
    "cache": {"cached_content": "123"},
    "cache by full name": {"cached_content": "cachedContents/123"},
    "tier and store": {"service_tier": "flex", "store": False},
    "continuation": {"continuation_token": b"\xfb\xff"},
    "civic": {"enable_enhanced_civic_answers": True},
    "search": {"tools": [{"google_search": {}}]},
    "search in time": {
        "tools": [
            {
                "google_search": {
                    "time_range_filter": {
                        "start_time": datetime(2026, 1, 1, tzinfo=UTC),
                        "end_time": datetime(2026, 1, 2, tzinfo=UTC),
                    }
                }
            }
        ]
    },
    "old search": {
        "tools": [
            {"google_search_retrieval": {"dynamic_retrieval_config": {"mode": "MODE_DYNAMIC", "dynamic_threshold": 1}}}
        ]
    },
    "code and pages": {"tools": [{"code_execution": {}}, {"url_context": {}}]},
    "file search": {"tools": [{"file_search": {"file_search_store_names": ["fileSearchStores/a"], "top_k": 3}}]},
    "maps": {
        "tools": [{"google_maps": {"enable_widget": True}}],
        "tool_config": {"retrieval_config": {"lat_lng": {"latitude": 1, "longitude": 2}, "language_code": "de"}},
    },
    "computer": {"tools": [{"computer_use": {"environment": "ENVIRONMENT_BROWSER"}}]},
    "mcp": {"tools": [{"mcp_servers": [{"name": "a", "streamable_http_transport": {"url": "http://x"}}]}]},
    "declared function": {
        "tools": [
            {
                "function_declarations": [
                    {
                        "name": "z",
                        "description": "d",
                        "parameters": {"type": "OBJECT", "properties": {"snake_name": {"type": "STRING"}}},
                    }
                ]
            }
        ],
        "tool_config": {"function_calling_config": {"mode": "ANY", "allowed_function_names": ["z"]}},
    },
    "json schema function": {
        "tools": [{"function_declarations": [{"name": "z", "parameters_json_schema": {"type": "object"}}]}]
    },
    "python function": {"tools": [weather]},
    "python function of types": {"tools": [paint]},
    "functions come last, together": {
        "tools": [
            {"function_declarations": [{"name": "a"}], "code_execution": {}},
            {"google_search": {}},
            {"function_declarations": [{"name": "b"}]},
        ]
    },
    "json": {"response_mime_type": "application/json", "response_json_schema": {"type": "object", "any_of": []}},
    "class": {"response_schema": Town},
    "nested class": {"response_schema": Country},
    "list of class": {"response_schema": list[Town]},
    "list of text": {"response_schema": list[str]},
    "dataclass": {"response_schema": Point},
    "enum": {"response_schema": Color, "response_mime_type": "text/x.enum"},
    "enum of numbers": {"response_schema": Number},
    "literal": {"response_schema": Literal["a", "b"]},
    "union": {"response_schema": Town | Point},
    "optional": {"response_schema": int | None},
    "builtin": {"response_schema": int},
    "schema dict": {"response_schema": {"type": "OBJECT", "properties": {"a": {"type": "STRING"}}}},
    "schema dict in small letters": {
        "response_schema": {"type": "object", "properties": {"a": {"type": "integer"}, "b": {"type": "string"}}}
    },
    "everything at once": {
        "temperature": 0.2,
        "system_instruction": "x",
        "tools": [{"google_search": {}}],
        "safety_settings": [{"category": "HARM_CATEGORY_HATE_SPEECH", "threshold": "BLOCK_NONE"}],
        "labels": {"a": "b"},
    },
}


@pytest.mark.parametrize("contents", [pytest.param(value, id=name) for name, value in CONTENTS.items()])
def test_contents_are_sent_as_google_sends_them(contents: Any) -> None:
    """Whatever people pass as contents becomes the same turns."""
    assert we_send(contents, None) == they_send(contents, None)


@pytest.mark.parametrize("config", [pytest.param(value, id=name) for name, value in CONFIGS.items()])
def test_configs_are_sent_as_google_sends_them(config: Any) -> None:
    """Whatever people ask for is written in the same places."""
    assert we_send("hi", config) == they_send("hi", config)


@pytest.mark.parametrize("form", ["PNG", "GIF"])
def test_images_are_sent_as_google_sends_them(form: str) -> None:
    """An image becomes the same PNG."""
    assert we_send(["look", picture(form)], None) == they_send(["look", picture(form)], None)


def test_records_of_google_are_understood() -> None:
    """Parts, contents and configs built with google-genai's own types can be passed to us."""
    from google.genai import types

    contents = [
        types.Content(role="user", parts=[types.Part.from_bytes(data=b"\xfb\xff", mime_type="image/png")]),
        types.Part(text="hi"),
    ]
    config = types.GenerateContentConfig(
        temperature=0.5, tools=[types.Tool(google_search=types.GoogleSearch()), weather], system_instruction="s"
    )
    assert we_send(contents, config) == they_send(contents, config)


def test_our_records_are_understood_by_google() -> None:
    """Our records have the names google-genai looks for, so they can be passed to it."""
    ours = [UserContent(["a", Part.from_text(text="b")])]
    assert we_send(ours, None) == we_send([{"role": "user", "parts": [{"text": "a"}, {"text": "b"}]}], None)
