"""All that is wrong with a form, each line a way to its field."""

from collections.abc import Sequence
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message
from textual.widget import Widget

_MOST, _MOST_WHERE_LOW = 6, 3
_LOW = 30
"""Rows of a screen below which the summary is shorter."""


class ErrorSummary(Widget, can_focus=True):
    """Shown while there are errors that the person was told of; enter or a click goes to one."""

    ALLOW_SELECT = False
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "move(-1)", show=False),
        Binding("down", "move(1)", show=False),
        Binding("enter,space", "go", "Go there", show=False),
    ]
    DEFAULT_CSS = """
    ErrorSummary { height: auto; color: $text-error; pointer: pointer; padding: 0 1; }
    """

    class Wanted(Message):
        """The person wants to go to the field at `path`."""

        def __init__(self, path: str) -> None:
            super().__init__()
            self.path = path

    def __init__(self) -> None:
        super().__init__()
        self._errors: list[tuple[str, str]] = []
        self._at = 0
        self.display = False

    def show(self, errors: Sequence[tuple[str, str]]) -> None:
        """Show these pairs of a path and a line."""
        self._errors = list(errors)
        self._at = min(self._at, max(0, len(errors) - 1))
        self.display = bool(errors)
        self.refresh(layout=True)

    @property
    def _most(self) -> int:
        return _MOST if self.app.size.height >= _LOW else _MOST_WHERE_LOW

    @property
    def _top(self) -> int:
        """The first of those that are shown."""
        return max(0, min(self._at - self._most + 1, len(self._errors) - self._most))

    def render(self) -> Content:
        top = self._top
        lines = [
            Content(f"{'▸' if self.has_focus and top + at == self._at else ' '}✗ {words}")
            for at, (_, words) in enumerate(self._errors[top : top + self._most])
        ]
        rest = len(self._errors) - len(lines)
        if rest:
            lines.append(Content(f"  and {rest} more"))
        return Content("\n").join(lines)

    def action_move(self, by: int) -> None:
        self._at = max(0, min(len(self._errors) - 1, self._at + by))
        self.refresh()

    def action_go(self) -> None:
        if self._errors:
            self.post_message(self.Wanted(self._errors[self._at][0]))

    def next(self) -> None:
        """Go to the next one, beginning anew after the last."""
        if self._errors:
            path = self._errors[self._at % len(self._errors)][0]
            self._at = (self._at + 1) % len(self._errors)
            self.post_message(self.Wanted(path))

    def on_click(self, event: events.Click) -> None:
        offset = event.get_content_offset(self)
        if offset is not None and self._top + offset.y < len(self._errors):
            self._at = self._top + offset.y
            self.action_go()
