"""Several of many choices on one line, with a list that opens over the form."""

from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.content import Content

from tui.form.controls.check_list import Several
from tui.form.controls.choice_list import ChoiceList
from tui.form.controls.popup import Popup

_MOST_NAMED = 20


class MultiChoice(Several):
    """Space, enter or a click opens the list; there, typing narrows and space switches."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space,enter,down", "open", "All choices", show=False),
    ]

    def render(self) -> Content:
        at = sorted(self.ticked())
        names = ", ".join(self.field.choices[index].label for index in at[:_MOST_NAMED])
        words = f"{len(at)} of {len(self.field.choices)}: {names}" if at else self.summary()
        return Content(f"‹ {words} ›" if self.has_focus else f"{words} ▾")

    def action_open(self) -> None:
        """Open the list."""
        ticked = self.ticked()
        labels = [choice.label for choice in self.field.choices]
        ChoiceList(self, labels, min(ticked, default=None), ticked=ticked).open()

    def on_choice_list_chosen(self, event: ChoiceList.Chosen) -> None:
        event.stop()
        self.switch(event.index)

    def on_popup_closed(self, event: Popup.Closed) -> None:
        event.stop()
        if event.refocus:
            self.focus()

    def on_click(self, event: events.Click) -> None:
        if event.button == 1:
            event.stop()
            self.action_open()
