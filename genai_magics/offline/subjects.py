"""What the offline model knows: subjects read from the Markdown files in ``knowledge/``.

A file holds subjects under ``# Title``, each with lines ``names:``, ``family:`` and ``of:`` and then sections
``## lead``, ``## table``, ``## example``, ``## points``, ``## quote`` and ``## why``. A section given more than once
is another way to say the same.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

KNOWLEDGE = Path(__file__).with_name("knowledge")


@dataclass(frozen=True)
class Subject:
    """One subject: its title, the names it goes by, its family with what it is *of* there, and its sections."""

    title: str
    names: tuple[str, ...]
    family: str = ""
    of: tuple[str, ...] = ()
    sections: Mapping[str, Sequence[str]] = field(default_factory=dict)

    def ways(self, section: str) -> Sequence[str]:
        """The ways to say one section; empty when the subject has none."""
        return self.sections.get(section, ())


@lru_cache(maxsize=1)
def subjects() -> tuple[Subject, ...]:
    """Every subject, in the order of the files' names."""
    files = sorted(KNOWLEDGE.glob("*.md"))
    return tuple(subject for file in files for subject in read_subjects(file.read_text("utf-8")))


def read_subjects(markdown: str) -> Iterator[Subject]:
    """The subjects of one file."""
    for title, body in split_headings(markdown, "# "):
        head, *_ = body.split("\n## ", 1)
        facts = dict(re.findall(r"^(names|family|of): *(.+)$", head, re.MULTILINE))
        sections: dict[str, list[str]] = {}
        for name, text in split_headings(body, "## "):
            sections.setdefault(name, []).append(text.strip())
        yield Subject(title, _listed(facts["names"]), facts.get("family", ""), _listed(facts.get("of", "")), sections)


def split_headings(markdown: str, mark: str) -> Iterator[tuple[str, str]]:
    """(heading, text below it) for each heading that starts with *mark*; headings inside fenced code do not count."""
    heading: str | None = None
    lines: list[str] = []
    fenced = False
    for line in markdown.split("\n"):
        fenced ^= line.lstrip().startswith("```")
        if line.startswith(mark) and not fenced:
            if heading is not None:
                yield heading, "\n".join(lines)
            heading, lines = line.removeprefix(mark).strip(), []
        else:
            lines.append(line)
    if heading is not None:
        yield heading, "\n".join(lines)


@lru_cache(maxsize=256)
def find_subject(text: str) -> Subject | None:
    """The subject whose longest name occurs in *text* as whole words, or None."""
    pattern, named = _index()
    return named[max(found, key=len)] if (found := [name.lower() for name in pattern.findall(text)]) else None


def find_relative(subject: Subject, text: str) -> Subject | None:
    """The subject of the same family that is *of* something *text* mentions ("the same for dictionaries")."""
    family = [each for each in subjects() if each.family and each.family == subject.family and each is not subject]
    return next((each for each in family for thing in each.of if mentions(text, thing)), None)


def mentions(text: str, name: str) -> bool:
    """Whether *name* occurs in *text* as whole words, in any case."""
    return re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text, re.IGNORECASE) is not None


@lru_cache(maxsize=1)
def _index() -> tuple[re.Pattern[str], Mapping[str, Subject]]:
    """A pattern for all names, longest first, and the subject of each name in lower case."""
    named = {name.lower(): subject for subject in subjects() for name in subject.names}
    names = "|".join(re.escape(name) for name in sorted(named, key=len, reverse=True))
    return re.compile(rf"(?<!\w)(?:{names})(?!\w)", re.IGNORECASE), named


def _listed(line: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in line.split(",") if name.strip())
