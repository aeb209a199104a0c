"""What is said: the records of the API, how people's values become them, and how streamed pieces become one.

A name is loaded when it is first used, so that a plain text chat pays for the few records it needs.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .accumulator import (
        Accumulator,
    )
    from .coerce import (
        ContentLike,
        PartLike,
        to_content,
        to_contents,
        to_part,
        to_parts,
    )
    from .config import (
        AutomaticFunctionCallingConfig,
        GenerateContentConfig,
        SafetySetting,
        ThinkingConfig,
        merge,
    )
    from .declarations import (
        FunctionDeclaration,
        Schema,
    )
    from .enums import (
        BlockedReason,
        FinishReason,
        FunctionResponseScheduling,
        HarmBlockMethod,
        HarmBlockThreshold,
        HarmCategory,
        HarmProbability,
        HarmSeverity,
        Language,
        MediaModality,
        MediaProcessing,
        MediaResolution,
        Modality,
        ModelStage,
        Outcome,
        ResourceScope,
        ServiceTier,
        ThinkingLevel,
        ToolType,
        TrafficType,
    )
    from .grounding import (
        Citation,
        CitationMetadata,
        GoogleTypeDate,
        GroundingChunk,
        GroundingChunkImage,
        GroundingChunkMaps,
        GroundingChunkRetrievedContext,
        GroundingChunkWeb,
        GroundingMetadata,
        GroundingMetadataSourceFlaggingUri,
        GroundingSupport,
        RetrievalMetadata,
        SearchEntryPoint,
        Segment,
        UrlContextMetadata,
        UrlMetadata,
    )
    from .http_options import (
        HttpOptions,
        HttpRetryOptions,
    )
    from .images import (
        ImageConfig,
        ImageConfigImageOutputOptions,
    )
    from .logprobs import (
        LogprobsResult,
        LogprobsResultCandidate,
        LogprobsResultTopCandidates,
    )
    from .media import (
        AudioMetadata,
        DocumentMetadata,
        FunctionResponseBlob,
        FunctionResponseFileData,
        FunctionResponsePart,
        PartMediaResolution,
        SpeechMetadata,
        SpreadsheetMetadata,
        Transcription,
        VideoMetadata,
        WordInfo,
    )
    from .message import (
        Blob,
        CodeExecutionResult,
        Content,
        ExecutableCode,
        FileData,
        FunctionCall,
        FunctionResponse,
        ModelContent,
        Part,
        PartialArg,
        ToolCall,
        ToolResponse,
        UserContent,
    )
    from .rare_enums import (
        AudioTranscriptionConfigMode,
        Behavior,
        DocumentMetadataContentLayer,
        DynamicRetrievalConfigMode,
        Environment,
        FeatureSelectionPreference,
        FunctionCallingConfigMode,
        PartMediaResolutionLevel,
        PhishBlockThreshold,
        ProminentPeople,
        SafetyPolicy,
        SpreadsheetMetadataContentLayer,
        Type,
        UrlRetrievalStatus,
        VideoMetadataContentLayer,
    )
    from .record import (
        Base64,
        Open,
        OpenEnum,
        Record,
        Timestamp,
    )
    from .request import (
        Backend,
        generation_config,
        merge_extra,
        request_body,
    )
    from .response import (
        Candidate,
        GenerateContentResponse,
        GenerateContentResponsePromptFeedback,
        GenerateContentResponseUsageMetadata,
        HttpResponse,
        ModalityTokenCount,
        ModelStatus,
        PromptFeedback,
        SafetyRating,
        UsageMetadata,
    )
    from .schema import (
        json_schema,
        parse_reply,
    )
    from .speech import (
        AudioTranscriptionConfig,
        LanguageAuto,
        LanguageHints,
        MultiSpeakerVoiceConfig,
        PrebuiltVoiceConfig,
        ReplicatedVoiceConfig,
        SpeakerVoiceConfig,
        SpeechConfig,
        VoiceConfig,
        VoiceConsentSignature,
    )
    from .tool_list import (
        tool_records,
    )
    from .tools import (
        ComputerUse,
        DynamicRetrievalConfig,
        FileSearch,
        FunctionCallingConfig,
        GoogleMaps,
        GoogleMapsGroundingTypes,
        GoogleMapsPlaces,
        GoogleMapsRouting,
        GoogleSearch,
        GoogleSearchRetrieval,
        ImageSearch,
        Interval,
        LatLng,
        McpServer,
        RetrievalConfig,
        SearchTypes,
        StreamableHttpTransport,
        Tool,
        ToolCodeExecution,
        ToolConfig,
        UrlContext,
        WebSearch,
    )
    from .vertex_config import (
        GenerationConfigRoutingConfig,
        GenerationConfigRoutingConfigAutoRoutingMode,
        GenerationConfigRoutingConfigManualRoutingMode,
        GenerationOutputConfig,
        ModelArmorConfig,
        ModelSelectionConfig,
    )
    from .vertex_tools import (
        ApiAuth,
        ApiAuthApiKeyConfig,
        ApiKeyConfig,
        AuthConfig,
        AuthConfigGoogleServiceAccountConfig,
        AuthConfigHttpBasicAuthConfig,
        AuthConfigOauthConfig,
        AuthConfigOidcConfig,
        EnterpriseWebSearch,
        ExternalApi,
        ExternalApiElasticSearchParams,
        ExternalApiSimpleSearchParams,
        RagRetrievalConfig,
        RagRetrievalConfigFilter,
        RagRetrievalConfigHybridSearch,
        RagRetrievalConfigRanking,
        RagRetrievalConfigRankingLlmRanker,
        RagRetrievalConfigRankingRankService,
        Retrieval,
        ToolExaAiSearch,
        ToolParallelAiSearch,
        VertexAISearch,
        VertexAISearchDataStoreSpec,
        VertexRagStore,
        VertexRagStoreRagResource,
    )

__all__ = [
    "Accumulator", "ApiAuth", "ApiAuthApiKeyConfig", "ApiKeyConfig", "AudioMetadata",
    "AudioTranscriptionConfig", "AudioTranscriptionConfigMode", "AuthConfig",
    "AuthConfigGoogleServiceAccountConfig", "AuthConfigHttpBasicAuthConfig", "AuthConfigOauthConfig",
    "AuthConfigOidcConfig", "AutomaticFunctionCallingConfig", "Backend", "Base64", "Behavior", "Blob",
    "BlockedReason", "Candidate", "Citation", "CitationMetadata", "CodeExecutionResult", "ComputerUse",
    "Content", "ContentLike", "DocumentMetadata", "DocumentMetadataContentLayer", "DynamicRetrievalConfig",
    "DynamicRetrievalConfigMode", "EnterpriseWebSearch", "Environment", "ExecutableCode", "ExternalApi",
    "ExternalApiElasticSearchParams", "ExternalApiSimpleSearchParams", "FeatureSelectionPreference", "FileData",
    "FileSearch", "FinishReason", "FunctionCall", "FunctionCallingConfig", "FunctionCallingConfigMode",
    "FunctionDeclaration", "FunctionResponse", "FunctionResponseBlob", "FunctionResponseFileData",
    "FunctionResponsePart", "FunctionResponseScheduling", "GenerateContentConfig", "GenerateContentResponse",
    "GenerateContentResponsePromptFeedback", "GenerateContentResponseUsageMetadata",
    "GenerationConfigRoutingConfig", "GenerationConfigRoutingConfigAutoRoutingMode",
    "GenerationConfigRoutingConfigManualRoutingMode", "GenerationOutputConfig", "GoogleMaps",
    "GoogleMapsGroundingTypes", "GoogleMapsPlaces", "GoogleMapsRouting", "GoogleSearch",
    "GoogleSearchRetrieval", "GoogleTypeDate", "GroundingChunk", "GroundingChunkImage", "GroundingChunkMaps",
    "GroundingChunkRetrievedContext", "GroundingChunkWeb", "GroundingMetadata",
    "GroundingMetadataSourceFlaggingUri", "GroundingSupport", "HarmBlockMethod", "HarmBlockThreshold",
    "HarmCategory", "HarmProbability", "HarmSeverity", "HttpOptions", "HttpResponse", "HttpRetryOptions",
    "ImageConfig", "ImageConfigImageOutputOptions", "ImageSearch", "Interval", "Language", "LanguageAuto",
    "LanguageHints", "LatLng", "LogprobsResult", "LogprobsResultCandidate", "LogprobsResultTopCandidates",
    "McpServer", "MediaModality", "MediaProcessing", "MediaResolution", "Modality", "ModalityTokenCount",
    "ModelArmorConfig", "ModelContent", "ModelSelectionConfig", "ModelStage", "ModelStatus",
    "MultiSpeakerVoiceConfig", "Open", "OpenEnum", "Outcome", "Part", "PartLike", "PartMediaResolution",
    "PartMediaResolutionLevel", "PartialArg", "PhishBlockThreshold", "PrebuiltVoiceConfig", "ProminentPeople",
    "PromptFeedback", "RagRetrievalConfig", "RagRetrievalConfigFilter", "RagRetrievalConfigHybridSearch",
    "RagRetrievalConfigRanking", "RagRetrievalConfigRankingLlmRanker", "RagRetrievalConfigRankingRankService",
    "Record", "ReplicatedVoiceConfig", "ResourceScope", "Retrieval", "RetrievalConfig", "RetrievalMetadata",
    "SafetyPolicy", "SafetyRating", "SafetySetting", "Schema", "SearchEntryPoint", "SearchTypes", "Segment",
    "ServiceTier", "SpeakerVoiceConfig", "SpeechConfig", "SpeechMetadata", "SpreadsheetMetadata",
    "SpreadsheetMetadataContentLayer", "StreamableHttpTransport", "ThinkingConfig", "ThinkingLevel",
    "Timestamp", "Tool", "ToolCall", "ToolCodeExecution", "ToolConfig", "ToolExaAiSearch",
    "ToolParallelAiSearch", "ToolResponse", "ToolType", "TrafficType", "Transcription", "Type", "UrlContext",
    "UrlContextMetadata", "UrlMetadata", "UrlRetrievalStatus", "UsageMetadata", "UserContent", "VertexAISearch",
    "VertexAISearchDataStoreSpec", "VertexRagStore", "VertexRagStoreRagResource", "VideoMetadata",
    "VideoMetadataContentLayer", "VoiceConfig", "VoiceConsentSignature", "WebSearch", "WordInfo",
    "generation_config", "json_schema", "merge", "merge_extra", "parse_reply", "request_body", "to_content",
    "to_contents", "to_part", "to_parts", "tool_records",
]  # fmt: skip

_ROOMS = (
    "record", "enums", "message", "response", "accumulator", "coerce", "http_options", "config", "request",
    "declarations", "schema", "grounding", "images", "logprobs", "media", "speech", "tools", "tool_list",
    "rare_enums", "vertex_config", "vertex_tools",
)  # fmt: skip


def __getattr__(name: str) -> Any:
    """Load a public name from the first module that has it; those of plain text chats come first."""
    if name in __all__:
        for room in _ROOMS:
            module = import_module(f".{room}", __name__)
            if name in vars(module):
                return globals().setdefault(name, vars(module)[name])
    raise AttributeError(f"{__name__} has no {name!r}.")


def __dir__() -> list[str]:
    return sorted(__all__)
