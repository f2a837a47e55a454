"""Several of a few choices, all under each other: `[✓] fast`."""

from typing import Any, ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.geometry import Size

from engine.form.model import Absent
from schemas.json_value import is_list
from tui.form.controls.line_control import LineControl, matches
from tui.form.controls.stand_in import NOT_SET, NULL


class Several(LineControl):
    """The base of controls whose value is a list of choices.

    The list is kept in the order of the choices. Values that are no choice stay until the list
    is unset, as does the difference between no list and an empty one.
    """

    def picked(self) -> list[Any]:
        """The values, as far as there is a list."""
        value = self.value
        return value if is_list(value) else []

    def ticked(self) -> set[int]:
        """The indexes of the choices that are in the list."""
        picked = self.picked()
        return {
            at
            for at, choice in enumerate(self.field.choices)
            if any(matches(choice.value, value) for value in picked)
        }

    def switch(self, index: int) -> None:
        """Put a choice into the list, or take it out."""
        choices, ticked = self.field.choices, self.ticked() ^ {index}
        strangers = [v for v in self.picked() if not any(matches(c.value, v) for c in choices)]
        self.choose([choices[at].value for at in sorted(ticked)] + strangers)

    def summary(self) -> str:
        """What there is besides the boxes, in words."""
        value = self.value
        if isinstance(value, Absent):
            return NOT_SET
        if value is None:
            return NULL
        if not is_list(value):
            return f"{self.edits.model.text(self.field.name)} (?)"
        return "" if value else "none of them"


class CheckList(Several):
    """Up and down move, space, enter or a click switch; delete unsets the whole list."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,left", "move(-1)", "Previous", show=False),
        Binding("down,right", "move(1)", "Next", show=False),
        Binding("space,enter", "switch", "Switch", show=False),
        Binding("ctrl+a", "all", "All", show=False),
    ]
    DEFAULT_CSS = """
    CheckList { height: auto; }
    """

    _at = 0

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        return len(self.field.choices)

    def render(self) -> Content:
        ticked, words = self.ticked(), self.summary()
        lines: list[Content] = []
        for at, choice in enumerate(self.field.choices):
            here = self.has_focus and at == self._at
            line = Content(f"{'▸' if here else ' '}[{'✓' if at in ticked else ' '}] {choice.label}")
            if not at and words:
                line += Content.styled(f"  {words}", "not bold dim")
            lines.append(line)
        return Content("\n").join(lines)

    def action_move(self, by: int) -> None:
        self._at = max(0, min(len(self.field.choices) - 1, self._at + by))
        self.refresh()

    def action_switch(self) -> None:
        self.switch(self._at)

    def action_all(self) -> None:
        """Tick all, or none if all are."""
        choices = self.field.choices
        self.choose([] if len(self.ticked()) == len(choices) else [choice.value for choice in choices])

    def on_mouse_down(self, event: events.MouseDown) -> None:
        offset = event.get_content_offset(self)
        if event.button == 1 and offset is not None and offset.y < len(self.field.choices):
            event.stop()
            self._at = offset.y
            self.switch(offset.y)
