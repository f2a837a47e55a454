"""Browses records: the documents of a collection, or the sections of a document, with their fields."""

from collections.abc import Iterable
from contextlib import aclosing
from typing import ClassVar

from textual import on, work
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.timer import Timer
from textual.widget import Widget
from textual.widgets import Input, Static

from engine.client.engine import Engine
from engine.operations.errors import OperationError
from schemas.clean_text import clean
from schemas.messages.record_files import ListRecordFiles
from schemas.messages.records import DeleteRecords, GetRecord, RecordView
from tui.confirm import Confirm
from tui.records.adding import add_field, add_record, move
from tui.records.exporting import export
from tui.records.field_editing import edit_field
from tui.records.field_list import FieldList
from tui.records.row import Row, Scope, counted, read_rows
from tui.records.row_list import RowList
from tui.records.sought import sought
from tui.records.versions_screen import VersionsScreen
from tui.session.screen import SessionScreen
from tui.widgets.two_panes import TwoPanes

SEARCH_AFTER = 0.2
"""Seconds after the last key before records are looked up."""


class RecordsScreen(SessionScreen):
    """Records in the order of their places, and the fields of the one under the cursor."""

    heading = "Records"
    DEFAULT_CSS = """
    RecordsScreen {
        & #search, & #search:focus { height: 1; border: none; padding: 0 1; background: $panel; }
        & #said { display: none; height: auto; padding: 0 1; color: $text-warning; }
        & #said.-shown { display: block; }
        & #rows { height: 1fr; }
        & #fields, & #fields:focus { text-wrap: wrap; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "open", "Sections", id="session.do.open", tooltip="The sections of the document"),
        Binding("enter", "fields", "Fields", id="session.do.fields", tooltip="The fields of the record"),
        Binding("e", "edit", "Edit field", id="session.do.edit", tooltip="Its value becomes a new version"),
        Binding("v", "versions", "Versions", show=False, id="session.do.versions"),
        Binding("a", "select_all", "All or none", show=False, id="session.do.all"),
        Binding("d,delete", "delete", "Delete", id="session.do.delete", tooltip="The selected, or this one"),
        Binding("x", "export", "Export", id="session.do.export", tooltip="What is selected, or this one"),
        Binding("t", "try", "Test", id="session.do.test", tooltip="Test an LLM action on this record"),
        Binding("n", "add", "New", id="session.do.new", tooltip="A record after this one"),
        Binding("n", "add_field", "New field", id="session.do.new-field"),
        Binding("N", "add_section", "New section", show=False, id="session.do.new-section"),
        Binding("K,shift+up", "move(-1)", "Up", show=False, id="session.do.up"),
        Binding("J,shift+down", "move(1)", "Down", show=False, id="session.do.down"),
        Binding("slash", "search", "Filter", id="session.search", tooltip="Words, or an expression"),
    ]  # fmt: skip

    def __init__(self, engine: Engine, scope: Scope, title: str = "") -> None:
        super().__init__(engine, "", title or scope.collection)
        self._scope = scope
        self._record: RecordView | None = None
        self._search_timer: Timer | None = None
        self._stale = False
        self._read_for: str | None = None

    def body(self) -> Iterable[Widget]:
        yield Input(
            placeholder="Filter: words, or  where status == 'draft'", id="search", select_on_focus=False
        )
        yield Static("", id="said")
        yield TwoPanes(("Records", "Fields"), [RowList()], [FieldList()])

    def on_mount(self) -> None:
        self._rows.focus()
        self._read()

    def on_screen_resume(self) -> None:
        """Sections may have been deleted on a screen above."""
        if self._stale:
            self._stale = False
            self._read()
            self._read_record()

    @property
    def _rows(self) -> RowList:
        return self.query_one(RowList)

    @property
    def _fields(self) -> FieldList:
        return self.query_one(FieldList)

    # -- the records ----------------------------------------------------------------------------

    @work(group="rows", exclusive=True)
    async def _read(self) -> None:
        """All rows that the filter lets through: page by page, or at once where they are read anew."""
        text = self.query_one("#search", Input).value
        search, where = sought(text)
        rows, total, read = self._rows, 0, list[Row]()
        anew, self._read_for = self._read_for == text, None
        try:
            async with aclosing(read_rows(self.engine, self._scope, search, where)) as pages:
                async for page, total in pages:
                    rows.empty = "Nothing found." if text.strip() else "Nothing is left here."
                    if not anew:
                        (rows.add if read else rows.show)(page)
                    read += page
                    if not anew:
                        self._count(total, filtered=bool(search or where))
            if anew:
                rows.show(read)
                self._count(total, filtered=bool(search or where))
            self._read_for = text
        except OperationError as error:
            if not (search or where) and error.body.code == "not_found" and self.is_current:
                self.dismiss(None)  # The last record of the collection, or the document, is gone.
            else:
                self._say(f"{error.body.message} {error.body.hint}".strip())
            return
        self._say("")
        if not (search or where):
            rows.forget_gone()
            self._count(total, filtered=False)
        self.refresh_bindings()
        if not rows.rows:
            self._show_record(None)

    def _count(self, total: int, *, filtered: bool) -> None:
        kind = "section" if self._scope.document_id else "document"
        parts = [counted(total, kind)]
        if filtered:
            parts.append(f"{len(self._rows.rows)} found")
        if chosen := len(self._rows.selected):
            parts.append(f"{chosen} selected")
        self._total, self._filtered = total, filtered
        self.note(", ".join(parts))

    _total = 0
    _filtered = False

    def _say(self, text: str) -> None:
        said = self.query_one("#said", Static)
        said.update(Content(clean(text)))
        said.set_class(bool(text), "-shown")

    @on(RowList.Selected)
    def _selected(self) -> None:
        self._count(self._total, filtered=self._filtered)

    # -- the record under the cursor ------------------------------------------------------------

    @on(RowList.CursorMoved)
    def _moved(self) -> None:
        self._read_record()
        self.refresh_bindings()

    @work(group="record", exclusive=True)
    async def _read_record(self) -> None:
        row = self._rows.current
        if row is None:
            self._show_record(None)
            return
        record = await self.ask(GetRecord(record_id=row.id))
        files = []
        if record is not None and record.files:
            found = await self.ask(ListRecordFiles(record_id=row.id, sections=False))
            files = found.files if found else []
        self._record = record
        self._fields.show(record, files)
        self.refresh_bindings()

    def _show_record(self, record: RecordView | None) -> None:
        self._record = record
        self._fields.show(record)
        self.refresh_bindings()

    # -- what can be done -----------------------------------------------------------------------

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """The list has its keys, the fields have theirs."""
        if not self.is_mounted:
            return True
        row = self._rows.current
        on_rows, on_fields = self._rows.has_focus, self._fields.has_focus
        match action:
            case "open":
                return bool(on_rows and row and row.sections)
            case "fields":
                return bool(on_rows and row and not row.sections)
            case "edit":
                return on_fields and self._fields.field is not None
            case "versions":
                # Enter says so in the fields.
                return on_fields and self._fields.field is not None
            case "try":
                return row is not None and (on_rows or on_fields)
            case "select_all" | "delete" | "export" | "move":
                return on_rows and row is not None
            case "add":
                return on_rows
            case "add_section":
                return bool(on_rows and row and self._scope.document_id is None)
            case "add_field":
                return on_fields and self._record is not None
            case _:
                return True

    def on_descendant_focus(self) -> None:
        self.refresh_bindings()

    @on(RowList.Opened)
    async def _opened(self) -> None:
        await (self.run_action("open") if self.check_action("open", ()) else self.run_action("fields"))

    def action_open(self) -> None:
        """The document's sections, on a screen of their own."""
        row = self._rows.current
        if row is not None:
            self._stale = True
            scope = Scope(self._scope.collection, self._scope.fields, row.id)
            self.app.push_screen(RecordsScreen(self.engine, scope, f"{self._scope.collection} · {row.title}"))

    def action_fields(self) -> None:
        self.query_one(TwoPanes).go_to(1)

    @work(group="do")
    async def action_add(self) -> None:
        """A new record after the one under the cursor."""
        document, row = self._scope.document_id, self._rows.current
        added = await add_record(
            self,
            "section" if document else "document",
            self._record.fields if self._record else {},
            collection=None if document else self._scope.collection,
            parent_id=document,
            place=row.place + 1 if row else None,
        )
        if added:
            self._rows.aim(added.id)
            self._read()

    @work(group="do")
    async def action_add_section(self) -> None:
        """A section at the end of the document under the cursor."""
        row = self._rows.current
        if row and await add_record(self, f"section of “{row.title}”", {"heading": ""}, parent_id=row.id):
            self._read()
            self._read_record()

    @work(group="do")
    async def action_move(self, by: int) -> None:
        """The record under the cursor, one place on."""
        row = self._rows.current
        if self._filtered:
            self.notify("Not while a filter hides some: places are counted among all.", markup=False)
        elif row and await move(self, row, by):
            self._read()

    @work(group="do")
    async def action_add_field(self) -> None:
        if self._record and await add_field(self, self._record):
            self._read()
            self._read_record()

    def action_select_all(self) -> None:
        self._rows.select_all()

    def _chosen(self) -> list[Row]:
        """What is selected, or the record under the cursor."""
        rows = self._rows
        return list(rows.selected.values()) or ([rows.current] if rows.current else [])

    @work(group="do")
    async def action_delete(self) -> None:
        chosen = self._chosen()
        sections = sum(row.sections for row in chosen)
        kind = "section" if self._scope.document_id else "document"
        what = f"“{chosen[0].title}”" if len(chosen) == 1 else counted(len(chosen), kind)
        hidden = {row.id for row in chosen} - {row.id for row in self._rows.rows}
        more = f" with {counted(sections, 'section')}" if sections else ""
        unseen = f" {len(hidden)} of them the filter hides." if hidden else ""
        question = Content(f"Delete {what}{more}, all versions and files?{unseen} This cannot be undone.")
        if not await self.app.push_screen_wait(Confirm(question, "Delete")):
            return
        if await self.ask(DeleteRecords(record_ids=[row.id for row in chosen])) is not None:
            self._rows.forget_selection()
            self.notify(f"Deleted {what}{more}.", markup=False)
        self._read()

    @work(group="do")
    async def action_export(self) -> None:
        document = self._scope.document_id
        ids = [document] if document is not None else [row.id for row in self._chosen()]
        try:
            said = await export(self, self.engine, self._scope.collection, ids)
        except OperationError as error:
            self.complain(error)
            return
        if said:
            self.notify(said, markup=False)

    def action_try(self) -> None:
        """Choose an LLM action, to be tested on the record under the cursor."""
        from tui.llm_actions.screen import LlmActionsScreen  # noqa: PLC0415 - needed now and then

        row = self._rows.current
        if row is not None:
            self.app.push_screen(LlmActionsScreen(self.engine, row.id))

    # -- the fields -------------------------------------------------------------------------------

    @on(FieldList.OptionSelected, "#fields")
    def _enter_field(self) -> None:
        self.action_versions()

    def action_versions(self) -> None:
        record, field = self._record, self._fields.field
        if record is not None and field is not None:
            title = self._rows.current.title if self._rows.current else ""
            screen = VersionsScreen(self.engine, record.id, field, title)

            def closed(_outcome: object) -> None:
                if screen.restored:
                    self._read()
                    self._read_record()

            self.app.push_screen(screen, closed)

    @work(group="do")
    async def action_edit(self) -> None:
        record, field = self._record, self._fields.field
        if record is not None and field is not None and await edit_field(self, record, field):
            self._read()
            self._read_record()

    # -- filter -----------------------------------------------------------------------------------

    @on(Input.Changed, "#search")
    def _sought(self) -> None:
        if self._search_timer is not None:
            self._search_timer.stop()
        self._search_timer = self.set_timer(SEARCH_AFTER, self._read)

    @on(Input.Submitted, "#search")
    def _to_rows(self) -> None:
        self.query_one(TwoPanes).go_to(0)

    def action_search(self) -> None:
        # Not `focus()`, which happens later: what is typed next is no command.
        self.set_focus(self.query_one("#search"))

    async def action_back(self) -> None:
        """Out of the fields or the filter line, then out of the filter, then out of here."""
        search = self.query_one("#search", Input)
        if not self._rows.has_focus:
            self.query_one(TwoPanes).go_to(0)
        elif search.value:
            search.value = ""
        else:
            self.dismiss(None)
