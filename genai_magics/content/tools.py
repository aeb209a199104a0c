"""What a model may use besides its own knowledge: functions, search, code execution, maps, files, MCP servers."""

from .declarations import FunctionDeclaration
from .rare_enums import (
    DynamicRetrievalConfigMode,
    Environment,
    FunctionCallingConfigMode,
    PhishBlockThreshold,
    SafetyPolicy,
)
from .record import Open, Record, Timestamp
from .vertex_tools import AuthConfig, EnterpriseWebSearch, Retrieval, ToolExaAiSearch, ToolParallelAiSearch


class Interval(Record):
    """A span of time: set both ends or neither; the start is inside, the end is not."""

    start_time: Timestamp | None = None
    end_time: Timestamp | None = None


class WebSearch(Record):
    """Search for pages."""


class ImageSearch(Record):
    """Search for images."""


class SearchTypes(Record):
    """What to search for."""

    web_search: WebSearch | None = None
    image_search: ImageSearch | None = None


class GoogleSearch(Record):
    """Let the model search the web.

    ``exclude_domains`` and ``blocking_confidence`` are for Vertex AI only.
    """

    search_types: SearchTypes | None = None
    time_range_filter: Interval | None = None
    exclude_domains: list[str] | None = None
    blocking_confidence: Open[PhishBlockThreshold] | None = None


class DynamicRetrievalConfig(Record):
    """When an older model searches."""

    mode: Open[DynamicRetrievalConfigMode] | None = None
    dynamic_threshold: float | None = None


class GoogleSearchRetrieval(Record):
    """Web search for older models."""

    dynamic_retrieval_config: DynamicRetrievalConfig | None = None


class GoogleMapsPlaces(Record):
    """Ground in places."""


class GoogleMapsRouting(Record):
    """Ground in routes."""


class GoogleMapsGroundingTypes(Record):
    """What of Google Maps to ground in (Vertex AI only)."""

    places: GoogleMapsPlaces | None = None
    routing: GoogleMapsRouting | None = None


class GoogleMaps(Record):
    """Let the model look things up in Google Maps."""

    enable_widget: bool | None = None
    auth_config: AuthConfig | None = None
    grounding_types: GoogleMapsGroundingTypes | None = None


class ToolCodeExecution(Record):
    """Let the model write Python and run it on the service's side."""


class UrlContext(Record):
    """Let the model read the addresses in the prompt."""


class FileSearch(Record):
    """Let the model search file search stores (Gemini API only)."""

    file_search_store_names: list[str] | None = None
    top_k: int | None = None
    metadata_filter: str | None = None


class ComputerUse(Record):
    """Let the model see and steer a screen through calls that you carry out."""

    environment: Open[Environment] | None = None
    excluded_predefined_functions: list[str] | None = None
    enable_prompt_injection_detection: bool | None = None
    disabled_safety_policies: list[Open[SafetyPolicy]] | None = None


class StreamableHttpTransport(Record):
    """Where an MCP server listens; the two times are durations such as ``"5s"``."""

    url: str | None = None
    headers: dict[str, str] | None = None
    timeout: str | None = None
    sse_read_timeout: str | None = None
    terminate_on_close: bool | None = None


class McpServer(Record):
    """An MCP server that the service calls itself (Gemini API only)."""

    name: str | None = None
    streamable_http_transport: StreamableHttpTransport | None = None


class Tool(Record):
    """One or more things the model may use; an empty record (``GoogleSearch()``) switches a tool on."""

    function_declarations: list[FunctionDeclaration] | None = None
    google_search: GoogleSearch | None = None
    google_search_retrieval: GoogleSearchRetrieval | None = None
    code_execution: ToolCodeExecution | None = None
    url_context: UrlContext | None = None
    file_search: FileSearch | None = None
    google_maps: GoogleMaps | None = None
    computer_use: ComputerUse | None = None
    mcp_servers: list[McpServer] | None = None
    retrieval: Retrieval | None = None
    enterprise_web_search: EnterpriseWebSearch | None = None
    parallel_ai_search: ToolParallelAiSearch | None = None
    exa_ai_search: ToolExaAiSearch | None = None


class LatLng(Record):
    """A place on earth, in degrees."""

    latitude: float | None = None
    longitude: float | None = None


class RetrievalConfig(Record):
    """Where the reader is and what language they read, for search and maps."""

    lat_lng: LatLng | None = None
    language_code: str | None = None


class FunctionCallingConfig(Record):
    """Whether the model may, must or must not call functions, and which."""

    mode: Open[FunctionCallingConfigMode] | None = None
    allowed_function_names: list[str] | None = None
    stream_function_call_arguments: bool | None = None


class ToolConfig(Record):
    """How the tools of a request are used. ``include_server_side_tool_invocations`` is for the Gemini API only."""

    function_calling_config: FunctionCallingConfig | None = None
    retrieval_config: RetrievalConfig | None = None
    include_server_side_tool_invocations: bool | None = None
