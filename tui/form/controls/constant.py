"""A value that cannot be another one: it is there, or it is not."""

from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content

from engine.form.model import Absent
from schemas.clean_text import clean_line
from tui.form.controls.line_control import LineControl
from tui.form.controls.stand_in import NULL


class Constant(LineControl):
    """Shows the only value that is allowed. Space or enter sets it where it is not set."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("space,enter", "set", "Set", show=False)]

    def only(self) -> tuple[object, str]:
        """The value, and what a person reads for it."""
        choices = self.field.choices
        return (choices[0].value, choices[0].label) if choices else (None, NULL)

    def render(self) -> Content:
        _, label = self.only()
        if isinstance(self.value, Absent):
            return Content(f"[ ] {label}").append(Content.styled("  not set", "dim not bold"))
        return Content(f"[✓] {label}" if not self.field.required else f"= {clean_line(label)}")

    def action_set(self) -> None:
        if isinstance(self.value, Absent):
            self.choose(self.only()[0])
        else:
            self.action_unset()

    def on_click(self) -> None:
        self.action_set()
