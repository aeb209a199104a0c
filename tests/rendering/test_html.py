"""Whatever is put into an element is text, unless it was built as markup."""

from genai_magics.rendering.html import Html, element, joined


def test_text_and_attributes_are_escaped() -> None:
    """Neither a child nor an attribute value can end its element or begin another."""
    built = element("p", {"title": "\"><script>'", "hidden": None}, "<b> & </p>", element("br"), None)
    assert built == '<p title="&quot;&gt;&lt;script&gt;&#x27;">&lt;b&gt; &amp; &lt;/p&gt;<br></p>'


def test_markup_is_not_escaped_twice() -> None:
    """What was built here goes into other elements as it is."""
    inner = element("em", None, "a<b")
    assert joined("<", inner) == "&lt;<em>a&lt;b</em>"
    assert isinstance(joined(inner), Html)
