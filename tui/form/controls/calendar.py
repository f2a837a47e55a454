"""A month that opens at a date."""

from calendar import Calendar as Months
from datetime import date, timedelta
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.geometry import Size
from textual.message import Message
from textual.widget import Widget

from tui.form.controls.popup import Popup

_NAMES = (
    "January", "February", "March", "April", "May", "June", "July",
    "August", "September", "October", "November", "December",
)  # fmt: skip
_WIDTH = 28
_HEAD = 2


class Calendar(Popup):
    """Arrows move by days and weeks, page up and down by months; enter or a click takes the day."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "days(-1)", show=False),
        Binding("right", "days(1)", show=False),
        Binding("up", "days(-7)", show=False),
        Binding("down", "days(7)", show=False),
        Binding("pageup", "months(-1)", show=False),
        Binding("pagedown", "months(1)", show=False),
        Binding("home", "today", show=False),
        Binding("enter,space", "choose", "Choose", show=False),
        Binding("escape,tab,shift+tab", "close", "Close", show=False),
    ]

    class Chosen(Message):
        """A day was chosen."""

        def __init__(self, day: date) -> None:
            super().__init__()
            self.day = day

    def __init__(self, owner: Widget, day: date, today: date) -> None:
        super().__init__(owner)
        self.day = day
        self._today = today

    def get_content_width(self, container: Size, viewport: Size) -> int:
        return _WIDTH

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        return _HEAD + 6

    def _weeks(self) -> list[list[int]]:
        return Months().monthdayscalendar(self.day.year, self.day.month)

    def render(self) -> Content:
        title = f"{_NAMES[self.day.month - 1]} {self.day.year}".center(_WIDTH - 4)
        lines = [
            Content.styled(f"‹ {title} ›", "bold"),
            Content.styled(" Mo  Tu  We  Th  Fr  Sa  Su ", "$foreground 60%"),
        ]
        lines += [Content("").join(self._cell(day) for day in week) for week in self._weeks()]
        return Content("\n").join(lines)

    def _cell(self, day: int) -> Content:
        if day == self.day.day:
            # Brackets as well: a terminal without colours shows which day it is.
            return Content.styled(f"[{day:2}]", "reverse")
        if day and self.day.replace(day=day) == self._today:
            return Content.styled(f" {day:2}.", "bold")
        return Content(f" {day:2} " if day else "    ")

    def action_days(self, by: int) -> None:
        try:
            self.day += timedelta(days=by)
        except OverflowError:
            return
        self.refresh()

    def action_months(self, by: int) -> None:
        month = self.day.year * 12 + self.day.month - 1 + by
        first = date.min if month < 12 else date(min(9999, month // 12), month % 12 + 1, 1)
        last = max(max(week) for week in Months().monthdayscalendar(first.year, first.month))
        self.day = first.replace(day=min(self.day.day, last))
        self.refresh()

    def action_today(self) -> None:
        self.day = self._today
        self.refresh()

    def action_choose(self) -> None:
        self.owner.post_message(self.Chosen(self.day))
        self.close(refocus=True)

    def on_click(self, event: events.Click) -> None:
        event.stop()
        offset = event.get_content_offset(self)
        if offset is None:
            return
        if offset.y == 0 and (offset.x < 2 or offset.x >= _WIDTH - 2):
            self.action_months(-1 if offset.x < 2 else 1)
        weeks = self._weeks()
        if offset.y >= _HEAD and offset.y - _HEAD < len(weeks):
            day = weeks[offset.y - _HEAD][min(6, offset.x // 4)]
            if day:
                self.day = self.day.replace(day=day)
                self.action_choose()
