"""Chooses the shape of a value that may have one of several."""

from dataclasses import replace
from typing import Any

from textual.content import Content

from engine.form.field import Choice
from tui.form.controls.choice_bar import ChoiceBar
from tui.form.controls.control import Edits
from tui.form.outline import Entry, is_parted


class ShapeBar(ChoiceBar):
    """Like a choice; what was typed into the other shapes comes back with them."""

    def __init__(self, entry: Entry, edits: Edits) -> None:
        shapes = entry.field.shapes[entry.key.union]
        choices = tuple(Choice(at, label) for at, label in enumerate(shapes.labels))
        self.entry = entry
        self.placement = entry.placement
        # As a select whose value is the number of the shape: one of them is always chosen.
        field = replace(entry.field, kind="select", choices=choices, required=True, nullable=False)
        super().__init__(field, edits)

    @property
    def value(self) -> Any:
        return self.entry.field.shapes[self.entry.key.union].chosen

    def choose(self, value: object) -> None:
        assert isinstance(value, int)
        self.edits.take_shape(self.entry.field, value, self.entry.key.union)

    def action_unset(self) -> None:
        """There is always one."""

    def render(self) -> Content:
        title = "as " if is_parted(self.entry.field) else f"{self.field.title}: "
        return Content.styled(title, "$foreground 60%") + super().render()
