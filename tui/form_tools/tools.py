"""Everything that can be done to one form as a whole.

Menus and dialogs are imported when they are opened: a form is on the screen before.
"""

from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING

from textual.widget import Widget

from tui.form.renderer import SchemaFormRenderer
from tui.form_tools.choices import Choice, choices
from tui.form_tools.form_bar import FormBar
from tui.form_tools.showing import Showing
from tui.form_tools.steps import Change, Steps
from tui.form_tools.value_text import Format

if TYPE_CHECKING:
    from tui.form_tools.exchange import Exchange, Words
    from tui.form_tools.preset_shelf import PresetShelf
    from tui.form_tools.value_box import ValueBox

_SHOWINGS: dict[str, Showing] = {
    "show_all": "all",
    "show_changed": "changed",
    "show_errors": "errors",
    "show_set": "set",
}
_NEXT: dict[Format | None, Format | None] = {None: "json", "json": "yaml", "yaml": None}


class FormTools:
    """One per form, whose widgets it mounts beside it when they are first needed.

    `told` is called when `words` may be others than before.
    """

    def __init__(
        self,
        form: SchemaFormRenderer,
        steps: Steps,
        *,
        shelf: "Callable[[], PresetShelf]",
        told: Callable[[], None],
        command: "Words | None" = None,
    ) -> None:
        self._form = form
        self._steps = steps
        self._told = told
        self._text: ValueBox | None = None
        self._came_from: str | None = None
        self.choices: tuple[Choice, ...] = choices(command=command is not None)
        """What `do` takes."""
        self._shelf = shelf
        self._command = command
        self.bar = FormBar(form, told, self._leave_text)
        _parent(form).mount(self.bar, before=form)

    def words(self) -> list[str]:
        """How the form is shown, in a few words each."""
        words = self.bar.words()
        if self._text is not None:
            words.append(f"as {self._text.format.upper()}")
            if self._text.fault:
                words.append(f"✗ not taken yet: {self._text.fault}")
        return words

    @cached_property
    def exchange(self) -> "Exchange":
        """Copying, pasting, presets."""
        from tui.form_tools.exchange import Exchange  # noqa: PLC0415 - see above

        return Exchange(self._form, self._steps, self._shelf, self._command)

    def menu(self) -> None:
        """Let the person choose."""
        from tui.form_tools.menu import FormMenu  # noqa: PLC0415 - see above

        self._form.app.push_screen(FormMenu(self.choices), self._chosen)

    def _chosen(self, name: str | None) -> None:
        if name is not None:
            self.do(name)

    def do(self, name: str) -> None:
        """Do what a choice names."""
        match name:
            case "search" | "jump" | "next_error" | "advanced" | "show_next":
                if self._leave_text():
                    self._find(name)
            case "show_all" | "show_changed" | "show_errors" | "show_set":
                if self._leave_text():
                    self.bar.show(_SHOWINGS[name])
            case "reset_field":
                self._reset_field()
            case "reset_form":
                self._step(lambda model: model.reset(), "Reset form")
            case "view_json" | "view_yaml":
                wanted: Format = "json" if name == "view_json" else "yaml"
                self.view(None if self._text is not None and self._text.format == wanted else wanted)
            case "copy_json":
                self.exchange.copy("json")
            case "copy_yaml":
                self.exchange.copy("yaml")
            case "copy_command":
                self.exchange.copy_command()
            case "paste":
                self.exchange.paste()
            case "presets":
                self.exchange.presets()
            case _:
                raise ValueError(name)

    def _find(self, name: str) -> None:
        match name:
            case "search":
                self.bar.search()
            case "jump":
                self.bar.jump()
            case "next_error":
                self.bar.next_error()
            case "advanced":
                self.bar.toggle_advanced()
            case _:
                self.bar.show_next()

    def _reset_field(self) -> None:
        path = None if self.as_text else self._form.focused_path
        if path is None:
            self._form.notify("Go into the field first.", markup=False)
            return
        self._step(lambda model: model.reset(path), f"Reset {self._form.model.field(path).title}")

    def _step(self, change: Change, name: str) -> None:
        self._form.run_worker(self._steps.step(change, name), group="form-tools")

    # As text

    @property
    def as_text(self) -> bool:
        """Whether the form is shown as text."""
        return self._text is not None

    def view_next(self) -> None:
        """The form, its JSON, its YAML, and again."""
        self.view(_NEXT[self._text.format if self._text else None])

    def view(self, format_: Format | None) -> None:
        """Show the values as text, or the form with None, unless the present text cannot be read."""
        if format_ is None:
            if self._leave_text():
                self.bar.go(self._came_from)
        elif self._text is None:
            self.bar.close_search()
            self._came_from = self._form.focused_path
            from tui.form_tools.value_box import ValueBox  # noqa: PLC0415 - when it is opened

            self._text = ValueBox(self._form, self._steps, format_, self._told)
            self._form.display = False
            _parent(self._form).mount(self._text, after=self._form)
            # At once: the next key may be on its way already.
            self._form.screen.set_focus(self._text)
        elif self.taken():
            self._text.show_as(format_)
        self._told()

    def taken(self) -> bool:
        """Whether what is written as text is the form's value; says why not."""
        if self._text is None or self._text.take():
            return True
        self._form.notify(f"Not taken: {self._text.fault}", severity="warning", markup=False)
        return False

    def _leave_text(self) -> bool:
        """Show the form; False if there is a text that cannot be read, which stays."""
        if not self.taken():
            return False
        if self._text is not None:
            text, self._text = self._text, None
            self._form.display = True
            # What gets the focus meanwhile has no place yet to be scrolled to.
            self._form.call_after_refresh(self._scroll_to_focus)
            text.remove()
            settling = self._steps.settle(f"Edit as {text.format.upper()}")
            self._form.run_worker(settling, group="form-tools")
            self._told()
        return True

    def _scroll_to_focus(self) -> None:
        focused = self._form.screen.focused
        if focused is not None and self._form in focused.ancestors:
            focused.scroll_visible(animate=False, force=True)

    # What happens to the form

    def follow(self) -> None:
        """The form holds other values, or is another one."""
        if self._text is not None:
            self._text.follow()
        self.bar.follow()
        self._told()

    def validated(self) -> None:
        """The form's errors are others."""
        self.bar.show_errors()

    def check(self) -> bool:
        """Whether the form is valid; else all that is wrong is shown, and the focus is at the first of it."""
        if not self.taken():
            return False
        if self._text is not None and self._form.model.validate():
            self._leave_text()
        return self.bar.check()


def _parent(form: SchemaFormRenderer) -> Widget:
    parent = form.parent
    assert isinstance(parent, Widget)
    return parent
