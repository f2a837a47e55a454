"""One of several choices on one line: `‹ 16:9 ›`, with a list that opens over the form."""

from typing import Any, ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.content import Content

from engine.form.model import ABSENT
from tui.form.controls.choice_list import ChoiceList
from tui.form.controls.line_control import LineControl, matches
from tui.form.controls.popup import Popup
from tui.form.controls.stand_in import NOT_SET, NULL


class ChoiceBar(LineControl):
    """Left and right (or up and down) change the choice; space, enter or a click opens the list.

    A value that is none of the choices is shown, marked with (?), until another is chosen.
    Delete unsets, where the schema lets it.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left,up", "move(-1)", "Previous", show=False),
        Binding("right,down", "move(1)", "Next", show=False),
        Binding("home", "edge(0)", "First", show=False),
        Binding("end", "edge(-1)", "Last", show=False),
        Binding("space,enter", "open", "All choices", show=False),
    ]

    _list: ChoiceList | None = None

    @property
    def is_open(self) -> bool:
        """Whether the list is shown."""
        return self._list is not None and self._list.is_attached

    def render(self) -> Content:
        # Arrows while focused: the focus must be readable without colour.
        return Content(f"‹ {self.label()} ›" if self.has_focus else f"{self.label()} ▾")

    def _index(self) -> int | None:
        value = self.value
        return next((at for at, c in enumerate(self.field.choices) if matches(c.value, value)), None)

    def action_move(self, by: int) -> None:
        at = self._index()
        last = len(self.field.choices) - 1
        to = (0 if by > 0 else last) if at is None else min(last, max(0, at + by))
        if to != at:
            self.choose(self.field.choices[to].value)

    def action_edge(self, index: int) -> None:
        self.choose(self.field.choices[index].value)

    def _rows(self) -> list[tuple[Any, str]]:
        """Everything the list offers: "not set" and "none" too, where the schema has them."""
        rows: list[tuple[Any, str]] = [(choice.value, choice.label) for choice in self.field.choices]
        if not self.field.required:
            rows.insert(0, (ABSENT, f"– {NOT_SET}"))
        if self.field.nullable:
            rows.append((None, NULL))
        return rows

    def action_open(self) -> None:
        """Open the list."""
        if not self.is_open:
            rows, value = self._rows(), self.value
            at = next((at for at, row in enumerate(rows) if matches(row[0], value)), None)
            self._list = ChoiceList(self, [label for _, label in rows], at)
            self._list.open()

    def on_choice_list_chosen(self, event: ChoiceList.Chosen) -> None:
        event.stop()
        value = self._rows()[event.index][0]
        if value is ABSENT:
            self.action_unset()
        else:
            self.choose(value)

    def on_popup_closed(self, event: Popup.Closed) -> None:
        event.stop()
        if event.refocus:
            self.focus()

    def on_click(self, event: events.Click) -> None:
        # Not on mouse down: the button would then come up over the list, and choose.
        if event.button == 1:
            event.stop()
            self.action_open()
