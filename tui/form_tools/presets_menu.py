"""The presets of a form: take one, keep the values as one, forget one."""

from collections.abc import Coroutine
from typing import Any, ClassVar, NamedTuple

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from engine.form.presets import PresetError
from schemas.clean_text import clean_line
from tui.form_tools.preset_shelf import PresetShelf


class Preset(NamedTuple):
    """A value and what it is called."""

    name: str
    value: Any


class PresetsMenu(ModalScreen[Preset | None]):
    """Ends with the preset that was chosen, or None. `value` is what would be kept."""

    DEFAULT_CSS = """
    PresetsMenu {
        align: center middle;
        & > Vertical {
            width: 64; max-width: 96%; height: auto; max-height: 80%; padding: 1 2;
            border: round $accent; background: $surface;
        }
        & OptionList, & OptionList:focus {
            height: auto; max-height: 12; padding: 0; border: none; background: $surface;
            background-tint: transparent; text-wrap: nowrap; text-overflow: ellipsis;
        }
        & Input, & Input:focus { border: none; height: 1; margin-top: 1; background: $panel; }
        & .hint { color: $text-muted; height: auto; margin-top: 1; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "close", "Back"),
        Binding("delete", "forget", "Forget"),
    ]
    AUTO_FOCUS = "Input"

    def __init__(self, shelf: PresetShelf, value: Any, note: str = "") -> None:
        """`note` is said beside the keys."""
        super().__init__()
        self._shelf = shelf
        self._value = value
        self._note = note
        self._held: dict[str, Any] = {}

    def compose(self) -> ComposeResult:
        with Vertical():
            yield Static(Content.styled("Presets", "bold"))
            yield OptionList()
            yield Input(placeholder="A name, to keep the values of the form", max_length=80)
            keys = "Enter takes one. Delete forgets it. Escape goes back."
            yield Static(Content(f"{keys} {self._note}".strip()), classes="hint")

    def on_mount(self) -> None:
        self._load()

    @work(group="presets")
    async def _load(self) -> None:
        if await self._ask(self._shelf.all()) and self._held and not self.query_one(Input).value:
            options = self.query_one(OptionList)
            options.focus()
            options.highlighted = 0

    async def _ask(self, answer: Coroutine[Any, Any, dict[str, Any]]) -> bool:
        """Show the presets that there are then; whether it went well."""
        try:
            self._held = await answer
        except PresetError as error:
            self.notify(f"{str(error)[:1].upper()}{str(error)[1:]}", severity="warning", markup=False)
            return False
        options = self.query_one(OptionList)
        options.clear_options()
        options.add_options([Option(Content(clean_line(name))) for name in self._held])
        return True

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        name, value = list(self._held.items())[event.option_index]
        self.dismiss(Preset(clean_line(name), value))

    @work(group="presets", exclusive=True)
    async def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        if await self._ask(self._shelf.save(event.value, self._value)):
            self.notify(f"Kept as {clean_line(event.value).strip()}.", markup=False)
            self.dismiss(None)

    @work(group="presets", exclusive=True)
    async def action_forget(self) -> None:
        options = self.query_one(OptionList)
        at = options.highlighted
        if at is not None and options.has_focus:
            await self._ask(self._shelf.delete(list(self._held)[at]))

    def action_close(self) -> None:
        self.dismiss(None)
