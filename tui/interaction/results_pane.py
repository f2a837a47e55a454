"""The results of a page: a grid with its title, and what can be done with one result."""

from collections.abc import Sequence

from textual import on, work
from textual.app import ComposeResult
from textual.content import Content
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Static

from engine.client.engine import Engine
from engine.operations.errors import OperationError
from schemas.clean_text import clean, clean_line
from schemas.documents.result_display import ResultDisplay
from schemas.messages.requests import GetResult
from schemas.messages.results import Result
from tui.interaction.pictures import Pictures
from tui.interaction.result_facts import facts_of
from tui.open_externally import open_externally
from tui.results.detail import DetailActions, ResultDetail
from tui.results.grid import ResultGrid
from tui.results.result_item import ResultItem

MIN_CARD_CELLS = 28
"""Narrower, a picture is a colour impression only."""


class ResultsPane(Widget):
    """Shows results, lets them be selected, opened, copied."""

    DEFAULT_CSS = """
    ResultsPane { height: 1fr; }
    ResultsPane .title { height: 1; padding: 0 1; color: $text-muted; text-style: bold; }
    ResultsPane ResultGrid { height: 1fr; }
    """

    class Selected(Message):
        """The person changed the selection."""

        def __init__(self, ids: list[str]) -> None:
            super().__init__()
            self.ids = ids

    def __init__(self, display: ResultDisplay, engine: Engine, pictures: Pictures) -> None:
        super().__init__()
        self._display = display
        self._engine = engine
        self._pictures = pictures
        self._provenance: dict[str, Result] = {}

    def compose(self) -> ComposeResult:
        ux = self._display.ux
        yield Static(Content(ux.title or "Results"), classes="title")
        yield ResultGrid(
            image_loader=self._pictures.load,
            render_as=ux.render_as,
            selection_mode=ux.selection_mode if ux.selectable else "none",
            min_card_width=MIN_CARD_CELLS,
            hint=Content(ux.empty or "Nothing yet. Run an action; results stay here."),
        )

    @property
    def grid(self) -> ResultGrid:
        return self.query_one(ResultGrid)

    @property
    def items(self) -> Sequence[ResultItem]:
        """The results on the page."""
        return self.grid.items

    @property
    def selected(self) -> list[str]:
        """Ids of the selected results."""
        return self.grid.selected

    def focus_grid(self) -> None:
        self.grid.focus()

    def show_items(self, items: Sequence[ResultItem], selected: Sequence[str]) -> None:
        """Show the page's results; new ones at the end are added without disturbing the rest."""
        known = list(self.grid.items)
        if list(items[: len(known)]) == known:
            for item in items[len(known) :]:
                self.grid.append(item)
        else:
            self.grid.set_items(items)
        if list(selected) != self.grid.selected:
            self.grid.set_selected(selected)
        self._show_title()

    def _show_title(self) -> None:
        title = self._display.ux.title or "Results"
        count = len(self.items)
        facts = [str(count)] if count else []
        if self.selected:
            numbers = [str(at) for at, item in enumerate(self.items, start=1) if item.id in self.selected]
            facts.append(f"✓ {', '.join(numbers)} selected")
        elif count and self._display.ux.selectable:
            facts.append("space selects")
        self.query_one(".title", Static).update(Content(" · ".join([title, *facts])), layout=False)

    @on(ResultGrid.SelectionChanged)
    def _selection_changed(self, message: ResultGrid.SelectionChanged) -> None:
        message.stop()
        self._show_title()
        self.post_message(self.Selected(message.ids))

    @on(ResultGrid.Opened)
    @work(group="detail", exclusive=True)
    async def _open(self, message: ResultGrid.Opened) -> None:
        await self._fetch(message.item_id)
        actions = DetailActions(
            select=self._toggle, copy=self._copy, open_externally=self._open_elsewhere, facts=self._facts
        )
        detail = ResultDetail(
            self.items, message.item_id, actions, image_loader=self._pictures.load, selected=self.selected
        )
        shown = await self.app.push_screen_wait(detail)
        if shown:
            self.grid.cursor_id = shown

    @on(ResultGrid.CopyRequested)
    def _copy_requested(self, message: ResultGrid.CopyRequested) -> None:
        self._copy(message.item_id)

    @on(ResultGrid.OpenExternally)
    def _open_requested(self, message: ResultGrid.OpenExternally) -> None:
        self._open_elsewhere(message.item_id)

    def _toggle(self, item_id: str) -> bool:
        if not self._display.ux.selectable:
            return False
        chosen = [item for item in self.selected if item != item_id]
        if item_id not in self.selected:
            chosen = [*chosen, item_id] if self._display.ux.selection_mode == "multiple" else [item_id]
        self.grid.set_selected(chosen)
        self._show_title()
        self.post_message(self.Selected(self.selected))
        return item_id in self.selected

    def _facts(self, item_id: str) -> list[tuple[str, str]]:
        if item_id not in self._provenance:
            self.run_worker(self._fetch(item_id), group="facts")
        return facts_of(self._item(item_id), self._provenance.get(item_id))

    async def _fetch(self, item_id: str) -> None:
        try:
            self._provenance[item_id] = await self._engine.call(GetResult(content_id=item_id))
        except OperationError:
            # Results that came with the document have no record; the page's own facts must do.
            return

    def _item(self, item_id: str) -> ResultItem | None:
        return next((item for item in self.items if item.id == item_id), None)

    def _copy(self, item_id: str) -> None:
        self.run_worker(self._copy_item(item_id), group="copy")

    async def _copy_item(self, item_id: str) -> None:
        item = self._item(item_id)
        if item is None:
            return
        text = await self._pictures.path(item.image) if item.image else item.text
        if text:
            self.app.copy_to_clipboard(clean(text))
            what = "path" if item.image else "text"
            self.notify(f"Copied the {what}: {clean_line(text)[:200]}", markup=False)

    def _open_elsewhere(self, item_id: str) -> None:
        self.run_worker(self._open_item(item_id), group="open")

    async def _open_item(self, item_id: str) -> None:
        item = self._item(item_id)
        path = await self._pictures.path(item.image) if item and item.image else None
        if path is None:
            self.notify("There is no file to open; y copies the text.", severity="warning", markup=False)
        elif not open_externally(path):
            self.notify(f"No desktop here. The file is {path}", markup=False, timeout=10)
