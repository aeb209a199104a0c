"""Nothing that a model writes runs, loads or asks anything by itself."""

import json
import random
import re
from importlib.metadata import distribution
from pathlib import Path
from typing import Any

import pytest

from genai_magics.rendering.cleaning import ATTRIBUTES, CLASSES, SCHEMES, TAGS, clean
from genai_magics.rendering.markdown import render
from tests.corpora import FOLDER, corpus
from tests.rendering import dom_oracle

LISTS = sorted(f"{folder}/{path.name}" for folder in ("xss", "markdown") for path in (FOLDER / folder).glob("*.json"))


def payloads(name: str) -> list[str]:
    return [text for case in corpus(name) for text in _texts(case)]


def _texts(case: Any) -> list[str]:
    if isinstance(case, str):
        return [case]
    return [case[key] for key in ("payload", "input", "text", "markdown", "title", "html") if case.get(key)]


@pytest.mark.parametrize("name", LISTS or ["xss/bleach_data.json"])
def test_leaves_nothing_but_the_listed_tags_and_attributes(name: str) -> None:
    """Every payload, read by a browser's parser, holds only what our list names."""
    wrong = {text: found for text in payloads(name) if (found := dom_oracle.faults(render(text)))}
    assert wrong == {}


def test_mixtures_of_payloads_are_as_harmless_as_each() -> None:
    """Payloads cut and glued at random, inside lists, fences, tables and links, stay inside the list."""
    chance = random.Random(20)
    texts = [text for name in LISTS for text in payloads(name)] or payloads("xss/bleach_data.json")
    frames = [
        "{}",
        "> {}",
        "- {}\n  {}",
        "| a |\n|---|\n| {} |",
        "[{}]({})",
        "`{}`",
        "```{}\n{}\n```",
        "![{}]({})",
        "$${}$$",
    ]
    for _ in range(1500):
        pieces = [text[chance.randrange(len(text) + 1) :][:200] for text in chance.choices(texts, k=2)]
        markdown = chance.choice(frames).format(*pieces)
        assert dom_oracle.faults(render(markdown)) == [], markdown


@pytest.mark.parametrize("name", LISTS or ["xss/bleach_data.json"])
def test_the_cleaner_alone_holds_too(name: str) -> None:
    """Even if the parser let raw HTML through, the cleaner leaves only the list, and cleaning twice changes nothing."""
    for text in payloads(name):
        once = clean(text)
        assert dom_oracle.faults(once) == [], text
        assert dom_oracle.outline(clean(once)) == dom_oracle.outline(once)


@pytest.mark.parametrize("case", [pytest.param(case, id=case["name"]) for case in corpus("own/exfil_markdown.json")])
def test_nothing_is_fetched_for_model_text(case: dict[str, str]) -> None:
    """No form of image, style or embedding leaves an element that asks a server; only links, on a click."""
    html = render(case["markdown"])
    assert dom_oracle.faults(html) == []
    attributes = {name for node in dom_oracle.nodes(html) for name in node.attrib}
    assert not attributes & {"src", "srcset", "background", "poster", "data", "action", "style", "ping"}


def test_a_picture_becomes_words_that_name_its_host() -> None:
    """An image says in its place what it was, that it was not loaded, and where it would have come from."""
    assert "[image: a cat - not loaded, host example.org]" in render("![a cat](https://example.org/cat.png)")
    assert "[image: no description - not loaded, a local address]" in render("![](files/cat.png)")
    assert "[image: x - not loaded, data address]" in render("![x](data:image/png;base64,AAAA)")


def test_the_allow_list_is_the_one_that_was_judged() -> None:
    """The product's list equals the oracle's copy, so neither grows alone."""
    assert TAGS == dom_oracle.TAGS
    assert CLASSES == dom_oracle.CLASSES
    assert {"http", "https", "mailto"} == SCHEMES
    expected = {tag: names - {"rel", "target"} for tag, names in dom_oracle.ATTRIBUTES.items()}
    assert {tag: set(names) for tag, names in ATTRIBUTES.items()} == {"*": set(), **expected}


def test_the_cleaner_is_built_on_a_sound_ammonia() -> None:
    """The nh3 wheel's own bill of materials names ammonia 4.1.4 or later."""
    files = distribution("nh3").files or []
    bills = [json.loads(Path(file.locate()).read_text("utf-8")) for file in files if "sboms" in file.parts]
    versions = [part["version"] for bill in bills for part in bill["components"] if part["name"] == "ammonia"]
    assert versions
    assert all(tuple(int(number) for number in re.findall(r"\d+", version)[:3]) >= (4, 1, 4) for version in versions)
