"""A link goes where it says it goes, or says where it goes."""

import pytest

from genai_magics.rendering.links import live_target
from genai_magics.rendering.markdown import render
from tests.corpora import corpus
from tests.rendering import dom_oracle


def hrefs(html: str) -> list[str]:
    return [node.attrib["href"] for node in dom_oracle.nodes(html) if "href" in node.attrib]


@pytest.mark.parametrize("markdown", corpus("own/links.json"))
def test_only_web_and_mail_links_stay_alive(markdown: str) -> None:
    """Every target of another scheme, and every relative one, is text."""
    html = render(markdown)
    assert dom_oracle.faults(html) == []
    assert bool(hrefs(html)) == ("](http://ok.test/)" in markdown or "](HTTPS://OK.TEST/)" in markdown)


@pytest.mark.parametrize(
    "link", [case if isinstance(case, str) else case["url"] for case in corpus("own/urls_ssrf.json")]
)
def test_a_hostile_address_is_a_plain_link_or_text(link: str) -> None:
    """Whatever host an address names, the page only ever holds a link to be clicked."""
    assert dom_oracle.faults(render(f"[a]({link}) [b](<{link}>) <{link}> {link}")) == []


@pytest.mark.parametrize(
    ("markdown", "note"),
    [
        pytest.param("[good.test](https://evil.test/x)", " (evil.test)", id="another host in the text"),
        pytest.param("[https://good.test/login](https://evil.test)", " (evil.test)", id="another address in the text"),
        pytest.param("<https://good.test@evil.test/x>", " (evil.test)", id="user name that looks like a host"),
        pytest.param("[here](https://пример.test/)", " (xn--e1afmkfd.test)", id="host not in ASCII"),
        pytest.param("https://аpple.test/", " (xn--pple-43d.test)", id="look-alike host by itself"),
        pytest.param("[bank.rs](https://evil.test)", " (evil.test)", id="host that could be a file"),
        pytest.param("[good\u200b.test](https://evil.test)", " (evil.test)", id="host with something invisible in it"),
        pytest.param("[ｇｏｏｄ．ｔｅｓｔ](https://evil.test)", " (evil.test)", id="host in wide letters"),
        pytest.param("[good\u3002test](https://evil.test)", " (evil.test)", id="host with an ideographic dot"),
        pytest.param("[good.\u034ftest](https://evil.test)", " (evil.test)", id="an invisible mark behind the dot"),
        pytest.param("[10.0.0.1](https://evil.test)", " (evil.test)", id="numbers of another host"),
        pytest.param("[http://[::1]/](https://evil.test)", " (evil.test)", id="IPv6 numbers"),
        pytest.param("[localhost:8888](https://evil.test)", " (evil.test)", id="this machine"),
        pytest.param("[https://intranet/x](https://evil.test)", " (evil.test)", id="a host of one word"),
        pytest.param("[here](https://good.test@evil.test/)", " (evil.test)", id="a user name in the address"),
        pytest.param("[good@bank.test](mailto:evil@evil.test)", " (evil@evil.test)", id="another person"),
        pytest.param("[bank.test](mailto:evil@evil.test)", " (evil@evil.test)", id="mail to another host"),
        pytest.param("[a@b.test](mailto:a@b.test?bcc=c@d.test)", " (a@b.test?bcc=c@d.test)", id="a hidden recipient"),
        pytest.param("[docs](docs/readme.md)", " (docs/readme.md)", id="relative target"),
        pytest.param("[run](javascript:alert(1))", " (javascript:alert(1))", id="script"),
    ],
)
def test_says_where_a_link_goes_that_could_be_taken_for_another(markdown: str, note: str) -> None:
    """Behind the text stands the host, or the target that was not linked."""
    assert note in dom_oracle.text_of(render(markdown))


@pytest.mark.parametrize(
    "markdown",
    [
        pytest.param("[the docs](https://docs.test/a)", id="plain words"),
        pytest.param("https://docs.test/a?b=1&c=2", id="address by itself"),
        pytest.param("[www.docs.test](https://docs.test)", id="with and without www"),
        pytest.param("[me@mail.test](mailto:me@mail.test)", id="mail"),
        pytest.param("[Write](MAILTO:me@mail.test?subject=a)", id="mail in capitals"),
        pytest.param("[mail.test](mailto:me@mail.test)", id="mail to the host named"),
        pytest.param("[version 1.2.3](https://docs.test)", id="a version is no host"),
    ],
)
def test_an_honest_link_is_left_as_it_is(markdown: str) -> None:
    """No note is put behind a link whose text misleads nobody."""
    html = render(markdown)
    assert hrefs(html)
    assert "genai-host" not in html


@pytest.mark.parametrize(
    "text", ["main.py", "README.md", "os.path", "example.com", "ftp://a.test/b", "//a.test/b", "a@b.test"]
)
def test_only_written_out_addresses_become_links_by_themselves(text: str) -> None:
    """File names, bare hosts and other schemes in running text stay text."""
    assert hrefs(render(f"See {text} for more.")) == []


@pytest.mark.parametrize(
    "href",
    [
        "https:evil.test",
        "https://",
        "http://a b/",
        "https://a\\b/",
        "http://%65vil.test/",
        "http://[::1",
        "https://a:b:c/",
    ],
)
def test_an_address_whose_host_is_not_clear_is_refused(href: str) -> None:
    """Addresses that two readers could take for two hosts are not linked."""
    assert live_target(href) is None
