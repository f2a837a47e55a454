"""The form on the screen: `FormModel` as Textual widgets (row F1)."""

import asyncio
import time
from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.timer import Timer
from textual.widgets import Static

from engine.form.field import Field
from engine.form.model import FormModel
from schemas.documents.form import FormUx
from schemas.messages.session import Draft
from tui.form.beside import Beside
from tui.form.controls.text_box import TextBox
from tui.form.external_editor import EditorFailed, edit_externally
from tui.form.field_row import FieldRow
from tui.form.form_layout import arrange
from tui.form.form_section import FormSection
from tui.widgets.field_placement import Placement

VALIDATE_AFTER = 0.25
"""Seconds after the last edit before the form is validated."""

_FIRST_BATCH = 50
_BATCH = 10


class SchemaFormRenderer(VerticalScroll, can_focus=False):
    """Shows a `FormModel` and takes the person's edits into it.

    The model is the truth; widgets hold nothing that is not in it. An edit costs one
    assignment and a `Changed`; validation waits until the typing pauses and runs in a thread.
    Errors stand at fields that were edited or left, and at all once `show_errors` was called.

    Forms of more than 50 fields mount the rest in batches, so that the first are there at once.
    """

    DEFAULT_CSS = """
    SchemaFormRenderer {
        scrollbar-size-vertical: 1;
        & > .form--errors { height: auto; color: $text-error; }
    }
    """

    class Changed(Message):
        """A person edited the field `name`; the model has it already."""

        def __init__(self, form: "SchemaFormRenderer", name: str) -> None:
            super().__init__()
            self.form = form
            self.name = name

        @property
        def control(self) -> "SchemaFormRenderer":
            return self.form

    class Validated(Message):
        """The form was validated after edits; the errors are in the model."""

        def __init__(self, form: "SchemaFormRenderer") -> None:
            super().__init__()
            self.form = form

        @property
        def control(self) -> "SchemaFormRenderer":
            return self.form

    def __init__(
        self,
        model: FormModel,
        ux: FormUx | None = None,
        *,
        beside: Beside | None = None,
        name: str | None = None,
        id: str | None = None,  # noqa: A002 - Textual's own name
        classes: str | None = None,
        disabled: bool = False,
    ) -> None:
        super().__init__(name=name, id=id, classes=classes, disabled=disabled)
        self.model = model
        self.ux = ux or model.ux
        self._beside = beside
        self._rows: dict[str, FieldRow] = {}
        self._sections: dict[str, FormSection] = {}
        self._waiting: deque[tuple[FormSection, Field, Placement]] = deque()
        self._wanted: str | None = None
        self._disabled: frozenset[str] = frozenset()
        self._tried = False
        self._left: set[str] = set()
        self._form_errors: Static | None = None
        self._last_edit = 0.0
        self._timer: Timer | None = None

    # Mounting

    def compose(self) -> ComposeResult:
        room = _FIRST_BATCH
        for section in self.model.sections:
            placed = arrange(section.fields, self.ux)
            now, later = placed[:room], placed[room:]
            room -= len(now)
            # Rows that come with their section are drawn with it, instead of one pass later.
            foot = self._beside.at_section(section.group or "") if self._beside else None
            widget = FormSection(section, self.ux, [self._make_row(*place) for place in now], foot)
            widget.display = self._has_visible(widget)
            self._sections[section.group or ""] = widget
            self._waiting.extend((widget, field, placement) for field, placement in later)
            yield widget

    def on_mount(self) -> None:
        if self._waiting:
            self.call_after_refresh(self._mount_waiting)

    def _make_row(self, field: Field, placement: Placement) -> FieldRow:
        button = self._beside.at_field(field.name) if self._beside else None
        row = self._rows[field.name] = FieldRow(field, self, placement, button)
        row.display = self.model.visible(field.name)
        row.control_widget.disabled = field.name in self._disabled
        return row

    def _mount_waiting(self) -> None:
        """Mount the next rows, and the ones after them once these are drawn."""
        for _ in range(min(_BATCH, len(self._waiting))):
            section, field, placement = self._waiting.popleft()
            row = self._make_row(field, placement)
            section.grid.mount(row)
            self._show_errors_of(row)
            if self._wanted == field.name:
                self._wanted = None
                self.call_after_refresh(self.focus_field, field.name)
        if self._waiting:
            self.call_after_refresh(self._mount_waiting)

    # What the screen around it uses

    @property
    def disabled_fields(self) -> frozenset[str]:
        """Names of fields that can't be edited now."""
        return self._disabled

    @disabled_fields.setter
    def disabled_fields(self, names: Iterable[str]) -> None:
        before, self._disabled = self._disabled, frozenset(names)
        for name in before ^ self._disabled:
            if row := self._rows.get(name):
                row.control_widget.disabled = name in self._disabled

    def apply(self, values: Mapping[str, Any]) -> tuple[str, ...]:
        """Take values from elsewhere into model and widgets; returns the names that changed.

        Posts no `Changed`.
        """
        return self._show_changed(self.model.apply(values))

    def take_over(self, draft: Draft) -> tuple[str, ...]:
        """Hold exactly what a draft says; returns the names that changed. Posts no `Changed`."""
        return self._show_changed(self.model.take_over(draft))

    def _show_changed(self, changed: tuple[str, ...]) -> tuple[str, ...]:
        for name in changed:
            if row := self._rows.get(name):
                row.control.show()
        if changed:
            self._show_visibility(self._rows)
            self._validate_later()
        return changed

    async def show_model(self, model: FormModel) -> None:
        """Show another form in place; the focus and the cursor stay in the field of the same name.

        The new fields are there before the old ones go, so that no key falls between.
        """
        old, focused = list(self.children), self._focused_row()
        self.model, self.ux = model, model.ux
        self._rows, self._sections = {}, {}
        self._waiting.clear()
        self._form_errors, self._tried = None, False
        async with self.batch():
            await self.mount_all(self.compose())
            if focused is not None and (row := self._rows.get(focused.field.name)):
                row.take_focus_from(focused)
            await self.remove_children(old)
        if self._waiting:
            self.call_after_refresh(self._mount_waiting)
        self._validate_later()

    def _focused_row(self) -> FieldRow | None:
        focused = self.screen.focused
        if focused is None or self not in focused.ancestors:
            return None
        return next((each for each in focused.ancestors if isinstance(each, FieldRow)), None)

    def focus_field(self, name: str) -> None:
        """Focus the field, unfolding its section; a field that waits to be mounted gets it then."""
        row = self._rows.get(name)
        if row is None:
            self._wanted = name
            return
        self._sections[row.field.group or ""].unfold()
        row.focus_control()

    def show_errors(self) -> bool:
        """Validate now, show every error, focus the first; returns whether there is any.

        To be called when the person asks for something that needs a valid form.
        """
        self._tried = True
        self.model.validate()
        self._show_errors()
        first = next((field.name for field in self.model.fields if field.name in self.model.errors), None)
        if first is not None:
            self.focus_field(first)
        return not self.model.valid

    async def validate_now(self) -> None:
        """Validate in a thread and show what is to be shown."""
        revision = self.model.revision
        errors = await asyncio.to_thread(self.model.validation())
        if revision == self.model.revision:
            self.model.accept(errors)
            self._show_errors()
            self.post_message(self.Validated(self))

    # Edits, as the controls make them

    def take_text(self, field: Field, text: str) -> None:
        if text != self.model.text(field.name):
            self._edited(field, self.model.set_text(field.name, text))

    def take_value(self, field: Field, value: object) -> None:
        self._edited(field, self.model.set_value(field.name, value))

    def take_nothing(self, field: Field) -> None:
        self._edited(field, self.model.clear(field.name))

    def _edited(self, field: Field, toggled: frozenset[str]) -> None:
        if toggled:
            self._show_visibility(toggled)
        self.post_message(self.Changed(self, field.name))
        self._validate_later()

    def on_field_row_left(self, event: FieldRow.Left) -> None:
        event.stop()
        self._left.add(event.field.name)
        self._validate_later()

    async def on_text_box_editor_wanted(self, event: TextBox.EditorWanted) -> None:
        event.stop()
        self.run_worker(self._edit_externally(event.field), group="editor", exclusive=True)

    async def _edit_externally(self, field: Field) -> None:
        before = self.model.text(field.name)
        try:
            text = await edit_externally(self.app, field, before)
        except EditorFailed as error:
            self.notify(str(error), severity="warning", markup=False)
            return
        if text != before:
            self.take_text(field, text)
            self._rows[field.name].control.show()

    # Showing

    def _show_visibility(self, names: Iterable[str]) -> None:
        for name in names:
            if row := self._rows.get(name):
                row.display = self.model.visible(name)
        self._show_sections()

    def _show_sections(self) -> None:
        """A section of hidden fields only has no title either."""
        for section in self._sections.values():
            section.display = self._has_visible(section)

    def _has_visible(self, section: FormSection) -> bool:
        return any(self.model.visible(field.name) for field in section.section.fields)

    def _show_errors(self) -> None:
        for row in self._rows.values():
            self._show_errors_of(row)
        self._show_form_errors(self.model.errors.get("", ()))

    def _show_form_errors(self, messages: Sequence[str]) -> None:
        """What concerns no single field stands above them all."""
        text = Content("\n".join(f"✗ {message}" for message in messages))
        if self._form_errors is not None:
            self._form_errors.update(text)
            self._form_errors.display = bool(messages)
        elif messages:
            self._form_errors = Static(text, classes="form--errors")
            self.mount(self._form_errors, before=0)

    def _show_errors_of(self, row: FieldRow) -> None:
        name = row.field.name
        shown = self._tried or name in self.model.touched or name in self._left
        row.show_errors(self.model.errors.get(name, ()) if shown else ())

    # Validation waits for a pause

    def _validate_later(self) -> None:
        self._last_edit = time.monotonic()
        if self._timer is None:
            self._timer = self.set_timer(VALIDATE_AFTER, self._pause_over)

    def _pause_over(self) -> None:
        """One timer per pause instead of one per key: if there were edits since, wait for the rest."""
        rest = self._last_edit + VALIDATE_AFTER - time.monotonic()
        if rest > 0.005:
            self._timer = self.set_timer(rest, self._pause_over)
            return
        self._timer = None
        self.run_worker(self.validate_now(), group="validation", exclusive=True)
