"""JSON from outside, against the cases of JSONTestSuite."""

import base64
from typing import Any

import pytest

from genai_magics.content import Record
from genai_magics.content.json_text import read_json
from genai_magics.errors import InvalidReply
from tests.corpora import corpus

CASES = [
    pytest.param(case["name"], base64.b64decode(case["b64"]), id=case["name"])
    for case in corpus("json/jsontestsuite_parsing.json")
]
READ_AS_NONE = {"n_number_NaN.json", "n_number_infinity.json", "n_number_minus_infinity.json"}


@pytest.mark.parametrize(("name", "data"), CASES)
def test_the_json_test_suite(name: str, data: bytes) -> None:
    """Valid JSON is read, invalid JSON is an InvalidReply, and nothing else is ever raised.

    NaN and the infinities, which some servers write, are read as None.
    """
    read, refused = outcome(data)
    if name.startswith("y_") or name in READ_AS_NONE:
        assert not refused
    elif name.startswith("n_"):
        assert refused, read


@pytest.mark.parametrize(("name", "data"), CASES)
def test_the_json_test_suite_inside_a_record(name: str, data: bytes) -> None:
    """The same holds for a value deep inside a reply, on the fast path too."""
    try:
        record = Record.read(b'{"value":' + data + b"}")
    except InvalidReply:
        assert not name.startswith("y_")
    else:
        assert not name.startswith("n_") or name in READ_AS_NONE or b"}" in data or not data.strip()
        assert record.wire_json()


def outcome(data: bytes) -> tuple[Any, bool]:
    try:
        return read_json(data), False
    except InvalidReply:
        return None, True


def test_wrong_text_says_so() -> None:
    """The message says that it is no JSON, where, and what to try."""
    with pytest.raises(
        InvalidReply, match=r"The reply is not JSON: .*line 1.* Check that the address serves this API\."
    ):
        read_json(b"<html>")
