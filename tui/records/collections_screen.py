"""The collections of records: what is in them, and the ways in and out of them."""

import time
from collections.abc import Iterable
from typing import ClassVar

from textual import on, work
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widget import Widget
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from engine.client.engine import Engine
from engine.operations.errors import OperationError
from schemas.clean_text import clean_line
from schemas.messages.records import CollectionView, ListCollections
from tui.home.age import age
from tui.in_browser import file_hint
from tui.records.adding import add_record, title_field
from tui.records.browser import RecordsScreen
from tui.records.exporting import export
from tui.records.import_screen import ImportScreen
from tui.records.row import Scope, counted
from tui.session.ask import AskLine
from tui.session.choices import Choices
from tui.session.screen import SessionScreen
from tui.widgets.path_suggester import PathSuggester

_MOST_FIELDS = 20


class CollectionsScreen(SessionScreen):
    """`at` is a collection to be opened at once; without it, it is the only one there is."""

    heading = "Records"
    DEFAULT_CSS = "CollectionsScreen #empty { display: none; padding: 1; color: $text-muted; }"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("n", "add", "New", id="session.do.new", tooltip="A collection with a first document"),
        Binding("i", "import", "Import", id="session.do.import", tooltip="JSON, JSON lines, CSV, SQLite"),
        Binding("x", "export", "Export", id="session.do.export", tooltip="All documents of the collection"),
    ]

    def __init__(self, engine: Engine, at: str = "") -> None:
        super().__init__(engine, "", "collections")
        self._at = at
        self._collections: list[CollectionView] = []

    def body(self) -> Iterable[Widget]:
        yield Choices("Open", widget_id="collections")
        yield Static(
            "No records yet. i imports JSON, JSON lines, CSV or SQLite; n begins with nothing.",
            id="empty",
        )

    def on_mount(self) -> None:
        self.query_one(OptionList).focus()

    def on_screen_resume(self) -> None:
        """At first, and when what was opened from here is closed."""
        self._read()

    @work(group="read", exclusive=True)
    async def _read(self) -> None:
        found = await self.ask(ListCollections())
        if found is None:
            return
        self._collections = found.collections
        now = time.time()
        listed = self.query_one(OptionList)
        before = listed.highlighted or 0
        with self.app.batch_update():
            listed.clear_options()
            listed.add_options(Option(_line(each, now)) for each in self._collections)
            if self._collections:
                listed.highlighted = min(before, len(self._collections) - 1)
        listed.display = bool(self._collections)
        self.query_one("#empty").display = not self._collections
        if self._collections:
            listed.focus()
        self.note(str(len(self._collections)) if self._collections else "")
        self.refresh_bindings()
        self._open_asked()

    def _open_asked(self) -> None:
        asked, self._at = self._at, ""
        if not asked:
            return
        for at, each in enumerate(self._collections):
            if each.name == asked:
                self.query_one(OptionList).highlighted = at
                self._open(each)
                return
        self.notify(f"There is no collection {clean_line(asked)}.", severity="error", markup=False)

    @property
    def _highlighted(self) -> CollectionView | None:
        at = self.query_one(OptionList).highlighted
        return self._collections[at] if at is not None and at < len(self._collections) else None

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """There may be nothing to export."""
        return not self.is_mounted or action != "export" or self._highlighted is not None

    @on(OptionList.OptionSelected)
    def _chosen(self) -> None:
        if self._highlighted is not None:
            self._open(self._highlighted)

    def _open(self, collection: CollectionView) -> None:
        self.app.push_screen(
            RecordsScreen(self.engine, Scope(collection.name, tuple(collection.fields)), collection.name)
        )

    @work(group="do")
    async def action_add(self) -> None:
        """A collection is there once it has a document."""
        name = await self.app.push_screen_wait(AskLine(Content("New collection: its name"), max_length=100))
        if not name:
            return
        there = next((each for each in self._collections if each.name == name), None)
        if there is None and not await add_record(
            self, f"document of {clean_line(name)}", {}, collection=name
        ):
            return
        fields = tuple(there.fields) if there else (title_field({}),)
        self.app.push_screen(RecordsScreen(self.engine, Scope(name, fields), name))

    @work(group="do")
    async def action_import(self) -> None:
        path = await self.app.push_screen_wait(
            AskLine(
                Content("Import which file? You see what would come of it first."),
                hint=file_hint(
                    "JSON, JSON lines, CSV or an SQLite database. Enter reads it, Escape goes back."
                ),
                suggester=PathSuggester(),
            )
        )
        if path:
            self.app.push_screen(ImportScreen(self.engine, path))

    @work(group="do")
    async def action_export(self) -> None:
        collection = self._highlighted
        if collection is None:
            return
        try:
            said = await export(self, self.engine, collection.name, ())
        except OperationError as error:
            self.complain(error)
            return
        if said:
            self.notify(said, markup=False)


def _line(collection: CollectionView, now: float) -> Content:
    counts = [counted(collection.documents, "document")]
    if collection.sections:
        counts.append(counted(collection.sections, "section"))
    counts.append(f"changed {age(collection.updated_at, now)}")
    fields = [clean_line(name) for name in collection.fields[:_MOST_FIELDS]]
    if len(collection.fields) > _MOST_FIELDS:
        fields.append("…")
    title = f"  {clean_line(collection.title)}" if collection.title not in ("", collection.name) else ""
    return Content.assemble(
        (clean_line(collection.name), "bold"),
        title,
        (f"  {' · '.join(counts)}", ""),
        (f"\n  {', '.join(fields)}", "dim"),
    )
