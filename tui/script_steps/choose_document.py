"""Asks whose sections a step is to run over, where nothing before its page has said so."""

from typing import Any, ClassVar, Protocol

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from engine.records.record_title import TITLES, record_title
from schemas.clean_text import clean_line
from schemas.messages.base import Answered
from schemas.messages.records import ListCollections, ListRecords, RecordView

MOST = 200
"""Documents of a collection that are listed; the search finds the others."""


class Asks(Protocol):
    """`ask` returns None after saying what was wrong."""

    async def ask(self, request: Answered[Any]) -> Any: ...


class ChooseDocument(ModalScreen[int | None]):
    """Ends with a document's id, or None; of `collection` alone, if there is one."""

    DEFAULT_CSS = """
    ChooseDocument {
        align: center middle;
        & > Vertical {
            width: 84; max-width: 98%; height: 24; max-height: 94%; padding: 1 2;
            border: round $accent; background: $surface;
        }
        & Input { margin: 1 0; }
        & OptionList, & OptionList:focus { border: none; padding: 0; height: 1fr; background: $surface; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "close", "Back"),
        Binding("down", "to_list", "Documents", show=False),
    ]

    def __init__(self, host: Asks, collection: str | None) -> None:
        super().__init__()
        self._host = host
        self._collection = collection
        self._found: list[RecordView] = []

    def compose(self) -> ComposeResult:
        with Vertical():
            yield Static(Content.styled("Which document is this step to run over?", "bold"))
            yield Input(placeholder="Search documents", select_on_focus=False)
            yield OptionList()

    def on_mount(self) -> None:
        self.query_one(Input).focus()
        self._search()

    @on(Input.Changed)
    @work(exclusive=True, group="search")
    async def _search(self) -> None:
        collections = await self._host.ask(ListCollections())
        names = [each.name for each in collections.collections] if collections else []
        self._found = []
        for name in names:
            if self._collection in (None, name):
                asked = ListRecords(
                    collection=name, search=self.query_one(Input).value, limit=MOST, fields=list(TITLES)
                )
                if (found := await self._host.ask(asked)) is not None:
                    self._found += found.records
        listed = self.query_one(OptionList)
        listed.clear_options()
        listed.add_options(Option(_line(each)) for each in self._found)
        if self._found:
            listed.highlighted = 0
        elif not self.query_one(Input).value:
            listed.add_option(Option(Content("None yet: reroll records import brings some."), disabled=True))

    @on(Input.Submitted)
    def _first(self) -> None:
        at = self.query_one(OptionList).highlighted
        if self._found and at is not None:
            self.dismiss(self._found[at].id)

    @on(OptionList.OptionSelected)
    def _chosen(self, event: OptionList.OptionSelected) -> None:
        self.dismiss(self._found[event.option_index].id)

    def action_to_list(self) -> None:
        self.query_one(OptionList).focus()

    def action_close(self) -> None:
        self.dismiss(None)


def _line(document: RecordView) -> Content:
    about = f"  {clean_line(document.collection)} · {document.sections} sections"
    return Content.assemble((record_title(document), "bold"), (about, "dim"))
