"""Plausible values for JSON fields, by the field's name or format."""

from collections.abc import Iterator, Sequence

_BY_NAME: dict[str, Sequence[str]] = {
    "email": ("ada@example.org", "grace@example.org", "alan@example.org"),
    "url": ("https://example.org/one", "https://example.org/two"),
    "country": ("Norway", "Kenya", "Japan", "Peru"),
    "city": ("Oslo", "Nairobi", "Kyoto", "Lima"),
    "capital": ("Oslo", "Nairobi", "Tokyo", "Lima"),
    "place": ("Oslo", "Nairobi", "Kyoto", "Lima"),
    "address": ("1 Harbour Street", "12 Hill Road"),
    "phone": ("+00 555 0100", "+00 555 0111"),
    "date": ("2026-03-14", "2026-06-21", "2026-11-02"),
    "time": ("09:30", "14:15", "18:45"),
    "author": ("Ada Lovelace", "Grace Hopper", "Alan Turing", "Emmy Noether"),
    "person": ("Ada Lovelace", "Grace Hopper", "Alan Turing", "Emmy Noether"),
    "recipe": ("Oat cookies", "Lemon squares", "Ginger snaps", "Almond biscuits"),
    "ingredient": ("oats", "butter", "lemon zest", "ginger", "almonds"),
    "name": ("Ada Lovelace", "Grace Hopper", "Alan Turing", "Emmy Noether"),
    "title": ("A first look", "The second step", "What remains", "A short history"),
    "colo": ("teal", "amber", "crimson", "slate"),
    "currency": ("EUR", "NOK", "JPY", "KES"),
    "language": ("Python", "Julia", "R", "Rust"),
    "unit": ("metre", "second", "kilogram"),
    "tag": ("notebook", "python", "statistics", "plot"),
    "step": ("Measure first.", "Mix well.", "Let it rest.", "Taste and adjust."),
    "question": ("What changes?", "What stays the same?", "What would prove it wrong?"),
    "sentiment": ("positive", "neutral", "negative"),
    "id": ("a1", "b2", "c3", "d4"),
    "code": ("A1", "B2", "C3", "D4"),
    "descri": ("A plausible text, filled in by the offline demo.", "Short, and made up by the offline demo."),
    "summary": ("The offline demo filled this in; a real model would summarise.",),
}
_ANYTHING = ("a made-up value", "another made-up value", "a third made-up value", "one more made-up value")
_BY_FORMAT = {
    "date-time": "2026-03-14T09:30:00Z",
    "date": "2026-03-14",
    "time": "09:30:00Z",
    "duration": "PT30M",
    "email": "ada@example.org",
    "hostname": "example.org",
    "ipv4": "192.0.2.1",
    "ipv6": "2001:db8::1",
    "uri": "https://example.org/one",
    "url": "https://example.org/one",
    "uuid": "3f2b8c1e-5d4a-4f6b-9c7d-8e1f2a3b4c5d",
}


def example_text(name: str, title: str = "") -> Sequence[str]:
    """Values for a field called *name*, most fitting first."""
    for words in (name.lower(), title.lower()):
        for part, values in _BY_NAME.items():
            if part in words:
                return values
    return _ANYTHING


def of_format(name: str) -> str | None:
    """A value of a JSON Schema format, or None for a format not known here."""
    return _BY_FORMAT.get(name)


def candidates_for_pattern(name: str) -> Iterator[str]:
    """Texts of many shapes, to try against a pattern: by name, by format, then digits, letters and codes by length."""
    yield from example_text(name)
    yield from _BY_FORMAT.values()
    for length in (*range(1, 17), 20, 24, 32):
        for alphabet in ("1", "a", "A", "Aa", "A1", "a1", "f0"):
            yield (alphabet * length)[:length]
    for left in range(1, 6):
        for right in range(1, 6):
            for joint in ("-", "_", ".", "/", " ", ":"):
                yield from (f"{a * left}{joint}{b * right}" for a in "Aa1" for b in "Aa1")
            yield from (f"{a * left}{b * right}" for a, b in ("A1", "a1", "Aa", "1A", "1a"))
    yield from ("1.0.0", "555-0100-100", "555-010-0100", "+15550100", "#a1b2c3", "#A1B2C3", "@ada", "$1.00", "1,000")
