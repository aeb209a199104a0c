"""The settings under the text box: how freely the model writes, bound to the chat everybody shares."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import ipywidgets

from ..content.config import GenerateContentConfig, merge

if TYPE_CHECKING:
    from ..client.chats import Chat

MIDDLE = 1.0
"""Where the slider rests while the model's own default holds."""


class TemperatureControl(ipywidgets.HBox):  # type: ignore[misc]  # ipywidgets has no types
    """A slider from 0 to 2 that sets the chat's temperature; untouched, or after *Use default*, the model decides.

    The setting is the chat's own: the next message from the panel, a cell or Python goes out with it, and a cell's
    ``--temperature`` wins over it.
    """

    def __init__(self, chat: Chat[Any]) -> None:
        self._chat = chat
        self.slider = ipywidgets.FloatSlider(
            value=MIDDLE,
            min=0.0,
            max=2.0,
            step=0.05,
            description="Temperature",
            readout=False,
            layout={"flex": "1 1 160px", "width": "auto", "min_width": "140px", "max_width": "340px"},
            style={"description_width": "initial"},
            tooltip="How freely the model writes: 0 is the most predictable, 2 the most varied",
        )
        self.reading = ipywidgets.Label(layout={"width": "auto", "min_width": "92px"})
        self.reset = ipywidgets.Button(
            description="Use default",
            tooltip="Let the model use its own temperature",
            layout={"width": "auto"},
        )
        super().__init__([self.slider, self.reading, self.reset])
        self.add_class("genai-chat-settings")
        self.refresh()
        self.slider.observe(self._moved, "value")
        self.reset.on_click(lambda _button: self._set(None))

    @property
    def temperature(self) -> float | None:
        """The chat's temperature, 0 to 2; None while the model's own default holds."""
        return self._chat.config.temperature if self._chat.config is not None else None

    def refresh(self) -> None:
        """Show what the chat has, after Python or a cell may have changed it."""
        temperature = self.temperature
        self.reading.value = "model default" if temperature is None else f"{temperature:.2f}"
        self.reset.layout.display = "none" if temperature is None else None
        self.slider.value = self._resting_place()

    def _resting_place(self) -> float:
        """Where the slider stands for what the chat has."""
        temperature = self.temperature
        return MIDDLE if temperature is None else min(max(temperature, self.slider.min), self.slider.max)

    def _moved(self, change: Any) -> None:
        # When it only follows the chat, the chat keeps its exact value.
        if change["new"] != self._resting_place():
            self._set(round(change["new"], 2))

    def _set(self, temperature: float | None) -> None:
        config = merge(self._chat.config, GenerateContentConfig(temperature=temperature))
        self._chat.config = config.model_copy(update={"temperature": temperature})
        self.refresh()
