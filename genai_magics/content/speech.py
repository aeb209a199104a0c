"""How a spoken reply sounds, and how speech is written down."""

from .rare_enums import AudioTranscriptionConfigMode
from .record import Base64, Open, Record


class PrebuiltVoiceConfig(Record):
    """A voice by its name."""

    voice_name: str | None = None


class VoiceConsentSignature(Record):
    """Proof that a voice may be used."""

    signature: str | None = None


class ReplicatedVoiceConfig(Record):
    """A voice made from a sample."""

    mime_type: str | None = None
    voice_sample_audio: Base64 | None = None
    consent_audio: Base64 | None = None
    voice_consent_signature: VoiceConsentSignature | None = None


class VoiceConfig(Record):
    """The voice that speaks."""

    prebuilt_voice_config: PrebuiltVoiceConfig | None = None
    replicated_voice_config: ReplicatedVoiceConfig | None = None
    voice: str | None = None


class SpeakerVoiceConfig(Record):
    """The voice of one speaker."""

    speaker: str | None = None
    voice_config: VoiceConfig | None = None


class MultiSpeakerVoiceConfig(Record):
    """The voices of a conversation."""

    speaker_voice_configs: list[SpeakerVoiceConfig] | None = None


class SpeechConfig(Record):
    """How a spoken reply sounds."""

    voice_config: VoiceConfig | None = None
    multi_speaker_voice_config: MultiSpeakerVoiceConfig | None = None
    language_code: str | None = None


class LanguageAuto(Record):
    """Let the service find the language."""


class LanguageHints(Record):
    """Languages that are likely spoken."""

    language_codes: list[str] | None = None


class AudioTranscriptionConfig(Record):
    """How speech is written down."""

    language_codes: list[str] | None = None
    language_auto: LanguageAuto | None = None
    language_hints: LanguageHints | None = None
    custom_vocabulary: list[str] | None = None
    adaptation_phrases: list[str] | None = None
    word_timestamp: bool | None = None
    diarization: bool | None = None
    mode: Open[AudioTranscriptionConfigMode] | None = None
    source_text: str | None = None
