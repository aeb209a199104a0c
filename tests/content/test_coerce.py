"""What people pass as messages."""

import dataclasses
import io
from pathlib import Path
from typing import Any

import pytest

from genai_magics.content import (
    Blob,
    Content,
    ExecutableCode,
    FileData,
    FunctionCall,
    FunctionResponse,
    Part,
    to_content,
    to_contents,
    to_parts,
)
from genai_magics.errors import InputError


@dataclasses.dataclass
class Uploaded:
    uri: str | None
    mime_type: str | None


def test_text_is_one_turn_of_the_user() -> None:
    """A string is a user turn of one part."""
    assert [turn.wire() for turn in to_contents("hi")] == [{"role": "user", "parts": [{"text": "hi"}]}]


def test_neighbouring_parts_are_one_turn() -> None:
    """Parts next to each other are said together; a content stays its own; an inner list is one turn."""
    own = Content(role="model", parts=[Part(text="m")])
    turns = to_contents(["a", {"text": "b"}, own, "c", ["d", "e"]])
    assert [turn.role for turn in turns] == ["user", "model", "user", "user"]
    assert [len(turn.parts or ()) for turn in turns] == [2, 1, 1, 2]
    assert turns[1] is own


def test_a_function_call_is_said_by_the_model() -> None:
    """A call among the parts splits the turns of the user."""
    turns = to_contents(["u", FunctionCall(name="f"), "v"])
    assert [turn.role for turn in turns] == ["user", "model", "user"]


def test_parts_may_be_said_by_the_model() -> None:
    """The speaker of bare parts can be chosen."""
    assert to_contents(["a"], role="model")[0].role == "model"


@pytest.mark.parametrize(
    ("record", "field"),
    [
        pytest.param(Blob(data=b"1", mime_type="x"), "inline_data", id="blob"),
        pytest.param(FileData(file_uri="u", mime_type="x"), "file_data", id="file data"),
        pytest.param(FunctionCall(name="f"), "function_call", id="call"),
        pytest.param(FunctionResponse(name="f", response={}), "function_response", id="response"),
        pytest.param(ExecutableCode(code="1"), "executable_code", id="code"),
    ],
)
def test_what_a_part_can_hold_is_a_part(record: Any, field: str) -> None:
    """A record that belongs into a part becomes one."""
    assert getattr(to_parts(record)[0], field) is record


def test_an_uploaded_file_is_named_by_its_address() -> None:
    """Anything with a uri and a mime_type is a file; without them it is refused."""
    assert to_parts(Uploaded("https://x/1", "image/png"))[0].wire() == {
        "fileData": {"fileUri": "https://x/1", "mimeType": "image/png"}
    }
    with pytest.raises(InputError, match="no uri or no mime_type"):
        to_parts(Uploaded(None, "image/png"))


@pytest.mark.parametrize(
    ("name", "data", "kind"),
    [
        pytest.param("a.png", b"\x89PNG", "image/png", id="by its name"),
        pytest.param("README", b"plain words", "text/plain", id="text without a known name"),
    ],
)
def test_a_path_is_read(name: str, data: bytes, kind: str, tmp_path: Path) -> None:
    """The bytes of a file go into the request, with the kind its name or its text tells."""
    path = tmp_path / name
    path.write_bytes(data)
    assert to_parts(path)[0].inline_data == Blob(data=data, mime_type=kind)


def test_a_path_that_cannot_be_sent_is_refused(tmp_path: Path) -> None:
    """A missing file, a folder, an unknown kind and a file that is too large each say what they are."""
    unknown = tmp_path / "blob"
    unknown.write_bytes(b"\xff\xfe\x00")
    large = tmp_path / "large.bin"
    with large.open("wb") as file:
        file.truncate(20 * 1024 * 1024 + 1)
    for path, said in (
        (tmp_path / "none.txt", "none.txt cannot be read: No such file"),
        (tmp_path, "cannot be read: Is a directory"),
        (unknown, "blob is neither text nor"),
        (large, "large.bin has 20,971,521 bytes"),
    ):
        with pytest.raises(InputError, match=said):
            to_parts(path)


def test_a_jpeg_keeps_its_compression() -> None:
    """An image read from a JPEG is sent as a JPEG."""
    from PIL import Image

    buffer = io.BytesIO()
    Image.new("RGB", (2, 2), "red").save(buffer, "JPEG")
    part = to_parts(Image.open(buffer))[0]
    assert part.inline_data is not None
    assert part.inline_data.mime_type == "image/jpeg"
    assert (part.inline_data.data or b"").startswith(b"\xff\xd8")


@pytest.mark.parametrize(
    ("value", "said"),
    [
        pytest.param(None, "NoneType cannot be sent to a model", id="none"),
        pytest.param(5, "int cannot be sent to a model", id="number"),
        pytest.param(b"raw", "bytes cannot be sent to a model", id="bytes"),
        pytest.param([], "The list of contents is empty", id="empty list"),
        pytest.param([[]], "The list of parts is empty", id="empty inner list"),
        pytest.param(["a", 5], "int cannot be sent", id="number in a list"),
        pytest.param({"txt": "a"}, "Did you mean text", id="misspelled dict"),
        pytest.param({"role": "user", "prts": []}, "Did you mean parts", id="misspelled content"),
    ],
)
def test_what_cannot_be_sent_is_refused_by_its_type(value: Any, said: str) -> None:
    """The message names the type seen, or the word, and what may be passed."""
    with pytest.raises(InputError, match=said):
        to_contents(value)


def test_coercion_changes_nothing_it_was_given() -> None:
    """Records that are passed in come out as they are."""
    content = Content(role="user", parts=[Part(text="a")])
    assert to_contents([content])[0] is content
    assert to_content(content) is content
    assert to_parts(content) == content.parts


def test_parts_of_a_later_api_can_be_passed_back() -> None:
    """A part of a kind nobody knows yet is sent as it came."""
    received = Content.read(b'{"role":"model","parts":[{"hologram":{"depth":3}}]}')
    assert to_contents(["a", received])[1].wire() == {"role": "model", "parts": [{"hologram": {"depth": 3}}]}
