"""Values that leave a form or come into it as a whole: copying, pasting, presets."""

from collections.abc import Awaitable, Callable
from typing import Any

from engine.form.absent import ABSENT
from engine.form.secrets import open_value
from schemas.clean_text import clean
from tui.form.renderer import SchemaFormRenderer
from tui.form_tools.command_line import as_command
from tui.form_tools.paste_dialog import PasteDialog
from tui.form_tools.preset_shelf import PresetShelf
from tui.form_tools.presets_menu import Preset, PresetsMenu
from tui.form_tools.steps import Steps, putting
from tui.form_tools.value_text import Format, Unreadable, fitting, written

Words = Callable[[], Awaitable[list[str]]]
"""The words of a command line before its options: `reroll run WORKFLOW`."""


class Exchange:
    """One per form; `shelf` is asked for when it is needed, as the schema may be another then."""

    def __init__(
        self,
        form: SchemaFormRenderer,
        steps: Steps,
        shelf: Callable[[], PresetShelf],
        command: Words | None,
    ) -> None:
        self._form = form
        self._steps = steps
        self._shelf = shelf
        self._command = command

    def copy(self, format_: Format) -> None:
        """Put the values on the clipboard."""
        self._form.app.copy_to_clipboard(clean(written(self._form.model.submission(), format_)))
        self._form.notify(f"Copied as {format_.upper()}.", markup=False)

    def copy_command(self) -> None:
        """Put the command line that gives these values on the clipboard."""
        if self._command is not None:
            self._form.run_worker(self._copy_command(self._command), group="form-tools")

    async def _copy_command(self, words: Words) -> None:
        made = as_command(self._form.model, await words())
        self._form.app.copy_to_clipboard(clean(made.line))
        if made.left_out:
            said = f"Copied, but for what a command line cannot tell: {', '.join(made.left_out)}."
            self._form.notify(said, severity="warning", markup=False)
        else:
            self._form.notify("Copied as a command line.", markup=False)

    def paste(self) -> None:
        """Let the person paste JSON, and fill the form from it."""
        app = self._form.app
        app.push_screen(PasteDialog(self._form.model, app.clipboard), self._pasted)

    def _pasted(self, chosen: list[Any] | None) -> None:
        if chosen:
            change = putting(chosen[0], self._form.model.submission())
            self._form.run_worker(self._steps.step(change, "Paste"), group="form-tools")

    def presets(self) -> None:
        """Let the person take, keep and forget presets."""
        value, secret = open_value(self._form.model)
        note = f"Not kept: {', '.join(secret)}." if secret else ""
        menu = PresetsMenu(self._shelf(), None if value is ABSENT else value, note)
        self._form.app.push_screen(menu, self._preset_chosen)

    def _preset_chosen(self, chosen: Preset | None) -> None:
        if chosen is not None:
            self._form.run_worker(self._take_preset(chosen), group="form-tools")

    async def _take_preset(self, preset: Preset) -> None:
        # What is never kept in one, such as a secret, stays as it is.
        shown, _ = open_value(self._form.model)
        try:
            change = putting(fitting(self._form.model, preset.value), shown)
        except Unreadable as error:
            self._form.notify(f"{preset.name}: {error}", severity="warning", markup=False)
            return
        changed = await self._steps.step(change, f"Preset {preset.name}")
        said = f"The values of {preset.name}." if changed else f"The form holds what {preset.name} has."
        self._form.notify(said, markup=False)
