"""The presets of a form: take one, keep the values as one, forget one."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from engine.form.presets import PresetError, Presets
from schemas.clean_text import clean_line


class PresetsMenu(ModalScreen[list[Any] | None]):
    """Ends with the value that was chosen, in a list, or None."""

    DEFAULT_CSS = """
    PresetsMenu {
        align: center middle;
        & > Vertical {
            width: 64; max-width: 96%; height: auto; max-height: 80%; padding: 1 2;
            border: round $accent; background: $surface;
        }
        & OptionList { height: auto; max-height: 12; border: none; background: transparent; }
        & Input, & Input:focus { border: none; height: 1; margin-top: 1; background: $panel; }
        & .hint { color: $text-muted; height: auto; margin-top: 1; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,f9", "close", "Back"),
        Binding("delete", "forget", "Forget"),
    ]

    def __init__(self, home: Path, schema: Mapping[str, Any], value: Any) -> None:
        super().__init__()
        self._presets = Presets(home)
        self._schema = schema
        self._value = value
        self._held = self._presets.all(schema)

    def compose(self) -> ComposeResult:
        with Vertical():
            yield Static(Content.styled("Presets", "bold"))
            yield OptionList(*self._options())
            yield Input(placeholder="A name, to keep the values of the form", max_length=80)
            yield Static("Enter takes one. Delete forgets it. Escape goes back.", classes="hint")

    def _options(self) -> list[Option]:
        return [Option(Content(clean_line(name))) for name in self._held]

    def on_mount(self) -> None:
        self.query_one(OptionList if self._held else Input).focus()

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        self.dismiss([list(self._held.values())[event.option_index]])

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        try:
            name = self._presets.save(self._schema, event.value, self._value)
        except PresetError as error:
            self.notify(str(error), severity="warning", markup=False)
            return
        self.notify(f"Kept as {name}.", markup=False)
        self.dismiss(None)

    def action_forget(self) -> None:
        options = self.query_one(OptionList)
        at = options.highlighted
        if at is None or not options.has_focus:
            return
        try:
            self._presets.delete(self._schema, list(self._held)[at])
        except PresetError as error:
            self.notify(str(error), severity="warning", markup=False)
        self._held = self._presets.all(self._schema)
        options.clear_options()
        options.add_options(self._options())

    def action_close(self) -> None:
        self.dismiss(None)
