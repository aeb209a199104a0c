"""The API's HTTP face: routes, errors and streams, as pure answers that a transport or a server carries out.

Nothing here waits or touches a socket. An answer's body is an iterator of bytes and of ``Pause``s; a connection that is
to break raises ``Dropped``.
"""

import json
import re
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple
from urllib.parse import parse_qs, urlencode

from .bodies import Body, Json, as_array, as_events, one_body, paced, pretty, retry_after
from .conversation import Ask, read_ask, read_turns
from .embedding import batch_embed, embed
from .model import OfflineModel
from .refusals import Refusal, bad_field, demonstrated, unknown_model
from .reply import Reply
from .safety import is_blocked
from .store import MODELS, Model, SeenRequest, Store
from .wire_replies import Frame, prompt_tokens

FIRST_BYTE = 0.3
SLOW_PACE = 40.0
_LONGEST_UNARY = 3.0
_ROUTE = re.compile(r"/(v1|v1beta)/models(?:/([^/:]+))?(?::([A-Za-z]+))?")


@dataclass(frozen=True)
class Answer:
    """An HTTP response: wait *delay* seconds, then status and headers, then the body piece by piece."""

    status: int
    headers: Mapping[str, str]
    body: Body
    delay: float = 0.0


class _Call(NamedTuple):
    version: str
    model: Model
    body: Json
    raw: bytes
    pace: float
    sse: bool


class OfflineApp:
    """Answers requests to the Gemini API with the offline model; *store* is its memory.

    *pace* arguments are characters a second; 0 means everything at once.
    """

    def __init__(self, model: OfflineModel | None = None, store: Store | None = None) -> None:
        self.model = model or OfflineModel()
        self.store = store or Store()

    @property
    def requests(self) -> deque[SeenRequest]:
        """The last requests (at most 100), oldest first, without keys and tokens."""
        return self.store.requests

    def answer(self, method: str, target: str, headers: Mapping[str, str], body: bytes, *, pace: float = 0.0) -> Answer:
        """The answer to one request; *target* is the path with its query. Errors are answers too, never raised."""
        try:
            return self._answer(method, target, headers, body, pace)
        except Refusal as refusal:
            return _json_answer(refusal.code, refusal.body())
        except RecursionError:
            return _json_answer(400, Refusal(400, "Invalid JSON payload received. It is nested too deeply.").body())

    def _answer(self, method: str, target: str, headers: Mapping[str, str], raw: bytes, pace: float) -> Answer:
        path, _, asked = target.partition("?")
        query = {name: values[-1] for name, values in parse_qs(asked).items()}
        body = _parsed(raw) if method == "POST" else None
        self.store.remember(method, _without_key(path, query), headers, body)
        version, name, action = _route(path)
        if method == "GET" and action is None:
            return _json_answer(200, pretty(_page(query) if name is None else _find(name, version, None).wire()))
        if method != "POST" or name is None or action not in _ACTIONS:
            raise Refusal(404, f"There is no {method} {path} here; the offline demo knows models and their methods.")
        if not isinstance(body, dict):
            raise Refusal(400, "Invalid JSON payload received. The body must be a JSON object.")
        model = _find(name, version, action)
        return _ACTIONS[action](self, _Call(version, model, body, raw, pace, query.get("alt") == "sse"))

    def generate(self, call: _Call) -> Answer:
        """Answer :generateContent."""
        ask, frame, pace = self._asked(call)
        if ask.switches.error_in_reply and ask.switches.error:
            raise demonstrated(ask.switches.error, retry_after=retry_after(pace))
        blocked = self._is_blocked(ask)
        replies = [] if blocked else self._replies(ask)
        whole = pretty(frame.blocked() if blocked else frame.whole(replies))
        written = sum(len(reply.answer) for reply in replies)
        delay = min(_LONGEST_UNARY, FIRST_BYTE + written / pace) if pace else 0.0
        return Answer(200, _JSON, one_body(whole, ask), delay)

    def stream(self, call: _Call) -> Answer:
        """Answer :streamGenerateContent, as an event stream with ``?alt=sse`` and as a growing JSON array without."""
        ask, frame, pace = self._asked(call)
        chunks = iter([(frame.blocked(), 0)]) if self._is_blocked(ask) else frame.chunks(self._replies(ask))
        framed = as_events if call.sse else as_array
        headers = _EVENTS if call.sse else _JSON
        return Answer(200, headers, framed(paced(chunks, ask, pace)), FIRST_BYTE if pace else 0.0)

    def count(self, call: _Call) -> Answer:
        """Answer :countTokens."""
        total = prompt_tokens(read_turns(call.body))
        details = [{"modality": "TEXT", "tokenCount": total}]
        return _json_answer(200, pretty({"totalTokens": total, "promptTokensDetails": details}))

    def embed(self, call: _Call) -> Answer:
        """Answer :embedContent."""
        return _json_answer(200, pretty(embed(call.body)))

    def batch_embed(self, call: _Call) -> Answer:
        """Answer :batchEmbedContents."""
        return _json_answer(200, pretty(batch_embed(call.body)))

    def _asked(self, call: _Call) -> tuple[Ask, Frame, float]:
        ask = read_ask(call.model.name, call.body)
        switches = ask.switches
        fails = switches.error and not switches.error_in_reply
        if switches.error and fails and (not switches.error_once or self.store.fails_now(call.raw)):
            raise demonstrated(switches.error, retry_after=retry_after(call.pace))
        pace = SLOW_PACE if switches.slow else call.pace
        return ask, Frame(ask, self.store.response_id(call.model.name)), pace

    def _is_blocked(self, ask: Ask) -> bool:
        return not ask.switches.harm_in_reply and is_blocked(ask.switches, ask.thresholds)

    def _replies(self, ask: Ask) -> list[Reply]:
        return [self.model.reply(ask, candidate) for candidate in range(ask.candidates)]

    def __repr__(self) -> str:
        return "OfflineApp(the genai_magics offline demo)"


