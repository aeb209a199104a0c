"""Reading what servers send, refusing what people misspell, writing what servers read."""

import copy
import inspect
import json
import pickle
from datetime import datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from genai_magics.content import (
    Blob,
    Candidate,
    Content,
    FinishReason,
    GenerateContentConfig,
    GenerateContentResponse,
    HarmCategory,
    HttpOptions,
    Interval,
    Part,
    Record,
    Schema,
    Tool,
    UserContent,
)
from genai_magics.errors import InputError, InvalidReply

plain_text = st.text(st.characters(codec="utf-8"), max_size=20)
json_values = st.recursive(
    st.booleans() | st.integers(-(2**53), 2**53) | st.floats(allow_nan=False, allow_infinity=False) | plain_text,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(plain_text, inner, max_size=3),
    max_leaves=8,
)
unknown_names = st.from_regex(r"zz[a-zA-Z]{1,6}", fullmatch=True)
unknown = st.dictionaries(unknown_names, json_values, max_size=2)


def with_unknown(known: dict[str, st.SearchStrategy[Any]]) -> st.SearchStrategy[Any]:
    """Objects with some of the known fields and some nobody has heard of."""
    return st.builds(lambda fields, extra: fields | extra, st.fixed_dictionaries({}, optional=known), unknown)


words = st.sampled_from(["STOP", "SAFETY", "stop", "BRAND_NEW"])
ratings = with_unknown({"category": st.sampled_from(["HARM_CATEGORY_HARASSMENT", "NEW"]), "blocked": st.booleans()})
parts = with_unknown(
    {
        "text": plain_text,
        "thought": st.booleans(),
        "thoughtSignature": st.sampled_from(["", "AAA=", "+/8="]),
        "functionCall": with_unknown(
            {"name": plain_text, "args": st.dictionaries(plain_text, json_values, max_size=2)}
        ),
        "videoMetadata": with_unknown({"fps": st.floats(0, 60)}),
        "executableCode": with_unknown({"language": st.sampled_from(["PYTHON", "RUST"]), "code": plain_text}),
    }
)
contents = with_unknown({"role": plain_text, "parts": st.lists(parts, max_size=3)})
grounding = with_unknown(
    {"groundingChunks": st.lists(with_unknown({"web": with_unknown({"uri": plain_text})}), max_size=2)}
)
replies = with_unknown(
    {
        "candidates": st.lists(
            with_unknown(
                {
                    "content": contents,
                    "finishReason": words,
                    "index": st.integers(0, 3),
                    "safetyRatings": st.lists(ratings, max_size=2),
                    "groundingMetadata": grounding,
                    "finishMessage": plain_text,
                }
            ),
            max_size=2,
        ),
        "usageMetadata": with_unknown({"promptTokenCount": st.integers(0, 10**6)}),
        "modelVersion": plain_text,
        "promptFeedback": with_unknown({"blockReason": words}),
    }
)


@settings(max_examples=60)
@given(replies)
def test_what_is_read_is_written_again(reply: dict[str, Any]) -> None:
    """Known or not, every field and every word a server sent comes back out with the same meaning."""
    text = json.dumps(reply).encode()
    assert GenerateContentResponse.read(text).wire() == json.loads(text)
    assert GenerateContentResponse.read(reply).wire() == json.loads(text)
    assert json.loads(GenerateContentResponse.read(text).wire_json()) == json.loads(text)


@settings(max_examples=60)
@given(contents)
def test_a_record_of_a_server_may_be_passed_back(content: dict[str, Any]) -> None:
    """A person may build on a record that came from a server, whatever it holds."""
    received = Content.read(json.dumps(content).encode())
    again = Candidate(content=received)
    assert again.content is received
    assert again.wire()["content"] == content


def read_or_refused(data: bytes | str) -> str:
    """What the refusal of *data* says, or nothing when it was read."""
    try:
        GenerateContentResponse.read(data)
    except InvalidReply as error:
        return str(error)
    return ""


@given(st.binary(max_size=200))
def test_any_bytes_are_a_reply_or_an_invalid_reply(data: bytes) -> None:
    """Whatever comes over the line, reading it raises nothing but InvalidReply, which says what to try."""
    refusal = read_or_refused(data)
    assert not refusal or refusal.endswith("Check that the address serves this API.")


@given(json_values)
def test_any_json_is_a_reply_or_an_invalid_reply(value: Any) -> None:
    """A reply of another shape is refused as such."""
    for reply in (value, {"candidates": value}, {"candidates": [{"content": value}]}):
        refusal = read_or_refused(json.dumps(reply))
        assert not refusal or refusal.startswith("The reply")


