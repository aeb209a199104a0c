"""The body of a request, and the settings that make it."""

import threading
from typing import Any

import pytest

from genai_magics.content import (
    GenerateContentConfig,
    HttpOptions,
    Tool,
    merge,
    merge_extra,
    request_body,
    tool_records,
)
from genai_magics.content.request import Backend
from genai_magics.errors import InputError


@pytest.mark.parametrize(
    ("config", "lacking"),
    [
        ({"routing_config": {"manual_mode": {"model_name": "m"}}}, "gemini"),
        ({"model_selection_config": {"feature_selection_preference": "BALANCED"}}, "gemini"),
        ({"audio_timestamp": True}, "gemini"),
        ({"model_armor_config": {"prompt_template_name": "t"}}, "gemini"),
        ({"generation_output_config": {"output_uri_prefix": "gs://x"}}, "gemini"),
        ({"safety_settings": [{"method": "SEVERITY"}]}, "gemini"),
        ({"image_config": {"person_generation": "ALLOW_ALL"}}, "gemini"),
        ({"tool_config": {"function_calling_config": {"stream_function_call_arguments": True}}}, "gemini"),
        ({"tools": [{"enterprise_web_search": {}}]}, "gemini"),
        ({"tools": [{"retrieval": {"vertex_ai_search": {"datastore": "d"}}}]}, "gemini"),
        ({"tools": [{"google_search": {"exclude_domains": ["x.org"]}}]}, "gemini"),
        ({"tools": [{"google_maps": {"grounding_types": {"places": {}}}}]}, "gemini"),
        ({"enable_enhanced_civic_answers": True}, "vertex"),
        ({"store": True}, "vertex"),
        ({"tools": [{"file_search": {"top_k": 1}}]}, "vertex"),
        ({"tools": [{"mcp_servers": [{"name": "a"}]}]}, "vertex"),
        ({"tool_config": {"include_server_side_tool_invocations": True}}, "vertex"),
    ],
    ids=str,
)
def test_what_a_back_end_lacks_is_refused_before_sending(config: dict[str, Any], lacking: Backend) -> None:
    """A field one back end does not have is refused for it by its path, and written for the other."""
    built = GenerateContentConfig.of(config)
    other: Backend = "vertex" if lacking == "gemini" else "gemini"
    with pytest.raises(InputError, match=r"is set, but .* does not have it\. Leave it out\."):
        request_body("hi", built, backend=lacking)
    assert len(request_body("hi", built, backend=other)) == 2


def test_parts_only_the_gemini_api_has() -> None:
    """A tool call of the service cannot be sent to Vertex AI."""
    part = {"tool_call": {"id": "1", "tool_type": "GOOGLE_MAPS"}}
    assert request_body(part, None)["contents"][0]["parts"][0]["toolCall"]["toolType"] == "GOOGLE_MAPS"
    with pytest.raises(InputError, match=r"contents\.parts\.tool_call is set, but Vertex AI"):
        request_body(part, None, backend="vertex")


def test_vertex_fields_have_their_own_places() -> None:
    """Names that differ on the wire are written as Vertex AI reads them."""
    config = GenerateContentConfig.of(
        {
            "model_selection_config": {"feature_selection_preference": "BALANCED"},
            "generation_output_config": {"output_uri_prefix": "gs://x"},
            "image_config": {"output_mime_type": "image/png", "output_compression_quality": 80, "aspect_ratio": "1:1"},
        }
    )
    body = request_body("hi", config, backend="vertex")
    assert body["outputConfig"] == {"outputUriPrefix": "gs://x"}
    assert body["generationConfig"] == {
        "modelConfig": {"featureSelectionPreference": "BALANCED"},
        "imageConfig": {
            "aspectRatio": "1:1",
            "imageOutputOptions": {"mimeType": "image/png", "compressionQuality": 80},
        },
    }


def test_what_is_for_the_client_is_not_sent() -> None:
    """Options of the client leave no trace in the body."""
    config = GenerateContentConfig.of(
        {
            "http_options": {"timeout": 5},
            "should_return_http_response": True,
            "automatic_function_calling": {"disable": True},
            "automatic_continuation": False,
        }
    )
    assert list(request_body("hi", config)) == ["contents"]


def test_making_a_body_changes_no_config() -> None:
    """The same config makes the same body again, and is what it was."""
    config = GenerateContentConfig.of({"tools": [{"google_search": {}}], "speech_config": "Kore", "temperature": 1})
    before = repr(config)
    assert request_body("hi", config) == request_body("hi", config)
    assert repr(config) == before


def greet(name: str) -> str:
    """Greet."""
    raise NotImplementedError(name)


def test_tools_of_every_kind_make_one_list() -> None:
    """Functions, declarations and dicts become one Tool at the end; others keep their order; inputs stay."""
    given = Tool.of({"code_execution": {}, "function_declarations": [{"name": "a"}]})
    tools = tool_records([greet, given, {"google_search": {}}])
    assert [sorted(tool.wire()) for tool in tools] == [["codeExecution"], ["googleSearch"], ["functionDeclarations"]]
    assert [function.name for function in tools[-1].function_declarations or ()] == ["greet", "a"]
    assert given.function_declarations


@pytest.mark.parametrize(
    ("tools", "said"),
    [
        pytest.param([greet, greet], "Two tools are functions named 'greet'", id="twice"),
        pytest.param([5], "int is no tool", id="number"),
        pytest.param([threading.Lock()], "lock is no tool", id="object"),
    ],
)
def test_what_is_no_tool_is_refused(tools: list[Any], said: str) -> None:
    """The message names what was passed."""
    with pytest.raises(InputError, match=said):
        request_body("hi", GenerateContentConfig(tools=tools))


def test_merging_keeps_what_is_not_said_again() -> None:
    """A message's config replaces fields one by one; neither config changes."""
    base = GenerateContentConfig(
        temperature=0.1, system_instruction="s", http_options=HttpOptions(headers={"A": "1"}, timeout=5)
    )
    over = GenerateContentConfig(temperature=0.9, top_p=0.0, http_options=HttpOptions(headers={"a": "2", "B": "3"}))
    before = repr(base), repr(over)
    merged = merge(base, over)
    assert (merged.temperature, merged.top_p, merged.system_instruction) == (0.9, 0.0, "s")
    assert merged.http_options == HttpOptions(headers={"a": "2", "B": "3"}, timeout=5)
    assert (repr(base), repr(over)) == before


def test_merging_with_nothing() -> None:
    """None stands for a config that sets nothing."""
    config = GenerateContentConfig(temperature=0.5)
    assert merge(None, None) == GenerateContentConfig()
    assert merge(config, None).temperature == merge(None, config).temperature == 0.5
    assert merge(config, None) is not config


def test_extra_keys_find_their_spelling() -> None:
    """Extra keys are merged last, dict into dict, in the spelling the body has; nothing given is changed."""
    body: dict[str, Any] = {"generationConfig": {"topP": 1, "stopSequences": ["a"]}, "labels": {"a": "b"}}
    extra = {"generation_config": {"top_p": 2, "stop_sequences": ["b"], "new": {}}, "labels": 5}
    assert merge_extra(body, extra) == {
        "generationConfig": {"topP": 2, "stopSequences": ["b"], "new": {}},
        "labels": 5,
    }
    assert body["generationConfig"]["topP"] == 1
