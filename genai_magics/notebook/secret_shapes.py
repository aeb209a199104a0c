"""Tells whether a text holds something shaped like a key, a token or a private key."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping

__all__ = ["secret_in"]

_SHAPES = {
    "a Google API key": r"AIza[\w-]{30,}|\bAQ\.[\w-]{30,}",
    "a Google access token": r"\bya29\.[\w.-]{20,}|\b1//0[\w-]{30,}",
    "a Google client secret": r"\bGOCSPX-[\w-]{20,}",
    "an API key": r"\b[sr]k-[\w-]{20,}|\b[sr]k_(?:live|test)_\w{16,}|\b(?:gsk|hf|glpat|npm|pypi)[_-][\w-]{20,}",
    "a GitHub token": r"\bgh[oprsu]_\w{20,}|\bgithub_pat_\w{20,}",
    "a Slack token": r"\bxox[a-z]-[\w-]{10,}",
    "an AWS key": r"\b(?:AKIA|ASIA)[A-Z0-9]{16}\b",
    "a bearer token": r"(?i:\bbearer)\s+[\w.~+/-]{20,}",
    "a signed token": r"(?<![\w-])eyJ[\w-]{8,}+\.eyJ[\w-]{8,}+\.[\w-]",
    "a private key": r"-----BEGIN [A-Z ]{0,40}PRIVATE KEY(?: BLOCK)?-----",
    "a service account": r"[\"']private_key(?:_id)?[\"']\s*:|[\"']type[\"']\s*:\s*[\"']service_account[\"']",
}
_SHAPE = re.compile("|".join(f"(?P<s{number}>{shape})" for number, shape in enumerate(_SHAPES.values())))
_KINDS = tuple(_SHAPES)
_SECRET_NAME = re.compile(r"(?:^|_)(?:KEY|TOKEN|SECRET|PASSWORD|PASSWD|CREDENTIALS?)$")
_SHORTEST = 12


def secret_in(text: str, environ: Mapping[str, str] = os.environ) -> str | None:
    """What kind of secret *text* seems to hold, in words, or None; values of secret environment variables count."""
    if found := _SHAPE.search(text):
        return _KINDS[int((found.lastgroup or "s0")[1:])]
    for name, value in environ.items():
        if len(value) >= _SHORTEST and _SECRET_NAME.search(name.upper()) and value in text:
            return f"the value of the environment variable {name}"
    return None
