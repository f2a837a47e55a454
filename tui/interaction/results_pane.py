"""The results of a page: a grid with its title, and what can be done with one result."""

from collections.abc import Sequence
from typing import Any

from textual import on, work
from textual.app import ComposeResult
from textual.content import Content
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Static

from engine.operations.errors import OperationError
from schemas.clean_text import clean, clean_line
from schemas.documents.result_display import ResultDisplay
from schemas.messages.requests import GetResult
from schemas.messages.results import Result
from tui.interaction.action_buttons import ActionButtons
from tui.interaction.open_page import OpenPage
from tui.interaction.pictures import Pictures
from tui.interaction.placement import places_of
from tui.interaction.result_facts import facts_of
from tui.interaction.result_items import arriving_items, result_items, result_values
from tui.interaction.results_title import results_title
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
    ResultsPane > ActionButtons { padding: 0 1; }
    """

    class Selected(Message):
        """The person changed the selection."""

        def __init__(self, ids: list[str]) -> None:
            super().__init__()
            self.ids = ids

    class ActionWanted(Message):
        """The person wants a sub-action run on the result `item_id`."""

        def __init__(self, sub_action_id: str, item_id: str) -> None:
            super().__init__()
            self.sub_action_id = sub_action_id
            self.item_id = item_id

    def __init__(self, page: OpenPage, pictures: Pictures) -> None:
        super().__init__()
        self._page = page
        self._engine = page.engine
        self._pictures = pictures
        self._provenance: dict[str, Result] = {}
        self._take_documents()

    def _take_documents(self) -> None:
        self._display = self._page.request.result_display_schema or ResultDisplay()
        self._actions = places_of(self._page.request, self._page.model).results

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
        if self._actions:
            buttons = ActionButtons(self._actions, about=_about(1))
            buttons.display = False
            yield buttons

    async def show_documents(self) -> None:
        """Take the page's result display and its actions anew; the cursor and the focus stay."""
        cursor, focused = self.grid.cursor_id, self.grid.has_focus
        self._take_documents()
        await self.recompose()
        self.show_page()
        self.grid.cursor_id = cursor
        if focused:
            self.screen.set_focus(self.grid)

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

    @property
    def current(self) -> tuple[int, ResultItem] | None:
        """The result under the cursor with its number, if it is there to be acted on."""
        for number, item in enumerate(self.items, start=1):
            if item.id == self.grid.cursor_id:
                return (number, item) if item.state == "ready" else None
        return None

    def value(self, item_id: str) -> dict[str, Any] | None:
        """A result as JSON: one on the page, or one that is arriving."""
        values = [*self._page.view.arriving, *result_values(self._page.request)]
        return next((value for value in values if value.get("content_id") == item_id), None)

    def show_page(self) -> None:
        """Show the page's results, those that are arriving first.

        New ones at the end are added without disturbing the rest.
        """
        view = self._page.view
        present = result_items(view.request)
        there = {item.id for item in present}
        arriving = [item for item in arriving_items(view.request, view.arriving) if item.id not in there]
        items = [*arriving, *present]
        known = list(self.grid.items)
        if known and items[: len(known)] == known:
            for item in items[len(known) :]:
                self.grid.append(item)
        else:
            self.grid.set_items(items)
        if list(view.selected) != self.grid.selected:
            self.grid.set_selected(view.selected)
        self._show_title()
        self._show_actions()

    def _show_title(self) -> None:
        title = results_title(self._page.view, self._display.ux, self.items, self.selected)
        self.query_one(".title", Static).update(title, layout=False)

    @on(ResultGrid.CursorMoved)
    def _show_actions(self) -> None:
        for buttons in self.query(ActionButtons):
            current = self.current
            buttons.display = current is not None
            if current is not None:
                buttons.say_about(_about(current[0]))

    @on(ResultGrid.SelectionChanged)
    def _selection_changed(self, message: ResultGrid.SelectionChanged) -> None:
        message.stop()
        self._show_title()
        self.post_message(self.Selected(message.ids))

    @on(ResultGrid.Opened)
    def _opened(self, message: ResultGrid.Opened) -> None:
        self.open_result(message.item_id)

    @work(group="detail", exclusive=True)
    async def open_result(self, item_id: str) -> None:
        """Show one result alone; the cursor goes to the one that is shown last."""
        await self._fetch(item_id)
        if self._item(item_id) is None:
            return
        actions = DetailActions(
            select=self._toggle,
            copy=self._copy,
            open_externally=self._open_elsewhere,
            facts=self._facts,
            others=[(action.shortcut or "", action.id, clean_line(action.label)) for action in self._actions],
            run=lambda action_id, item_id: self.post_message(self.ActionWanted(action_id, item_id)),
        )
        detail = ResultDetail(
            self.items, item_id, actions, image_loader=self._pictures.load, selected=self.selected
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


def _about(number: int) -> str:
    return f"on {number}:"