MISSPELLED: dict[str, tuple[type[Record], dict[str, Any], str]] = {
    "field": (Part, {"txt": "x"}, "Part has no field 'txt'. Did you mean text?"),
    "config": (GenerateContentConfig, {"temprature": 1}, "temperature"),
    "camel case": (GenerateContentConfig, {"maxOutputToken": 1}, "max_output_tokens"),
    "in a dict": (GenerateContentConfig, {"thinking_config": {"thinkingBudgt": 1}}, "thinking_budget"),
    "in a list": (GenerateContentConfig, {"safety_settings": [{"catgory": "x"}]}, "safety_settings[0]"),
    "in a tool": (GenerateContentConfig, {"tools": [{"google_serch": {}}]}, "google_search"),
    "deep in a tool": (Tool, {"google_search": {"time_range_filter": {"start": "x"}}}, "start_time"),
    "in a map": (Schema, {"properties": {"a": {"descripton": "x"}}}, "properties['a']"),
    "retries": (GenerateContentConfig, {"http_options": {"retry_options": {"atempts": 3}}}, "attempts"),
    "part in a dict": (Content, {"parts": [{"inline_data": {"mimetype": "x"}}]}, "mime_type"),
    "voice": (GenerateContentConfig, {"speech_config": {"voice_confg": {}}}, "voice_config"),
    "nothing near": (Blob, {"xyz": 1}, "It has: data, mime_type, display_name."),
}


@pytest.mark.parametrize(("kind", "words", "said"), [pytest.param(*case, id=name) for name, case in MISSPELLED.items()])
def test_a_misspelled_word_is_refused_with_the_nearest(kind: type[Record], words: dict[str, Any], said: str) -> None:
    """A keyword nobody knows is refused, at every depth, and the message names what was probably meant."""
    with pytest.raises(InputError) as by_keyword:
        kind(**words)
    with pytest.raises(InputError) as from_mapping:
        kind.of(words)
    assert said in str(by_keyword.value)
    assert str(from_mapping.value) == str(by_keyword.value)


def test_a_misspelled_attribute_is_refused() -> None:
    """Setting a field that does not exist is refused like a keyword."""
    config = GenerateContentConfig()
    with pytest.raises(InputError, match="Did you mean temperature"):
        config.temprature = 1


def test_setting_a_field_checks_it() -> None:
    """A field that is set is converted as if it had been given when the record was built."""
    config = GenerateContentConfig()
    config.thinking_config = {"thinking_level": "low"}  # type: ignore[assignment]
    assert config.wire() == {"thinkingConfig": {"thinkingLevel": "LOW"}}
    with pytest.raises(InputError, match="temperature cannot take that value"):
        config.temperature = "hot"  # type: ignore[assignment]


def test_a_value_of_the_wrong_kind_is_refused() -> None:
    """The message names the field, what is wrong and what was seen."""
    with pytest.raises(InputError, match=r"GenerateContentConfig\.top_k cannot take that value: .* not 'x'"):
        GenerateContentConfig.of({"top_k": "x"})
    with pytest.raises(InputError, match="Part cannot be made from int"):
        Part.of(5)


@pytest.mark.parametrize("name", ["max_output_tokens", "maxOutputTokens"])
def test_both_spellings_are_accepted(name: str) -> None:
    """Fields may be written as in Python or as on the wire."""
    assert GenerateContentConfig.of({name: 3}).max_output_tokens == 3


def test_words_of_people_are_matched_in_any_case() -> None:
    """A word a person typed becomes the member; a word nobody knows stays a string, without a warning."""
    config = GenerateContentConfig.of(
        {
            "safety_settings": [{"category": "harm_category_harassment", "threshold": "brand new"}],
            "response_modalities": ["text", "SMELL"],
        }
    )
    setting = config.safety_settings[0] if config.safety_settings else None
    assert setting is not None
    assert setting.category is HarmCategory.HARM_CATEGORY_HARASSMENT
    assert setting.threshold == "brand new"
    assert config.wire()["responseModalities"] == ["TEXT", "SMELL"]


def test_words_of_servers_are_kept_to_the_letter() -> None:
    """A known word is the member; anything else is kept as it came, in its own case."""
    known, unknown_word = (Candidate.read({"finishReason": word}).finish_reason for word in ("STOP", "stop"))
    assert known is FinishReason.STOP
    assert type(unknown_word) is str
    assert unknown_word == "stop"


@pytest.mark.parametrize("text", ["+/8=", "-_8=", "+/8", "-_8"])
def test_both_base64_alphabets_are_read(text: str) -> None:
    """Standard and URL-safe base64, padded or not, are the same bytes; standard padded base64 is written."""
    blob = Blob.read({"data": text})
    assert blob.data == b"\xfb\xff"
    assert blob.wire() == {"data": "+/8="}
    assert json.loads(blob.wire_json()) == {"data": "+/8="}


@given(st.binary(max_size=64))
def test_bytes_survive_the_wire(data: bytes) -> None:
    """Bytes that were written are read again."""
    assert Blob.read(Blob(data=data).wire_json()).data == data


def test_invalid_base64_is_said_clearly() -> None:
    """A server's invalid base64 is an InvalidReply that names the place."""
    with pytest.raises(InvalidReply, match=r"parts\.0\.inlineData\.data.*base64"):
        Content.read(b'{"parts":[{"inlineData":{"data":"***"}}]}')


