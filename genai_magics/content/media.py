"""How the media of a part are to be looked at, and what is known about them."""

from .enums import MediaProcessing
from .message import Blob, FileData
from .rare_enums import (
    DocumentMetadataContentLayer,
    PartMediaResolutionLevel,
    SpreadsheetMetadataContentLayer,
    VideoMetadataContentLayer,
)
from .record import Open, Record


class VideoMetadata(Record):
    """Which piece of a video to look at: offsets are durations such as ``"1.5s"``."""

    start_offset: str | None = None
    end_offset: str | None = None
    fps: float | None = None
    content_layers: list[Open[VideoMetadataContentLayer]] | None = None


class DocumentMetadata(Record):
    """Which pages of a document to look at, counted from 1."""

    start_page: int | None = None
    end_page: int | None = None
    content_layers: list[Open[DocumentMetadataContentLayer]] | None = None


class SpreadsheetMetadata(Record):
    """Which cells of a spreadsheet to look at."""

    visible_cells: str | None = None
    sheet_index: int | None = None
    content_layers: list[Open[SpreadsheetMetadataContentLayer]] | None = None


class AudioMetadata(Record):
    """Which piece of a recording to listen to: offsets are durations such as ``"1.5s"``."""

    start_offset: str | None = None
    end_offset: str | None = None


class PartMediaResolution(Record):
    """How finely the image or video of a part is looked at: a level, or a number of tokens."""

    level: Open[PartMediaResolutionLevel] | None = None
    num_tokens: int | None = None


class WordInfo(Record):
    """One spoken word and when it was said."""

    word: str | None = None
    start_offset: str | None = None
    end_offset: str | None = None


class Transcription(Record):
    """What was said in a recording."""

    text: str | None = None
    finished: bool | None = None
    language_code: str | None = None
    speaker_label: str | None = None
    words: list[WordInfo] | None = None
    start_offset: str | None = None
    end_offset: str | None = None


class SpeechMetadata(Record):
    """Who speaks a part, and how."""

    speaker: str | None = None
    style: str | None = None


class FunctionResponseBlob(Blob):
    """Bytes inside the answer of a function."""


class FunctionResponseFileData(FileData):
    """A file inside the answer of a function."""


class FunctionResponsePart(Record):
    """A piece of media inside the answer of a function."""

    inline_data: FunctionResponseBlob | None = None
    file_data: FunctionResponseFileData | None = None
    media_processing: Open[MediaProcessing] | None = None
    media_resolution: PartMediaResolution | None = None
    video_metadata: VideoMetadata | None = None
    document_metadata: DocumentMetadata | None = None
    spreadsheet_metadata: SpreadsheetMetadata | None = None
    audio_metadata: AudioMetadata | None = None
