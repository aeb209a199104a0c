"""What comes back: candidates, why they ended, what they cost, what they stand on."""

from typing import TYPE_CHECKING, Any

from pydantic import Field

from .enums import (
    BlockedReason,
    FinishReason,
    HarmBlockThreshold,
    HarmCategory,
    HarmProbability,
    HarmSeverity,
    MediaModality,
    ModelStage,
    TrafficType,
)
from .message import Content, FunctionCall, Part
from .record import Base64, Open, Record, Timestamp, later

if TYPE_CHECKING:
    from .grounding import CitationMetadata as _CitationMetadata
    from .grounding import GroundingMetadata as _GroundingMetadata
    from .grounding import UrlContextMetadata as _UrlContextMetadata
    from .logprobs import LogprobsResult as _LogprobsResult
else:
    _CitationMetadata = later("grounding", "CitationMetadata")
    _GroundingMetadata = later("grounding", "GroundingMetadata")
    _UrlContextMetadata = later("grounding", "UrlContextMetadata")
    _LogprobsResult = later("logprobs", "LogprobsResult")


class SafetyRating(Record):
    """How likely one kind of harm is, and whether that blocked the text."""

    category: Open[HarmCategory] | None = None
    probability: Open[HarmProbability] | None = None
    probability_score: float | None = None
    severity: Open[HarmSeverity] | None = None
    severity_score: float | None = None
    blocked: bool | None = None
    overwritten_threshold: Open[HarmBlockThreshold] | None = None


class Candidate(Record):
    """One reply, or a piece of it."""

    content: Content | None = None
    finish_reason: Open[FinishReason] | None = None
    finish_message: str | None = None
    index: int | None = None
    token_count: int | None = None
    avg_logprobs: float | None = None
    safety_ratings: list[SafetyRating] | None = None
    citation_metadata: _CitationMetadata | None = None
    grounding_metadata: _GroundingMetadata | None = None
    url_context_metadata: _UrlContextMetadata | None = None
    logprobs_result: _LogprobsResult | None = None
    continuation_token: Base64 | None = None


class ModalityTokenCount(Record):
    """How many tokens one kind of medium took."""

    modality: Open[MediaModality] | None = None
    token_count: int | None = None


class GenerateContentResponseUsageMetadata(Record):
    """How many tokens went in and came out."""

    prompt_token_count: int | None = None
    candidates_token_count: int | None = None
    thoughts_token_count: int | None = None
    cached_content_token_count: int | None = None
    tool_use_prompt_token_count: int | None = None
    total_token_count: int | None = None
    prompt_tokens_details: list[ModalityTokenCount] | None = None
    candidates_tokens_details: list[ModalityTokenCount] | None = None
    cache_tokens_details: list[ModalityTokenCount] | None = None
    tool_use_prompt_tokens_details: list[ModalityTokenCount] | None = None
    traffic_type: Open[TrafficType] | None = None


UsageMetadata = GenerateContentResponseUsageMetadata


class GenerateContentResponsePromptFeedback(Record):
    """Why a prompt was refused."""

    block_reason: Open[BlockedReason] | None = None
    block_reason_message: str | None = None
    safety_ratings: list[SafetyRating] | None = None


PromptFeedback = GenerateContentResponsePromptFeedback


class ModelStatus(Record):
    """How mature a model is, and when it goes away (Gemini API only)."""

    message: str | None = None
    model_stage: Open[ModelStage] | None = None
    retirement_time: Timestamp | None = None


class HttpResponse(Record):
    """The headers of the HTTP answer, and its text where that was asked for."""

    headers: dict[str, str] | None = None
    body: str | None = None


_WITHHELD = frozenset(
    {
        FinishReason.SAFETY,
        FinishReason.RECITATION,
        FinishReason.BLOCKLIST,
        FinishReason.PROHIBITED_CONTENT,
        FinishReason.SPII,
        FinishReason.IMAGE_SAFETY,
        FinishReason.IMAGE_PROHIBITED_CONTENT,
        FinishReason.IMAGE_RECITATION,
        FinishReason.MODEL_ARMOR,
    }
)


class GenerateContentResponse(Record):
    """A reply, or one streamed piece of it. The short accessors speak of the first candidate."""

    candidates: list[Candidate] | None = None
    prompt_feedback: GenerateContentResponsePromptFeedback | None = None
    usage_metadata: GenerateContentResponseUsageMetadata | None = None
    model_version: str | None = None
    response_id: str | None = None
    create_time: Timestamp | None = None
    model_status: ModelStatus | None = None
    sdk_http_response: HttpResponse | None = None
    automatic_function_calling_history: list[Content] | None = None
    parsed: Any = Field(default=None, exclude=True)

    @property
    def parts(self) -> list[Part] | None:
        """The parts of the reply, or None when it has none."""
        content = self.candidates[0].content if self.candidates else None
        return content.parts if content is not None else None

    @property
    def text(self) -> str | None:
        """The text of the reply without the model's thoughts, or None when there is no text part."""
        return _joined(self.parts, thought=False)

    @property
    def thoughts(self) -> str | None:
        """The model's thoughts, or None when it told none."""
        return _joined(self.parts, thought=True)

    @property
    def function_calls(self) -> list[FunctionCall] | None:
        """The functions the model wants called, or None when it wants none."""
        return [part.function_call for part in self.parts or () if part.function_call is not None] or None

    @property
    def executable_code(self) -> str | None:
        """The first code the model had run, or None."""
        return next((part.executable_code.code for part in self.parts or () if part.executable_code is not None), None)

    @property
    def code_execution_result(self) -> str | None:
        """What the first code printed, or None."""
        results = (part.code_execution_result for part in self.parts or ())
        return next((result.output for result in results if result is not None), None)

    @property
    def finish_reason(self) -> Open[FinishReason] | None:
        """Why the reply ended, or None while it goes on."""
        return self.candidates[0].finish_reason if self.candidates else None

    @property
    def blocked(self) -> bool:
        """Whether the prompt was refused, or the reply withheld by a filter."""
        feedback = self.prompt_feedback
        return (feedback is not None and feedback.block_reason is not None) or self.finish_reason in _WITHHELD


def _joined(parts: list[Part] | None, *, thought: bool) -> str | None:
    texts = [part.text for part in parts or () if part.text is not None and bool(part.thought) is thought]
    return "".join(texts) if texts else None
