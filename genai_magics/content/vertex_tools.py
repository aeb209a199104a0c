"""The search back ends and their credentials that only Vertex AI has."""

from typing import Any

from .rare_enums import PhishBlockThreshold
from .record import Open, Record


class ApiKeyConfig(Record):
    """An API key kept in Secret Manager, and where a request carries it."""

    api_key_secret: str | None = None
    api_key_string: str | None = None
    http_element_location: str | None = None
    name: str | None = None


class AuthConfigGoogleServiceAccountConfig(Record):
    """A service account that acts for the tool."""

    service_account: str | None = None


class AuthConfigHttpBasicAuthConfig(Record):
    """A password kept in Secret Manager."""

    credential_secret: str | None = None


class AuthConfigOauthConfig(Record):
    """An OAuth token, or the account it is made for."""

    access_token: str | None = None
    service_account: str | None = None


class AuthConfigOidcConfig(Record):
    """An OpenID Connect token, or the account it is made for."""

    id_token: str | None = None
    service_account: str | None = None


class AuthConfig(Record):
    """How a tool proves who asks."""

    api_key: str | None = None
    api_key_config: ApiKeyConfig | None = None
    auth_type: str | None = None
    google_service_account_config: AuthConfigGoogleServiceAccountConfig | None = None
    http_basic_auth_config: AuthConfigHttpBasicAuthConfig | None = None
    oauth_config: AuthConfigOauthConfig | None = None
    oidc_config: AuthConfigOidcConfig | None = None


class ApiAuthApiKeyConfig(Record):
    """An API key kept in Secret Manager, for an older form of external search."""

    api_key_secret_version: str | None = None
    api_key_string: str | None = None


class ApiAuth(Record):
    """How an external search is authorised, in its older form."""

    api_key_config: ApiAuthApiKeyConfig | None = None


class ExternalApiElasticSearchParams(Record):
    """An Elasticsearch index and the template to search it by."""

    index: str | None = None
    num_hits: int | None = None
    search_template: str | None = None


class ExternalApiSimpleSearchParams(Record):
    """A search that needs no settings."""


class ExternalApi(Record):
    """A search service of your own."""

    api_auth: ApiAuth | None = None
    api_spec: str | None = None
    auth_config: AuthConfig | None = None
    elastic_search_params: ExternalApiElasticSearchParams | None = None
    endpoint: str | None = None
    simple_search_params: ExternalApiSimpleSearchParams | None = None


class VertexAISearchDataStoreSpec(Record):
    """One data store of a search app."""

    data_store: str | None = None
    filter: str | None = None


class VertexAISearch(Record):
    """A Vertex AI Search data store or app."""

    data_store_specs: list[VertexAISearchDataStoreSpec] | None = None
    datastore: str | None = None
    engine: str | None = None
    filter: str | None = None
    max_results: int | None = None


class VertexRagStoreRagResource(Record):
    """One corpus, or some files of it."""

    rag_corpus: str | None = None
    rag_file_ids: list[str] | None = None


class RagRetrievalConfigFilter(Record):
    """Which passages count."""

    metadata_filter: str | None = None
    vector_distance_threshold: float | None = None
    vector_similarity_threshold: float | None = None


class RagRetrievalConfigHybridSearch(Record):
    """How keywords and meaning are weighed."""

    alpha: float | None = None


class RagRetrievalConfigRankingLlmRanker(Record):
    """A model that ranks passages."""

    model_name: str | None = None


class RagRetrievalConfigRankingRankService(Record):
    """A service that ranks passages."""

    model_name: str | None = None


class RagRetrievalConfigRanking(Record):
    """How passages are ranked."""

    llm_ranker: RagRetrievalConfigRankingLlmRanker | None = None
    rank_service: RagRetrievalConfigRankingRankService | None = None


class RagRetrievalConfig(Record):
    """How passages are chosen."""

    filter: RagRetrievalConfigFilter | None = None
    hybrid_search: RagRetrievalConfigHybridSearch | None = None
    ranking: RagRetrievalConfigRanking | None = None
    top_k: int | None = None


class VertexRagStore(Record):
    """Corpora of the RAG engine."""

    rag_corpora: list[str] | None = None
    rag_resources: list[VertexRagStoreRagResource] | None = None
    rag_retrieval_config: RagRetrievalConfig | None = None
    similarity_top_k: int | None = None
    store_context: bool | None = None
    vector_distance_threshold: float | None = None


class Retrieval(Record):
    """Where to look things up."""

    disable_attribution: bool | None = None
    external_api: ExternalApi | None = None
    vertex_ai_search: VertexAISearch | None = None
    vertex_rag_store: VertexRagStore | None = None


class EnterpriseWebSearch(Record):
    """Web search for companies."""

    blocking_confidence: Open[PhishBlockThreshold] | None = None
    exclude_domains: list[str] | None = None


class ToolParallelAiSearch(Record):
    """Search by Parallel."""

    api_key: str | None = None
    custom_configs: dict[str, Any] | None = None
    enable_data_retention: bool | None = None
    enable_zero_data_retention: bool | None = None


class ToolExaAiSearch(Record):
    """Search by Exa."""

    api_key: str | None = None
    custom_configs: dict[str, Any] | None = None
