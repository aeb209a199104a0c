"""Settings of a reply that only Vertex AI has."""

from .rare_enums import FeatureSelectionPreference
from .record import Open, Record


class GenerationConfigRoutingConfigAutoRoutingMode(Record):
    """Let Vertex AI choose a model by preference."""

    model_routing_preference: str | None = None


class GenerationConfigRoutingConfigManualRoutingMode(Record):
    """Send the request to the model named."""

    model_name: str | None = None


class GenerationConfigRoutingConfig(Record):
    """How Vertex AI routes a request."""

    auto_mode: GenerationConfigRoutingConfigAutoRoutingMode | None = None
    manual_mode: GenerationConfigRoutingConfigManualRoutingMode | None = None


class ModelSelectionConfig(Record):
    """What Vertex AI chooses a model for."""

    feature_selection_preference: Open[FeatureSelectionPreference] | None = None


class ModelArmorConfig(Record):
    """Templates that screen prompts and replies (Vertex AI only)."""

    prompt_template_name: str | None = None
    response_template_name: str | None = None


class GenerationOutputConfig(Record):
    """Where Vertex AI stores what it made."""

    output_uri_prefix: str | None = None
