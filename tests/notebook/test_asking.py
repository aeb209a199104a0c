"""One prompt and its reply, to the end or to where it was stopped."""

import pytest

from genai_magics.content.response import GenerateContentResponse
from genai_magics.notebook.asking import Question, Stopped, ask
from genai_magics.notebook.surroundings import Cell
from genai_magics.rendering.live import Ending, TerminalPublisher
from tests.notebook.conftest import Cells


class Impatient(TerminalPublisher):
    """A page whose reader presses stop at the first words, and again while the end is being shown."""

    def __init__(self) -> None:
        super().__init__(lambda _text: None)
        self.endings: list[str] = []
        self.presses = 2

    def press(self) -> None:
        if self.presses:
            self.presses -= 1
            raise KeyboardInterrupt

    def grow(self, markdown: str) -> None:
        super().grow(markdown)
        self.press()

    def end(self, ending: Ending) -> None:
        self.press()
        self.endings.append(ending.bundle[0]["text/plain"])


def test_a_second_press_of_stop_loses_nothing(cells: Cells) -> None:
    """What had come is shown, kept in the conversation and handed over, also when stop is pressed twice."""
    page, kept = Impatient(), list[GenerateContentResponse]()
    chat = cells.session.chat()
    with pytest.raises(Stopped):
        ask(chat, Question("Explain list comprehensions", Cell(1)), page, kept.append)
    assert chat.last is not None
    assert chat.last.state == "interrupted"
    assert [response.text for response in kept] == [chat.last.text]
    assert len(page.endings) == 1
    assert str(chat.last.text) in page.endings[0]
