"""Reads a generateContent body into what the offline model needs to know, refusing what the API would refuse."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from .chance import Chance
from .fields import Fields, read_contents, read_parts
from .refusals import bad_field
from .safety import THRESHOLDS
from .schema_check import check_schema
from .spelling import camel, word_set
from .switches import Switches, read_switches, without_switches

TOP_LEVEL = word_set(
    "model contents systemInstruction tools toolConfig safetySettings cachedContent labels serviceTier "
    "continuationToken store generationConfig async"
)
GENERATION = word_set(
    "temperature topP topK candidateCount maxOutputTokens stopSequences presencePenalty frequencyPenalty seed "
    "responseMimeType responseSchema responseJsonSchema responseLogprobs logprobs responseModalities mediaResolution "
    "speechConfig thinkingConfig imageConfig enableEnhancedCivicAnswers audioTranscriptionConfig"
)


@dataclass(frozen=True)
class Said:
    """One turn as the model reads it: who spoke (``user`` or ``model``), the words, and the parts as they came."""

    role: str
    text: str
    parts: tuple[Mapping[str, Any], ...] = ()


@dataclass(frozen=True)
class Ask:
    """One request, read: the conversation, the sampling settings and what the reply must look like."""

    model: str
    turns: tuple[Said, ...]
    system: str = ""
    temperature: float = 1.0
    top_p: float = 1.0
    top_k: float | None = None
    seed: int | None = None
    candidates: int = 1
    max_output_tokens: int | None = None
    stop_sequences: tuple[str, ...] = ()
    mime_type: str = "text/plain"
    schema: Mapping[str, Any] | None = None
    thinking: bool = False
    show_thoughts: bool = False
    thresholds: Mapping[str, str] = field(default_factory=dict)
    functions: tuple[Mapping[str, Any], ...] = ()
    calling_mode: str = "AUTO"
    allowed_functions: tuple[str, ...] | None = None
    code_execution: bool = False
    google_search: bool = False

    @cached_property
    def prompt(self) -> str:
        """The words of the last user turn, without demo switches."""
        return without_switches(self.turns[-1].text)

    @cached_property
    def switches(self) -> Switches:
        """The demo switches of the last turn."""
        return read_switches(self.turns[-1].text)

    @property
    def first(self) -> bool:
        """Whether the model has not spoken yet in this conversation."""
        return all(turn.role != "model" for turn in self.turns)

    def earlier(self, role: str) -> list[str]:
        """The words of the turns of *role* before the last one, oldest first; turns without words are left out."""
        return [without_switches(turn.text) for turn in self.turns[:-1] if turn.role == role and turn.text.strip()]

    def chance(self, candidate: int = 0) -> Chance:
        """Where this request's choices of words come from."""
        said = [[turn.role, turn.text] for turn in self.turns]
        settings = [self.temperature, self.top_p, self.top_k, self.seed]
        key = json.dumps([self.model, said, self.system, settings, candidate])
        return Chance(key, temperature=self.temperature, top_p=self.top_p, top_k=self.top_k)


def read_ask(model: str, body: Mapping[str, Any]) -> Ask:
    """The request in *body*, in either spelling; raises Refusal (400) where the API would."""
    fields = Fields("", camel(dict(body)), known=TOP_LEVEL)
    generation = fields.record("generationConfig", known=GENERATION)
    thinking = generation.record("thinkingConfig")
    schema = generation.value("responseJsonSchema", dict) or generation.value("responseSchema", dict)
    check_schema("generation_config.response_schema", schema)
    mime_type = generation.value("responseMimeType", str) or "text/plain"
    if schema is not None and mime_type == "text/plain":
        raise bad_field("generation_config.response_schema", "needs response_mime_type 'application/json'")
    return Ask(
        model=model,
        turns=_turns(fields),
        system=_system(fields),
        schema=schema,
        mime_type=mime_type,
        thinking=_thinks(thinking),
        show_thoughts=bool(thinking.value("includeThoughts", bool)),
        thresholds=_thresholds(fields),
        **_sampling(generation),
        **_tools(fields),
    )


def read_turns(body: Mapping[str, Any]) -> tuple[Said, ...]:
    """Only the conversation of a body, as countTokens sends it: ``contents``, or a whole generateContentRequest."""
    fields = Fields("", camel(dict(body)))
    return _turns(fields.record("generateContentRequest") if "generateContentRequest" in fields else fields)


def _turns(fields: Fields) -> tuple[Said, ...]:
    contents = read_contents(fields)
    return tuple(Said("model" if role == "model" else "user", _words(parts), tuple(parts)) for role, parts in contents)


def _words(parts: list[Mapping[str, Any]]) -> str:
    return "\n".join(str(part["text"]) for part in parts if part.get("text") and not part.get("thought"))


def _system(fields: Fields) -> str:
    instruction = fields.value("systemInstruction", dict)
    return "" if instruction is None else _words(read_parts("system_instruction", instruction)).strip()


def _sampling(generation: Fields) -> dict[str, Any]:
    temperature = generation.number("temperature", least=0, most=2)
    top_p = generation.number("topP", least=0, most=1)
    stops = generation.value("stopSequences", list) or []
    if len(stops) > 5 or not all(isinstance(stop, str) and stop for stop in stops):
        raise bad_field("generation_config.stop_sequences", "must be at most 5 strings, none of them empty")
    return {
        "temperature": 1.0 if temperature is None else temperature,
        "top_p": 1.0 if top_p is None else top_p,
        "top_k": generation.number("topK", least=1),
        "seed": generation.whole("seed"),
        "candidates": generation.whole("candidateCount", least=1, most=8) or 1,
        "max_output_tokens": generation.whole("maxOutputTokens", least=1),
        "stop_sequences": tuple(stops),
    }


def _thinks(thinking: Fields) -> bool:
    if not thinking:
        return False
    level = str(thinking.value("thinkingLevel", str) or "").upper()
    return thinking.whole("thinkingBudget") != 0 and level != "MINIMAL"


def _thresholds(fields: Fields) -> dict[str, str]:
    thresholds = {}
    for position, setting in enumerate(fields.records("safetySettings", known=frozenset({"category", "threshold"}))):
        category, threshold = setting.value("category", str), setting.value("threshold", str)
        if not category or not category.startswith("HARM_CATEGORY_"):
            raise bad_field(f"safety_settings[{position}].category", f"unknown category {category!r}")
        if threshold not in THRESHOLDS:
            raise bad_field(f"safety_settings[{position}].threshold", f"unknown threshold {threshold!r}")
        if category in thresholds:
            raise bad_field("safety_settings", f"element {position} has a duplicate category {category}")
        thresholds[category] = threshold
    return thresholds


def _tools(fields: Fields) -> dict[str, Any]:
    tools = fields.records("tools")
    functions = [function for tool in tools for function in tool.records("functionDeclarations")]
    for function in functions:
        if not function.value("name", str):
            raise bad_field("tools.function_declarations.name", "every function needs a name")
        function.value("description", str)
        check_schema(f"{function.path}.parameters", function.values.get("parameters"))
        check_schema(f"{function.path}.parameters_json_schema", function.values.get("parametersJsonSchema"))
    calling = fields.record("toolConfig").record("functionCallingConfig")
    allowed = calling.value("allowedFunctionNames", list)
    return {
        "functions": tuple(function.values for function in functions),
        "calling_mode": str(calling.value("mode", str) or "AUTO").upper(),
        "allowed_functions": None if allowed is None else tuple(map(str, allowed)),
        "code_execution": any("codeExecution" in tool for tool in tools),
        "google_search": any("googleSearch" in tool for tool in tools),
    }
