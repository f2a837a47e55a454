"""The application around one form."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any, ClassVar

from textual.app import App, SystemCommand
from textual.binding import Binding, BindingType
from textual.filter import LineFilter
from textual.screen import Screen

from engine.form.model import FormModel
from schemas.frozen import frozen
from tui.form_app.screen import FormScreen
from tui.preferences import Preferences
from tui.widgets.late_caches import make_caches_late
from tui.widgets.late_components import LateStylesheet
from tui.widgets.line_filter import ControlFilter


@frozen
class Submitted:
    """What a form was submitted with; any JSON, null too."""

    value: Any


class FormApp(App[Submitted]):
    """Ends with what was submitted, or None."""

    CSS_PATH: ClassVar = ["../app.tcss"]
    HORIZONTAL_BREAKPOINTS = [(0, "-tiny"), (60, "-narrow"), (80, "-middle"), (100, "-wide")]
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+q", "leave", "Leave", priority=True, show=False),
        Binding("f1", "help", "Help", show=False),
    ]

    def __init__(self, model: FormModel, home: Path) -> None:
        super().__init__()
        self.stylesheet = LateStylesheet.instead_of(self.stylesheet)
        make_caches_late()
        self._control_filter = ControlFilter()
        self._model = model
        self._home = home

    def get_line_filters(self) -> list[LineFilter]:
        """The backstop against control characters, after the toolkit's own filters."""
        return [self._control_filter.after(super().get_line_filters())]

    def get_system_commands(self, screen: Screen[Any]) -> Iterable[SystemCommand]:
        """The form's own commands first, then the toolkit's."""
        if isinstance(screen, FormScreen):
            yield from screen.form_commands()
        yield from super().get_system_commands(screen)

    def on_mount(self) -> None:
        Preferences(self._home).apply_to(self)
        self.push_screen(FormScreen(self._model, self._home))

    def on_form_screen_submitted(self, message: FormScreen.Submitted) -> None:
        self.exit(Submitted(message.value))

    async def action_leave(self) -> None:
        """Leave without submitting, asking first where something would be lost."""
        for screen in self.screen_stack:
            if isinstance(screen, FormScreen):
                await screen.action_leave()

    def action_help(self) -> None:
        """Show the keys that work now, or hide them again."""
        if self.screen.query("HelpPanel"):
            self.action_hide_help_panel()
        else:
            self.action_show_help_panel()
