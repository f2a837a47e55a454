"""A form's value as text that can be edited."""

from collections.abc import Callable

from textual import on
from textual.widgets import TextArea

from engine.form.absent import ABSENT
from engine.form.same_json import same_json
from schemas.clean_text import clean, clean_line
from schemas.json_value import is_object
from tui.form.renderer import SchemaFormRenderer
from tui.form_tools.steps import Steps, putting
from tui.form_tools.value_text import Format, Unreadable, fitting, read, written


class ValueBox(TextArea):
    """The form's value as text: each text that can be read becomes the form's at once.

    `fault` says why the present text cannot; `told` is called when that may have changed.
    """

    DEFAULT_CSS = """
    ValueBox, ValueBox:focus { height: 1fr; border: none; padding: 0 1; }
    """

    def __init__(
        self, form: SchemaFormRenderer, steps: Steps, format_: Format, told: Callable[[], None]
    ) -> None:
        self._form = form
        self._steps = steps
        self._told = told
        self.format: Format = format_
        self.fault = ""
        super().__init__(self._written(), show_line_numbers=True, tab_behavior="focus")

    def follow(self) -> None:
        """Show what the form holds now, unless that is what the text says, or it cannot be read."""
        if self.fault:
            return
        try:
            value = fitting(self._form.model, read(self.text, self.format))
        except Unreadable:
            return
        shown = self._form.model.submission()
        if (value is ABSENT) != (shown is ABSENT) or not same_json(value, shown):
            self.text = self._written()

    def show_as(self, format_: Format) -> None:
        """Write the value in another format."""
        self.format = format_
        self.text = self._written()

    def take(self) -> bool:
        """Make what is written the form's value; whether it can be read."""
        model = self._form.model
        try:
            written_ = read(self.text, self.format)
            value = fitting(model, written_)
            if is_object(written_) and not same_json(written_, value):
                raise Unreadable("what is read-only cannot be changed")
        except Unreadable as error:
            self.fault = clean_line(str(error))
            self._told()
            return False
        self.fault = ""
        self._steps.edit(putting(value, model.submission()))
        self._told()
        return True

    @on(TextArea.Changed)
    def _typed(self, event: TextArea.Changed) -> None:
        event.stop()
        self.take()

    def _written(self) -> str:
        return clean(written(self._form.model.submission(), self.format))
