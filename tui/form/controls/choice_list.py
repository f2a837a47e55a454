"""The list of choices that opens over the form."""

import time
from collections.abc import Sequence
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message
from textual.widgets import OptionList
from textual.widgets.option_list import Option

_SEARCH_PAUSE = 0.8


class ChoiceList(OptionList):
    """Takes the focus, posts `Chosen` and `Closed`, and removes itself.

    Typing letters goes to the first choice with that text, beginnings first; a pause of
    0.8 s starts a new search.
    """

    ALLOW_SELECT = False
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,left", "close", "Close", show=False)]
    DEFAULT_CSS = """
    ChoiceList {
        overlay: screen;
        constrain: none inside;
        width: auto;
        min-width: 100%;
        max-width: 60;
        height: auto;
        max-height: 12;
        border: none;
        padding: 0;
        background: $panel;
        color: $foreground;
        text-style: none;
        &:focus { border: none; }
        & > .option-list--option { padding: 0 1; }
    }
    """

    class Chosen(Message):
        """The choice at `index` was taken."""

        def __init__(self, index: int) -> None:
            super().__init__()
            self.index = index

    class Closed(Message):
        """The list is going away; `refocus` unless the person went elsewhere."""

        def __init__(self, refocus: bool) -> None:
            super().__init__()
            self.refocus = refocus

    def __init__(self, labels: Sequence[str], index: int | None) -> None:
        super().__init__(*(Option(Content(label)) for label in labels))
        self._labels = [label.casefold() for label in labels]
        self._start = index
        self._sought = ""
        self._sought_at = 0.0
        self._leaving = False

    def on_mount(self) -> None:
        self.highlighted = self._start if self._start is not None else 0
        self.focus()

    def check_consume_key(self, key: str, character: str | None = None) -> bool:
        return character is not None and character.isprintable() and key != "space"

    def on_key(self, event: events.Key) -> None:
        if event.character is None or not event.is_printable or event.key == "space":
            return
        event.stop()
        event.prevent_default()
        now = time.monotonic()
        if now - self._sought_at > _SEARCH_PAUSE:
            self._sought = ""
        self._sought_at = now
        self._sought += event.character.casefold()
        found = [at for at, label in enumerate(self._labels) if self._sought in label]
        if found:
            self.highlighted = min(found, key=lambda at: not self._labels[at].startswith(self._sought))

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        event.stop()

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self.post_message(self.Chosen(event.option_index))
        self._close(refocus=True)

    def action_close(self) -> None:
        self._close(refocus=True)

    def on_blur(self) -> None:
        self._close(refocus=False)

    def _close(self, *, refocus: bool) -> None:
        if not self._leaving:
            self._leaving = True
            self.post_message(self.Closed(refocus))
            self.remove()
