"""How images are made."""

from .rare_enums import ProminentPeople
from .record import Open, Record


class ImageConfigImageOutputOptions(Record):
    """The file format of images (Vertex AI only); quality from 0 to 100."""

    mime_type: str | None = None
    compression_quality: int | None = None


class ImageConfig(Record):
    """How images are made: ``aspect_ratio`` such as ``"16:9"``, ``image_size`` such as ``"2K"``.

    The other fields are for Vertex AI only.
    """

    aspect_ratio: str | None = None
    image_size: str | None = None
    person_generation: str | None = None
    prominent_people: Open[ProminentPeople] | None = None
    output_mime_type: str | None = None
    output_compression_quality: int | None = None
    image_output_options: ImageConfigImageOutputOptions | None = None