def test_moments_are_written_in_utc() -> None:
    """A moment ends in Z; one without a zone is taken as UTC."""
    span = Interval.of({"start_time": "2026-01-01T02:00:00+02:00", "end_time": datetime(2026, 1, 1, 12)})
    assert span.wire() == {"startTime": "2026-01-01T00:00:00Z", "endTime": "2026-01-01T12:00:00Z"}


def test_none_is_kept_inside_the_users_own_data() -> None:
    """None is left out of records, and kept in arguments, where it means something."""
    part = Part(function_call={"name": "f", "args": {"a": None, "snake_case": 1}}, text=None)
    assert part.wire() == {"functionCall": {"name": "f", "args": {"a": None, "snake_case": 1}}}


@pytest.mark.parametrize(
    ("data", "text"),
    [
        pytest.param(b'{"text":"a\\ud800b"}', "a\ufffdb", id="escaped surrogate"),
        pytest.param('{"text":"a\ud800b"}', "a\ufffdb", id="surrogate in str"),
        pytest.param(b'{"text":"a\xffb"}', "a\ufffdb", id="invalid utf-8"),
        pytest.param(b'{"text":"\\ud83d\\ude00"}', "\U0001f600", id="a pair"),
        pytest.param(b'{"text":"NaN"}', "NaN", id="a word"),
        pytest.param(b'{"text":"\xe2\x80\xa8"}', "\u2028", id="line separator"),
    ],
)
def test_text_is_repaired(data: bytes | str, text: str) -> None:
    """What UTF-8 cannot hold becomes U+FFFD; everything else stays."""
    assert Part.read(data).text == text


def test_numbers_json_does_not_have_become_none() -> None:
    """NaN and the infinities are read as nothing."""
    candidate = Candidate.read(b'{"avgLogprobs":NaN,"zzNew":[-Infinity,1]}')
    assert candidate.avg_logprobs is None
    assert candidate.wire() == {"zzNew": [None, 1]}


def test_what_a_person_wrote_can_always_be_sent() -> None:
    """Surrogates and bytes in a person's data are written; an object is refused by its place."""
    assert Part(text="a\ud800").wire_json() == b'{"text":"a\xef\xbf\xbd"}'
    assert Part(function_response={"name": "f", "response": {"b": b"\xff", "s": {1}}}).wire() == {
        "functionResponse": {"name": "f", "response": {"b": "/w==", "s": [1]}}
    }
    with pytest.raises(InputError, match=r"functionCall\.args\.y holds object"):
        Part(function_call={"name": "f", "args": {"y": object()}}).wire()


def test_nesting_has_an_end() -> None:
    """200 levels are read, more are refused, and no recursion error leaves."""
    assert Record.read(b'{"a":' + b"[" * 150 + b"]" * 150 + b"}")
    for depth in (250, 100_000):
        with pytest.raises(InvalidReply, match="nested deeper than 200"):
            Record.read(b'{"a":' + b"[" * depth + b"]" * depth + b"}")


def test_records_copy_and_pickle() -> None:
    """A record survives copying and pickling, with what it does not know."""
    reply = GenerateContentResponse.read(b'{"candidates":[{"content":{"parts":[{"zz":1}]}}],"zz":{"a":[1]}}')
    assert copy.deepcopy(reply) == reply
    assert pickle.loads(pickle.dumps(reply)) == reply


def test_repr_is_short_and_useful() -> None:
    """A repr names what is set, cuts what is long and never prints bytes by the thousand."""
    assert repr(Part(text="hi")) == "Part(text='hi')"
    assert repr(Blob(data=bytes(5000), mime_type="image/png")) == "Blob(data=<5,000 bytes>, mime_type='image/png')"
    assert len(repr(Part(text="x" * 1000))) < 120


def test_user_content_takes_what_parts_can_be() -> None:
    """The two named kinds of Content fill in their role and turn what they get into parts."""
    assert UserContent(["a", Part.from_text(text="b")]).wire() == {
        "role": "user",
        "parts": [{"text": "a"}, {"text": "b"}],
    }
    assert Part("hi") == Part(text="hi")
    received = Part.read(b'{"text":"a","zz":1}')
    assert Part(received) == received


def test_secrets_are_not_shown() -> None:
    """Neither a repr nor a message shows what may hold a key."""
    options = HttpOptions(headers={"Authorization": "Bearer SECRET"}, timeout=5)
    assert repr(options) == "HttpOptions(headers=****, timeout=5)"
    with pytest.raises(InputError) as caught:
        HttpOptions.of({"headers": "Bearer SECRET"})
    assert "SECRET" not in str(caught.value)


@pytest.mark.parametrize("kind", [HttpOptions, Part, UserContent], ids=lambda kind: kind.__name__)
def test_help_names_the_fields(kind: type[Record]) -> None:
    """The signature that `?` and Tab show lists the fields in Python's spelling, before first use and after."""
    before = inspect.signature(kind)
    kind.read({})
    assert inspect.signature(kind) == before
    assert set(kind.model_fields) <= set(before.parameters)
    assert inspect.getdoc(kind.__init__) == inspect.getdoc(Record.__init__)