_Action = Callable[[OfflineApp, _Call], Answer]
_ACTIONS: dict[str | None, _Action] = {
    "generateContent": OfflineApp.generate,
    "streamGenerateContent": OfflineApp.stream,
    "countTokens": OfflineApp.count,
    "embedContent": OfflineApp.embed,
    "batchEmbedContents": OfflineApp.batch_embed,
}
_JSON = {"content-type": "application/json; charset=UTF-8", "x-genai-magics": "offline-demo"}
_EVENTS = {"content-type": "text/event-stream", "x-genai-magics": "offline-demo"}


def _route(path: str) -> tuple[str, str | None, str | None]:
    found = _ROUTE.fullmatch(path)
    if found is None:
        raise Refusal(404, f"There is no {path} here; the offline demo serves /v1/models and /v1beta/models.")
    return found[1], found[2], found[3]


def _find(name: str, version: str, action: str | None) -> Model:
    model = next((each for each in MODELS if each.name == name), None)
    if model is None or action not in {None, *model.methods}:
        raise unknown_model(name, version, action or "get")
    return model


def _page(query: Mapping[str, str]) -> Json:
    size, start = query.get("pageSize", "50"), query.get("pageToken", "0")
    if not re.fullmatch(r"[0-9]{1,6} [0-9]{1,6}", f"{size} {start}"):
        raise bad_field("page_size", "page_size and page_token must be as the API gave them")
    end = int(start) + max(1, int(size))
    page: Json = {"models": [model.wire() for model in MODELS[int(start) : end]]}
    return {**page, "nextPageToken": str(end)} if end < len(MODELS) else page


def _json_answer(status: int, body: bytes) -> Answer:
    return Answer(status, _JSON, one_body(body))


def _parsed(raw: bytes) -> Any:
    try:
        return json.loads(raw, parse_constant=_refuse_constant)
    except (ValueError, RecursionError) as problem:
        raise Refusal(400, f"Invalid JSON payload received. {problem}") from None


def _refuse_constant(name: str) -> None:
    raise ValueError(f"{name} is not JSON")


def _without_key(path: str, query: Mapping[str, str]) -> str:
    kept = urlencode({name: value for name, value in query.items() if name != "key"})
    return f"{path}?{kept}" if kept else path
