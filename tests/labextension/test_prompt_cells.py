"""How ``%%genai`` cells look in a real JupyterLab and in Notebook 7."""

import re
from typing import Literal

import pytest

from tests.browser.notebook import Notebook, Notebooks

pytestmark = pytest.mark.browser

PROMPT = """%%genai --temperature 0.7 --system "be --terse"
# Sky
Why is it **really** blue?

```python
def answer(): return 42
```"""
PYTHON = """# Sky
def answer(): return 42"""

MARKDOWN_TYPE = "text/x-ipythongfm"
PYTHON_TYPE = "text/x-ipython"

MIME_TYPE_IS = """([index, expected]) =>
  window.jupyterapp.shell.currentWidget.content.widgets[index].model.mimeType === expected"""
# The style of the innermost element around a text inside one cell's editor.
STYLE_OF = """([index, text]) => {
  const editor = document.querySelectorAll('.jp-Notebook-cell')[index].querySelector('.cm-content');
  const walker = document.createTreeWalker(editor, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    if (walker.currentNode.data.includes(text)) {
      const { color, fontWeight } = getComputedStyle(walker.currentNode.parentElement);
      return `${color} ${fontWeight}`;
    }
  }
}"""


def style(opened: Notebook, index: int, text: str) -> str:
    """Colour and weight in which a cell's editor shows *text*."""
    return str(opened.page.evaluate(STYLE_OF, [index, text]))


def wait_for_type(opened: Notebook, index: int, mime_type: str) -> None:
    """Wait until the editor of a cell speaks *mime_type*, and its first line is set off only when that is Markdown."""
    opened.page.wait_for_function(MIME_TYPE_IS, arg=[index, mime_type], timeout=10_000)
    header = opened.cell(index).locator(".cm-line.jp-genai-header")
    header.wait_for(state="attached" if mime_type == MARKDOWN_TYPE else "detached")


def type_into(opened: Notebook, index: int, key: str, text: str) -> None:
    """Click into a cell, press *key*, then type *text*, as a person does."""
    opened.cell(index).locator(".cm-content").click()
    opened.page.keyboard.press(key)
    opened.page.keyboard.type(text)


@pytest.mark.parametrize("app", ["lab", "notebook"])
def test_a_prompt_is_shown_as_markdown_and_python_as_python(
    notebook: Notebooks, app: Literal["lab", "notebook"]
) -> None:
    """The body has Markdown's headings and bold, code in fences has its own colours; other cells are as ever."""
    opened = notebook(PROMPT, PYTHON, app=app)
    wait_for_type(opened, 0, MARKDOWN_TYPE)
    wait_for_type(opened, 1, PYTHON_TYPE)
    assert style(opened, 0, "really").endswith(" 700")
    assert style(opened, 0, "Sky").endswith(" 700")
    assert not style(opened, 1, "Sky").endswith(" 700")
    assert style(opened, 0, "def") == style(opened, 1, "def") != style(opened, 0, "Why")


def test_the_first_line_is_set_off_with_its_flags(notebook: Notebooks) -> None:
    """One line is marked, and in it the magic and each flag, but not a flag inside quotes."""
    opened = notebook(PROMPT)
    header = opened.cell(0).locator(".jp-genai-header")
    header.wait_for()
    assert header.all_inner_texts() == [PROMPT.splitlines()[0]]
    assert header.locator(".jp-genai-magic").all_inner_texts() == ["%%genai"]
    assert header.locator(".jp-genai-flag").all_inner_texts() == ["--temperature", "--system"]
    assert style(opened, 0, "%%genai").endswith(" 700")


def test_the_language_follows_what_is_typed(notebook: Notebooks) -> None:
    """A cell turns to Markdown when the magic is typed above it, and back to Python when it is broken."""
    opened = notebook(PYTHON)
    wait_for_type(opened, 0, PYTHON_TYPE)
    as_comment = style(opened, 0, "Sky")
    type_into(opened, 0, "Control+Home", "%%genai\n")
    wait_for_type(opened, 0, MARKDOWN_TYPE)
    opened.page.wait_for_function(f"(given) => ({STYLE_OF})(given).endsWith(' 700')", arg=[0, "Sky"])
    type_into(opened, 0, "Control+Home", "x")
    wait_for_type(opened, 0, PYTHON_TYPE)
    opened.page.wait_for_function(f"([given, old]) => ({STYLE_OF})(given) === old", arg=[[0, "Sky"], as_comment])


def test_a_reload_and_a_restarted_kernel_keep_it(notebook: Notebooks) -> None:
    """A prompt is still Markdown after a reload and a restart, although the saved cell has no trace of it."""
    opened = notebook(PROMPT, PYTHON)
    saved = opened.save()["cells"][0]
    assert saved["cell_type"] == "code"
    assert saved["metadata"].keys() <= {"trusted"}
    assert "".join(saved["source"]) == PROMPT
    opened.open()
    wait_for_type(opened, 0, MARKDOWN_TYPE)
    opened.page.evaluate("() => window.jupyterapp.shell.currentWidget.context.sessionContext.restartKernel()")
    wait_for_type(opened, 0, MARKDOWN_TYPE)
    wait_for_type(opened, 1, PYTHON_TYPE)


def test_a_person_can_switch_it_off(notebook: Notebooks) -> None:
    """The box in the settings editor turns open prompts to Python at once, and back."""
    opened = notebook(PROMPT)
    header = opened.page.locator(".jp-genai-header")
    header.wait_for()
    opened.command("settingeditor:open", query="Generative AI cells", settingEditorType="ui")
    box = opened.page.get_by_label("Highlight prompts")
    box.uncheck()
    header.wait_for(state="detached")
    box.check()
    header.wait_for(state="attached")


def test_the_first_line_is_readable_in_both_themes(notebook: Notebooks) -> None:
    """Magic, flags and values stand out from the line's background by at least 4.5 to 1, in light and in dark."""
    opened = notebook(PROMPT)
    header = opened.cell(0).locator(".jp-genai-header")
    for theme in ("dark", "light"):
        opened.theme(theme)
        background = header.evaluate("line => getComputedStyle(line).backgroundColor")
        ratios = {text: contrast(style(opened, 0, text), background) for text in ("%%genai", "--temp", "0.7")}
        assert min(ratios.values()) >= 4.5, f"{theme}: {ratios}"


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two CSS colours, as the accessibility guidelines (WCAG 2) count it."""
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def luminance(colour: str) -> float:
    """The relative luminance of ``rgb(r, g, b)``, from 0 to 1."""
    channels = [int(value) / 255 for value in re.findall(r"\d+", colour)[:3]]
    linear = [value / 12.92 if value <= 0.03928 else ((value + 0.055) / 1.055) ** 2.4 for value in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
