"""The form on the screen: `FormModel` as Textual widgets (row F1)."""

import asyncio
import time
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from textual.content import Content
from textual.message import Message
from textual.timer import Timer
from textual.widgets import Static

from engine.form.field import Field
from engine.form.hints import FormHints
from engine.form.model import FormModel
from engine.form.paths import is_within, parent_of
from tui.form.beside import Beside
from tui.form.body import Maker
from tui.form.field_row import FieldRow
from tui.form.form_items import items_of
from tui.form.group_line import GroupLine
from tui.form.part_edits import PartEdits
from tui.form.part_tools import PartAsked
from tui.form.shown_form import ShownForm

if TYPE_CHECKING:
    from schemas.documents.interaction import Navigation
    from schemas.messages.session import Draft
    from tui.form.controls.text_box import TextBox

VALIDATE_AFTER = 0.25
"""Seconds after the last edit before the form is validated."""


class SchemaFormRenderer(ShownForm):
    """Shows a `FormModel` and takes the person's edits into it.

    The model is the truth; widgets hold nothing that is not in it. An edit costs one
    assignment and a `Changed`; validation waits until the typing pauses and runs in a thread.
    Errors stand at fields that were edited or left, and at all once `show_errors` was called.

    Only what is on the screen or near it is mounted, so that a form of a thousand fields opens
    as fast as one of fifty. `marks_changes` puts a dot at fields that differ from the start.
    """

    DEFAULT_CSS = """
    SchemaFormRenderer > .form--errors { height: auto; color: $text-error; }
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
        ux: FormHints | None = None,
        *,
        beside: Beside | None = None,
        navigation: "Navigation | None" = None,
        marks_changes: bool = False,
        name: str | None = None,
        id: str | None = None,  # noqa: A002 - Textual's own name
        classes: str | None = None,
        disabled: bool = False,
    ) -> None:
        super().__init__(name=name, id=id, classes=classes, disabled=disabled)
        self._maker = Maker(self, beside, self._dress, marks_changes)
        self._items = items_of(navigation)
        self.make_body(model, ux or model.ux, self._maker, self._items)
        self._marks = marks_changes
        self._disabled: frozenset[str] = frozenset()
        self._tried = False
        self._left: set[str] = set()
        self._objections: list[tuple[str, str]] = []
        self._form_errors: Static | None = None
        self._last_edit = 0.0
        self._timer: Timer | None = None

    def _dress(self, row: FieldRow) -> None:
        """Make a new row what the form knows about its field."""
        field = row.field
        row.display = self.model.visible(field.name)
        row.control_widget.disabled = self._is_disabled(field)
        if self._marks:
            row.mark(dirty=self.model.is_dirty(field.name))
        if self.model.errors or self._objections:
            self._show_errors_of(row)

    def _is_disabled(self, field: Field) -> bool:
        return field.read_only or field.name.partition("/")[0] in self._disabled

    @property
    def disabled_fields(self) -> frozenset[str]:
        """Names of top-level fields that can't be edited now."""
        return self._disabled

    @disabled_fields.setter
    def disabled_fields(self, names: Iterable[str]) -> None:
        before, self._disabled = self._disabled, frozenset(names)
        if before != self._disabled:
            for row in self._body.rows():
                row.control_widget.disabled = self._is_disabled(row.field)

    def apply(self, values: Mapping[str, Any]) -> tuple[str, ...]:
        """Take values from elsewhere into model and widgets; returns the names that changed.

        Posts no `Changed`.
        """
        changed = self.model.apply(values)
        self.show_changed(changed)
        return changed

    def take_over(self, draft: "Draft") -> tuple[str, ...]:
        """Hold exactly what a draft says; returns the names that changed. Posts no `Changed`."""
        changed = self.model.take_over(draft)
        self.show_changed(changed)
        return changed

    def show_changed(self, paths: Iterable[str]) -> None:
        """Draw what the model holds now, after changes at `paths` that no control made."""
        changed = frozenset(paths)
        if not changed:
            return
        # What is folded to begin with depends on the values too.
        self.reshape()
        for row in self._body.rows():
            if row.field.name in changed:
                row.control.show()
            if self._marks:
                row.mark(dirty=self.model.is_dirty(row.field.name))
        for head in self._body.heads():
            head.refresh()
        self._body.show_visibility({row.field.name for row in self._body.rows()})
        self._validate_later()

    async def show_model(self, model: FormModel) -> None:
        """Show another form in place; the focus and the cursor stay in the field of the same name.

        The new fields are there before the old ones go, so that no key falls between.
        """
        old, focused = list(self.children), self.focused_row()
        self.make_body(model, model.ux, self._maker, self._items)
        self._form_errors, self._tried = None, False
        async with self.batch():
            await self.mount_all(self.compose())
            if focused is not None and (row := await self.reach(focused.field.name)):
                assert isinstance(row, FieldRow)
                row.take_focus_from(focused)
            await self.remove_children(old)
        self._fill_later()
        self._validate_later()

    def show_errors(self) -> bool:
        """Validate now, show every error, focus the first; returns whether there is any.

        To be called when the person asks for something that needs a valid form.
        """
        self._tried = True
        self.model.validate()
        self._show_errors()
        first = next(iter(self.error_paths()), None)
        if first is not None:
            self.focus_field(first)
        return not self.model.valid

    def object_to(self, said: Iterable[tuple[str, str]], sent: Mapping[str, Any]) -> None:
        """Show what somebody says against values at their fields, see `FormModel.object_to`."""
        before = self.model.objections
        self.model.object_to(said, sent)
        if before or self.model.objections:
            self._show_errors()
            self.post_message(self.Validated(self))

    def in_order(self, paths: Iterable[str]) -> list[str]:
        """Paths in the order in which the form shows their fields; the form itself is left out."""
        order: dict[str, int] = {}

        def place(path: str) -> tuple[int, ...]:
            around = parent_of(path)
            if path not in order:
                with suppress(KeyError):
                    order.update((field.name, at) for at, field in enumerate(self.model.children(around)))
            return (*(place(around) if around else ()), order.get(path, len(order)))

        return sorted((path for path in paths if path), key=place)

    def error_paths(self) -> list[str]:
        """Paths that have errors, in order."""
        return self.in_order(self.model.errors)

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
            self._edited(field.name, self.model.set_text(field.name, text))

    def take_value(self, field: Field, value: object) -> None:
        self._edited(field.name, self.model.set_value(field.name, value))

    def take_nothing(self, field: Field) -> None:
        if field.entry:
            self.post_message(PartAsked(field.name, "remove"))
        else:
            self._edited(field.name, self.model.clear(field.name))

    def take_shape(self, field: Field, shape: int, union: int) -> None:
        self._edited(field.name, self.model.choose(field.name, shape, union))

    def _edited(self, path: str, toggled: frozenset[str]) -> None:
        if self.model.reshaped:
            self.reshape()
        if toggled:
            self._body.show_visibility(toggled)
        if self._marks and (row := self._body.row(path)):
            row.mark(dirty=self.model.is_dirty(path))
        around = path
        while "/" in around:
            # What holds it says how much is in it.
            around = parent_of(around)
            if head := self._body.widget(around):
                head.refresh()
        self.post_message(self.Changed(self, path))
        self._validate_later()

    def on_part_asked(self, event: PartAsked) -> None:
        event.stop()
        self.run_worker(self._do(event), group="parts")

    def on_group_line_turned(self, event: GroupLine.Turned) -> None:
        event.stop()
        self._body.folds.turn_group(event.path)
        self.reshape()

    async def _do(self, asked: PartAsked) -> None:
        parts = PartEdits(self.model, self._body.folds, self._ask_key)
        revision = self.model.revision
        try:
            path = await parts.do(asked.path, asked.act)
        except ValueError as error:
            self.notify(str(error), severity="warning", markup=False)
            return
        except KeyError:
            return  # it went away meanwhile
        self.reshape()
        if self.model.revision != revision:
            self._edited(asked.path, frozenset())
        if path is not None:
            self.focus_field(path)

    async def _ask_key(self, question: str, key: str) -> str | None:
        from tui.form.ask_key import AskKey  # noqa: PLC0415 - when it is asked for

        return await self.app.push_screen_wait(AskKey(question, key))

    def on_field_row_left(self, event: FieldRow.Left) -> None:
        event.stop()
        self._left.add(event.field.name)
        self.model.seal()
        self._validate_later()

    async def on_text_box_editor_wanted(self, event: "TextBox.EditorWanted") -> None:
        event.stop()
        self.run_worker(self._edit_externally(event.field), group="editor", exclusive=True)

    async def _edit_externally(self, field: Field) -> None:
        from tui.form.external_editor import EditorFailed, edit_externally  # noqa: PLC0415 - when it is asked for

        before = self.model.text(field.name)
        try:
            text = await edit_externally(self.app, field, before)
        except EditorFailed as error:
            self.notify(str(error), severity="warning", markup=False)
            return
        if text != before:
            self.take_text(field, text)
            if row := self._body.row(field.name):
                row.control.show()

    # Errors

    def _show_errors(self) -> None:
        self.hold_focus()
        self._objections = self.model.objections
        for row in self._body.rows():
            self._show_errors_of(row)
        for head in self._body.heads():
            path = head.field.name
            shown = self._tried or any(is_within(each, path) for each in self.model.touched)
            wrong = shown and self.model.has_errors_within(path)
            head.show_errors(any_within=wrong or any(is_within(each, path) for each, _ in self._objections))
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
        objections = [message for path, message in self._objections if path == name]
        row.show_errors((*(self.model.errors_at(name) if shown else ()), *objections))

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
