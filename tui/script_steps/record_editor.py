"""The record under the cursor: its script's panel over the fields that the step reads and writes."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.css.query import NoMatches
from textual.message import Message
from textual.widgets import Static

from engine.form.model import FormModel
from engine.records.record_title import record_title
from schemas.clean_text import clean_line
from schemas.messages.batches import BatchRecord
from schemas.messages.records import RecordView
from schemas.messages.session import Draft
from tui.form.renderer import SchemaFormRenderer
from tui.script_steps.data_panel import DataPanel
from tui.script_steps.edits import Edits
from tui.script_steps.panel import Panel
from tui.script_steps.panels import fault
from tui.script_steps.record_form import FormField, form_schema, form_values, value_in
from tui.script_steps.record_line import MARKS
from tui.session.diff_view import DiffView


class RecordEditor(Vertical):
    """One record at a time. What is typed goes to `edits` at once, and from there to the record."""

    DEFAULT_CSS = """
    RecordEditor {
        & > #record-head { height: auto; padding: 0 1; }
        & > SchemaFormRenderer { height: 1fr; padding: 0 1; }
        & > DiffView { height: 1fr; padding: 0 1; display: none; }
        &.-compares > DiffView { display: block; }
        &.-compares > SchemaFormRenderer, &.-compares > Panel { display: none; }
        &.-none > * { display: none; }
    }
    """

    class FieldLeft(Message):
        """The focus left a field of a record, or went to another one."""

    class Edited(Message):
        """A person changed something of the record."""

    def __init__(self, fields: Sequence[FormField], edits: Edits) -> None:
        super().__init__(id="record", classes="pane -none")
        self._fields = fields
        self._edits = edits
        self._schema: Mapping[str, Any] = {}
        self._form: SchemaFormRenderer | None = None
        self.record: RecordView | None = None
        self._run: BatchRecord | None = None

    def compose(self) -> ComposeResult:
        yield Static(id="record-head")
        yield DiffView()

    @property
    def compares(self) -> bool:
        """Whether before and after take the place of the fields."""
        return self.has_class("-compares")

    @property
    def can_compare(self) -> bool:
        """Whether there are both."""
        panel = self._panel
        return self.record is not None and panel is not None and panel.compared(self.record) is not None

    @property
    def field(self) -> FormField | None:
        """The field with the focus."""
        path = self._form.focused_path if self._form else None
        return next((each for each in self._fields if each.name == path), None)

    @property
    def _panel(self) -> Panel | None:
        with suppress(NoMatches):
            return self.query_one(Panel)
        return None

    async def use_panel(self, panel: Panel) -> None:
        """Put a panel above the fields."""
        await self.query(Panel).remove()
        await self.mount(panel, after=self.query_one("#record-head"))
        if self.record is not None:
            await self._show_panel()

    # -- showing --------------------------------------------------------------------------------

    async def show(self, record: RecordView | None, run: BatchRecord | None) -> None:
        """Show a record as it is now, with what is not saved to it yet; None for none at all."""
        self.set_class(record is None, "-none")
        before, self.record, self._run = self.record, record, run
        if record is None:
            return
        self.show_head()
        await self._show_fields(before, record)
        await self._show_panel()
        if self.compares:
            await self._compare()

    def show_head(self) -> None:
        """Say what it is, how the newest run over it ended, and what is not saved to it yet."""
        if self.record is None:
            return
        mark, word, look = MARKS[self._run.status if self._run else None]
        style = {"dim": "dim", "accent": "$accent"}.get(look, f"$text-{look}")
        parts = [
            Content.styled(f"{self.record.place}  ", "dim"),
            Content.styled(record_title(self.record), "bold"),
            Content.styled(f"   {mark} {word}" if mark else "   not run yet", style),
        ]
        if count := len(self._edits.of(self.record.id)):
            edited = f"   ● {count} field{'s' if count > 1 else ''} edited"
            parts.append(Content.styled(edited, "$text-warning"))
        head = Content("").join(parts)
        if self._run is not None and self._run.status in ("error", "skipped") and self._run.message:
            head += Content.styled(f"\n{clean_line(self._run.message[:500])}", style)
        self.query_one("#record-head", Static).update(head)

    async def _show_fields(self, before: RecordView | None, record: RecordView) -> None:
        edits = self._edits.of(record.id)
        values = form_values(self._fields, {**record.fields, **edits})
        schema = form_schema(self._fields, record)
        if self._form is None:
            self._form = SchemaFormRenderer(FormModel(schema, data=values), id="fields")
            await self.mount(self._form)
        elif schema != self._schema:
            await self._form.show_model(FormModel(schema, data=values))
        elif before is None or before.id != record.id:
            self._form.take_over(Draft(values=values))
            self._form.scroll_home(animate=False)
        else:
            self._bring(before, record, edits)
        self._schema = schema

    def _bring(self, before: RecordView, record: RecordView, edits: Mapping[str, Any]) -> None:
        """The same record again: what a person is typing in stays."""
        assert self._form is not None
        model = self._form.model
        for field in self._fields:
            if field.db_field in edits:
                continue
            value, shown = record.fields.get(field.db_field), value_in(model, field)
            if value == shown or before.fields.get(field.db_field) == value:
                continue
            if value is None:
                model.clear(field.name)
                self._form.show_changed([field.name])
            else:
                self._form.apply({field.name: value})

    async def _show_panel(self) -> None:
        panel, record = self._panel, self.record
        if panel is None or record is None:
            return
        try:
            await panel.show(record, self._run)
        except Exception as error:
            if isinstance(panel, DataPanel):
                raise
            await self.use_panel(DataPanel(panel.context, fault(panel.context.step.panel, error)))

    # -- before and after -----------------------------------------------------------------------

    async def compare(self, *, on: bool) -> None:
        """Show before and after in place of the fields, or the fields again."""
        self.set_class(on, "-compares")
        if on:
            await self._compare()
            self.query_one(DiffView).focus()

    async def _compare(self) -> None:
        panel = self._panel
        found = panel.compared(self.record) if panel and self.record else None
        if found is None:
            self.remove_class("-compares")
            return
        view = self.query_one(DiffView)
        await view.show([(found.title, found.before, found.after)], found.names)

    # -- editing --------------------------------------------------------------------------------

    @on(SchemaFormRenderer.Changed)
    def _changed(self, message: SchemaFormRenderer.Changed) -> None:
        message.stop()
        field = next((each for each in self._fields if each.name == message.name.partition("/")[0]), None)
        if field is None or self.record is None or field.name in message.form.model.draft().unparsed:
            return  # JSON that does not parse yet is no value
        self._edits.edit(self.record, field.db_field, value_in(message.form.model, field))
        self.show_head()
        self.post_message(self.Edited())

    def on_descendant_blur(self, _event: events.DescendantBlur) -> None:
        """Another field, or something outside of the record: what was typed goes to the record."""
        self.post_message(self.FieldLeft())

    async def forget_edits(self) -> None:
        """Show the record as it is in the store."""
        if self.record is not None and self._form is not None:
            self._form.take_over(Draft(values=form_values(self._fields, self.record.fields)))
            self.show_head()

    def focus_fields(self) -> None:
        """Put the focus into the first field that can be edited, or where before and after are."""
        if self.compares:
            self.query_one(DiffView).focus()
        elif self._form is not None and self._fields:
            self._form.focus_field(self._fields[0].name)
