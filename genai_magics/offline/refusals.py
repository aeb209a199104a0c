"""The ways the offline model says no, in the error body the API uses."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

STATUSES = {
    400: "INVALID_ARGUMENT",
    401: "UNAUTHENTICATED",
    403: "PERMISSION_DENIED",
    404: "NOT_FOUND",
    408: "DEADLINE_EXCEEDED",
    409: "ABORTED",
    413: "INVALID_ARGUMENT",
    415: "INVALID_ARGUMENT",
    429: "RESOURCE_EXHAUSTED",
    499: "CANCELLED",
    500: "INTERNAL",
    501: "UNIMPLEMENTED",
    503: "UNAVAILABLE",
    504: "DEADLINE_EXCEEDED",
}


class Refusal(Exception):  # noqa: N818 (a lawful answer of the API, not a fault)
    """A request the API would answer with an error: HTTP *code*, *message* and optional google.rpc *details*."""

    def __init__(self, code: int, message: str, *, details: Sequence[Mapping[str, Any]] = ()) -> None:
        super().__init__(message)
        self.code = code
        self.status = STATUSES.get(code, "UNKNOWN")
        self.message = message
        self.details = tuple(details)

    def error(self) -> dict[str, Any]:
        """The error as the API writes it: ``{"error": {"code", "message", "status", "details"?}}``."""
        error: dict[str, Any] = {"code": self.code, "message": self.message, "status": self.status}
        if self.details:
            error["details"] = [dict(detail) for detail in self.details]
        return {"error": error}

    def body(self) -> bytes:
        """The error as UTF-8 JSON, pretty-printed as the API does."""
        return json.dumps(self.error(), indent=2, ensure_ascii=False).encode()


def bad_field(field: str, problem: str) -> Refusal:
    """A 400 that names the *field* and its *problem*, with a BadRequest detail."""
    violation = {"field": field, "description": problem}
    detail = {"@type": "type.googleapis.com/google.rpc.BadRequest", "fieldViolations": [violation]}
    return Refusal(400, f"Invalid value at '{field}': {problem}", details=[detail])


def unknown_field(field: str, name: str) -> Refusal:
    """A 400 for a *name* the API does not know inside *field*."""
    problem = (
        f'Invalid JSON payload received. Unknown name "{name}"{f" at {field!r}" if field else ""}: Cannot find field.'
    )
    violation = {"field": field, "description": problem}
    detail = {"@type": "type.googleapis.com/google.rpc.BadRequest", "fieldViolations": [violation]}
    return Refusal(400, problem, details=[detail])


def unknown_model(model: str, version: str, method: str) -> Refusal:
    """A 404 for a model that is not in the list, or that cannot do *method*."""
    return Refusal(
        404,
        f"models/{model} is not found for API version {version}, or is not supported for {method}. "
        "Call ListModels to see the list of available models and their supported methods.",
    )


def demonstrated(code: int, *, retry_after: float) -> Refusal:
    """The error asked for by ``[demo: error CODE]``; 429 and 503 say when to try again, in seconds."""
    details: list[dict[str, Any]] = []
    if code in {429, 503}:
        info = {"@type": "type.googleapis.com/google.rpc.RetryInfo", "retryDelay": f"{retry_after:g}s"}
        details.append(info)
    if code == 429:
        quota = {"quotaMetric": "offline-demo/requests", "quotaId": "OfflineDemoRequestsPerMinute"}
        details.append({"@type": "type.googleapis.com/google.rpc.QuotaFailure", "violations": [quota]})
    return Refusal(code, f"The offline demo was asked to answer with error {code}.", details=details)
