"""Where a link really goes, and how a link or picture in model text is shown so that it cannot lie or fetch.

A link stays alive only for http, https and mailto. Its host is written behind the text when the text names another host
or when the host is not plain ASCII. A picture is never loaded: it becomes words.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from .badges import invisible

if TYPE_CHECKING:
    from markdown_it.rules_core import StateCore
    from markdown_it.token import Token

MOST_USES = 200
LONGEST_DEFINITION = 2000
_LONGEST_SHOWN = 200
_HOST = re.compile(r"[a-z0-9_-]+(?:\.[a-z0-9_-]+)*\.?|\[[0-9a-f:.]+\]")
# Each run of letters is looked at once: what goes back and tries again takes minutes on long ones.
_NAMED_HOST = re.compile(
    r"(?<=://)(?:\[[0-9a-f:.]++\]|[\w-]++(?![\w.-]))|(?<![\w-])(?:[\w-]++(?:\.[\w-]++)++|localhost(?![\w-]))"
)
_IP_ADDRESS = re.compile(r"\d{1,3}(?:\.\d{1,3}){3}")
_NAMED_MAIL = re.compile(r"(?<![\w.+-])[\w.+-]++@[\w-]++(?:\.[\w-]++)*+")
_MORE_RECIPIENTS = re.compile(r"[?&;](?:to|b?cc)=", re.IGNORECASE)
_DOTS = str.maketrans("\u3002\uff61", "..")
_UNCLEAR = re.compile(r"[\x00-\x20\\]")


class OutputTooLargeError(Exception):
    """The HTML of a text would be out of all proportion to the text."""


@dataclass(frozen=True, slots=True)
class Target:
    """A link target that may stay alive, the host it reaches, and for mail to whom it goes."""

    href: str
    host: str
    mail: str = ""


def live_target(href: str) -> Target | None:
    """*href* as a target a browser may follow on a click; None for other schemes, relative ones and unclear hosts."""
    if _UNCLEAR.search(href):
        return None
    scheme = href.split(":", 1)[0].lower()
    if scheme == "mailto":
        return _mail_target(href[len("mailto:") :])
    if scheme not in {"http", "https"}:
        return None
    host = host_of(href)
    return Target(scheme + href[len(scheme) :], host) if _HOST.fullmatch(host) else None


def _mail_target(address: str) -> Target | None:
    mail = address if _MORE_RECIPIENTS.search(address) else address.split("?", 1)[0]
    return Target(f"mailto:{address}", mail.rpartition("@")[2].lower(), mail.lower()) if mail else None


def host_of(href: str) -> str:
    """The host named by an absolute URL, in lower case, or an empty string."""
    try:
        parts = urlsplit(href)
        host = parts.hostname or ""
        _ = parts.port
    except ValueError:
        return ""
    return f"[{host}]" if ":" in host else host


def misleading(text: str, target: Target) -> bool:
    """Whether a person reading *text* could take the link for one to another host, or to another person."""
    if "xn--" in target.host or (not target.mail and "@" in urlsplit(target.href).netloc):
        return True
    seen = _seen(text)
    if target.mail and any(mail != target.mail for mail in _NAMED_MAIL.findall(seen)):
        return True
    return any(_site(name) != _site(target.host) for name in _named_hosts(seen))


def _named_hosts(text: str) -> Iterator[str]:
    for name in _NAMED_HOST.findall(text):
        _, *labels = name.split(".")
        if not labels or _IP_ADDRESS.fullmatch(name) or any(label[1:] and label[0].isalpha() for label in labels):
            yield name


def _seen(text: str) -> str:
    """*text* as the eye takes it: nothing invisible, wide and styled letters and dots as plain ones."""
    if text.isascii():
        return text.lower()
    plain = unicodedata.normalize("NFKC", text.translate(_DOTS)).lower()
    return "".join(character for character in plain if not invisible(character))


def _site(host: str) -> str:
    return host.rstrip(".").removeprefix("www.")


def rewrite_targets(state: "StateCore") -> None:
    """The markdown-it rule that takes dead links apart, writes hosts behind lying ones, and counts what links cost."""
    uses: Counter[str] = Counter()
    spent, most = 0, 20 * len(state.src) + 1_000_000
    for token in state.tokens:
        if token.type == "inline" and token.children:
            token.children, cost = _rewritten(token.children, uses)
            spent += cost
            if spent > most:
                raise OutputTooLargeError


def forget_long_definitions(state: "StateCore") -> None:
    """The markdown-it rule that drops link definitions no honest text has; they are how small texts grow huge pages."""
    references = state.env.get("references", {})
    for label in [label for label, found in references.items() if definition_length(found) > LONGEST_DEFINITION]:
        del references[label]


def definition_length(reference: dict[str, str]) -> int:
    """How many characters each use of a link definition puts into the page."""
    return len(reference.get("href", "")) + len(reference.get("title", ""))


def _rewritten(tokens: "list[Token]", uses: "Counter[str]") -> "tuple[list[Token], int]":
    result: list[Token] = []
    cost, started, target, href = 0, 0, None, ""
    for token in tokens:
        if token.type == "link_open":
            started, overused = len(result), _overused(token, uses)
            href = "" if overused else str(token.attrs.get("href", ""))
            target = live_target(href)
            if target:
                token.attrs = {"href": target.href}
                cost += len(href)
                result.append(token)
        elif token.type == "link_close":
            note = _note(_text(result[started:]), href, target)
            result += [token] if target else []
            result += [note] if note else []
        else:
            result.append(token)
    return result, cost


def _overused(token: "Token", uses: "Counter[str]") -> bool:
    label = token.meta.get("label")
    if not label:
        return False
    uses[label] += 1
    return uses[label] > MOST_USES


def _note(text: str, href: str, target: Target | None) -> "Token | None":
    if target is None:
        shown = href if len(href) <= _LONGEST_SHOWN else href[:_LONGEST_SHOWN] + "…"
        return _small(shown) if shown and shown != text else None
    return _small(target.mail or target.host) if misleading(text, target) else None


def _small(content: str) -> "Token":
    from markdown_it.token import Token

    return Token("target_note", "", 0, content=content)


def _text(tokens: "list[Token]") -> str:
    return "".join(_words(token) for token in tokens)


def _words(token: "Token") -> str:
    if token.type == "image":
        return image_words(token)
    return " " if token.type in {"softbreak", "hardbreak"} else token.content


def image_words(token: "Token") -> str:
    """What stands in the place of a picture that is not loaded."""
    alt = _text(token.children or []) or "no description"
    source = str(token.attrs.get("src", ""))
    host = host_of(source)
    where = f"host {host}" if host else f"{source.split(':', 1)[0]} address" if ":" in source else "a local address"
    return f"[image: {alt} - not loaded, {where}]"
