"""Where a reply comes from: citations, search results, maps, retrieved passages, fetched pages."""

from pydantic import AliasChoices, Field

from .rare_enums import UrlRetrievalStatus
from .record import Base64, Open, Record


class GoogleTypeDate(Record):
    """A day, as far as it is known."""

    year: int | None = None
    month: int | None = None
    day: int | None = None


class Citation(Record):
    """A stretch of the reply taken from a source."""

    start_index: int | None = None
    end_index: int | None = None
    uri: str | None = None
    title: str | None = None
    license: str | None = None
    publication_date: GoogleTypeDate | None = None


class CitationMetadata(Record):
    """The sources a reply takes text from; read from ``citationSources`` too."""

    citations: list[Citation] | None = Field(
        default=None, validation_alias=AliasChoices("citations", "citationSources")
    )


class GroundingChunkWeb(Record):
    """A page of the web that a reply is grounded in."""

    uri: str | None = None
    title: str | None = None
    domain: str | None = None


class GroundingChunkImage(Record):
    """An image and the page it is on."""

    source_uri: str | None = None
    image_uri: str | None = None
    title: str | None = None
    domain: str | None = None


class GroundingChunkMaps(Record):
    """A place, or a route, of Google Maps."""

    place_id: str | None = None
    uri: str | None = None
    title: str | None = None
    text: str | None = None
    place_answer_sources: dict[str, object] | None = None
    route: dict[str, object] | None = None


class GroundingChunkRetrievedContext(Record):
    """A passage of a document of yours."""

    uri: str | None = None
    title: str | None = None
    text: str | None = None
    document_name: str | None = None
    file_search_store: str | None = None
    page_number: int | None = None
    media_id: str | None = None
    rag_chunk: dict[str, object] | None = None
    custom_metadata: list[dict[str, object]] | None = None


class GroundingChunk(Record):
    """One source of a reply: a page, an image, a place or a passage."""

    web: GroundingChunkWeb | None = None
    image: GroundingChunkImage | None = None
    maps: GroundingChunkMaps | None = None
    retrieved_context: GroundingChunkRetrievedContext | None = None


class Segment(Record):
    """A stretch of the reply, in bytes of its UTF-8 text."""

    start_index: int | None = None
    end_index: int | None = None
    part_index: int | None = None
    text: str | None = None


class GroundingSupport(Record):
    """Which sources stand behind a stretch of the reply."""

    segment: Segment | None = None
    grounding_chunk_indices: list[int] | None = None
    confidence_scores: list[float] | None = None
    rendered_parts: list[int] | None = None


class SearchEntryPoint(Record):
    """The search suggestions that must be shown with a grounded reply, as the HTML of the service."""

    rendered_content: str | None = None
    sdk_blob: Base64 | None = None


class RetrievalMetadata(Record):
    """How likely a search helps this prompt."""

    google_search_dynamic_retrieval_score: float | None = None


class GroundingMetadataSourceFlaggingUri(Record):
    """Where a reader can report a source."""

    source_id: str | None = None
    flag_content_uri: str | None = None


class GroundingMetadata(Record):
    """What a reply is grounded in."""

    web_search_queries: list[str] | None = None
    image_search_queries: list[str] | None = None
    retrieval_queries: list[str] | None = None
    grounding_chunks: list[GroundingChunk] | None = None
    grounding_supports: list[GroundingSupport] | None = None
    search_entry_point: SearchEntryPoint | None = None
    retrieval_metadata: RetrievalMetadata | None = None
    google_maps_widget_context_token: str | None = None
    source_flagging_uris: list[GroundingMetadataSourceFlaggingUri] | None = None


class UrlMetadata(Record):
    """A page the model asked for, and whether it came."""

    retrieved_url: str | None = None
    url_retrieval_status: Open[UrlRetrievalStatus] | None = None


class UrlContextMetadata(Record):
    """The pages the model asked for."""

    url_metadata: list[UrlMetadata] | None = None
