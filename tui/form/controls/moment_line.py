"""A date, a time, or both."""

from datetime import datetime
from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual.binding import Binding, BindingType

from engine.form.field import Field
from tui.form.controls.calendar import Calendar
from tui.form.controls.control import Edits
from tui.form.controls.moment_text import FORMS, day_of, spelt, stepped, with_day
from tui.form.controls.text_line import TextLine


def now() -> datetime:
    """The moment, with this machine's offset."""
    return datetime.now().astimezone()


class MomentLine(TextLine):
    """Typed; up and down step the part under the cursor, from now where nothing is set.

    Enter, or a click on the sign at the end, opens a calendar where there is a date.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "step(1)", "Later", show=False),
        Binding("down", "step(-1)", "Earlier", show=False),
        Binding("enter", "open", "Calendar", show=False),
    ]

    def __init__(self, field: Field, edits: Edits) -> None:
        super().__init__(field, edits)
        self.format = "date-time" if field.kind == "datetime" else field.kind

    def action_step(self, by: int) -> None:
        if not self.value.strip():
            self.value = spelt(now(), self.format)
            self.cursor_position = 0
            return
        cursor = self.cursor_position
        new = stepped(self.value, cursor, by)
        if new is not None:
            self.value = new
            self.cursor_position = cursor

    def action_open(self) -> None:
        if self.format != "time":
            today = now().date()
            Calendar(self, day_of(self.value) or today, today).open()

    def on_calendar_chosen(self, event: Calendar.Chosen) -> None:
        event.stop()
        if self.format == "date-time" and not day_of(self.value):
            self.value = spelt(now(), self.format)
        self.value = with_day(self.value, event.day)
        self.cursor_position = len(self.value)

    def tail(self) -> list[Segment]:
        sign = "" if self.format == "time" else " ▾"
        words = FORMS.get(self.format, "") if self.has_focus and self.value else ""
        return [Segment(f" {words}{sign} ", Style(dim=True))] if words or sign else []

    def press_tail(self) -> None:
        self.action_open()
