"""A text that nobody is to read over one's shoulder."""

from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual.binding import Binding, BindingType

from engine.form.field import Field
from tui.form.controls.control import Edits
from tui.form.controls.text_line import TextLine


class SecretLine(TextLine):
    """Shows dots; f8, or a click on the hint, shows the text until the focus leaves."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f8", "reveal", "Show or hide", show=False),
    ]

    def __init__(self, field: Field, edits: Edits) -> None:
        super().__init__(field, edits)
        self.password = True

    def action_reveal(self) -> None:
        self.password = not self.password

    def on_blur(self) -> None:
        self.password = True

    def tail(self) -> list[Segment]:
        if not (self.has_focus and self.value):
            return []
        return [Segment(f" f8 {'shows' if self.password else 'hides'} it ", Style(dim=True))]

    def press_tail(self) -> None:
        if self.tail():
            self.action_reveal()
