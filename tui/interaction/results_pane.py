"""The results of a page: a grid with its title, and what can be done with one result."""

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Input, Static

from engine.operations.errors import OperationError
from schemas import messages
from schemas.clean_text import clean, clean_line
from tui.interaction.action_buttons import ActionButtons
from tui.interaction.filter_line import FilterLine
from tui.interaction.marking import Marking
from tui.interaction.open_page import OpenPage
from tui.interaction.pictures import Pictures
from tui.interaction.placement import places_of
from tui.interaction.previews import Previews
from tui.interaction.result_choices import (
    ARRANGEMENTS,
    CHOICES,
    EXPORTS,
    MARKS,
    Choice,
    bindings_of_results,
)
from tui.interaction.result_display import display_of
from tui.interaction.result_facts import facts_of
from tui.interaction.result_files import ResultFiles
from tui.interaction.result_items import result_values
from tui.interaction.results_shown import ResultsShown
from tui.interaction.results_title import results_title
from tui.results.grid import ResultGrid
from tui.results.put_into import put_into
from tui.results.result_item import ResultItem

if TYPE_CHECKING:
    from schemas.messages.events import ExecutionEvent
    from schemas.messages.results import Result

MIN_CARD_CELLS = 28
"""Narrower, a picture is a colour impression only."""


class ResultsPane(Widget):
    """Shows results, lets them be selected, marked, arranged, opened, copied."""

    DEFAULT_CSS = """
    ResultsPane { height: 1fr; }
    ResultsPane .title { height: 1; padding: 0 1; color: $text-muted; text-style: bold; }
    ResultsPane ResultGrid { height: 1fr; }
    ResultsPane > ActionButtons { padding: 0 1; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [*bindings_of_results()]

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

    class Wanted(Message):
        """The person wants something done about results that takes more than this pane.

        `name` is that of a choice; `ids` are the results it is about, in order.
        """

        def __init__(self, name: str, ids: list[str]) -> None:
            super().__init__()
            self.name = name
            self.ids = ids

    def __init__(self, page: OpenPage, pictures: Pictures) -> None:
        super().__init__()
        self._page = page
        self._engine = page.engine
        self._pictures = pictures
        self._provenance: dict[str, Result] = {}
        self._take_documents()
        self._previews = Previews()
        self._shown = ResultsShown(page, self._display, self._previews)
        self._files = ResultFiles(self, pictures)
        self._marking = Marking(self, page, shown=self.show_page, complain=self._complain)

    def _take_documents(self) -> None:
        self._display = display_of(self._page.request)
        self._actions = places_of(self._page.request, self._page.model).results

    def compose(self) -> ComposeResult:
        yield Static(Content(self._display.title or "Results"), classes="title")
        yield FilterLine()
        yield ResultGrid(
            image_loader=self._previews.loader(self._pictures.load),
            render_as=self._shown.wish.render_as,
            selection_mode=self._display.selection_mode,
            min_card_width=MIN_CARD_CELLS,
            hint=self._hint,
        )
        if self._actions:
            buttons = ActionButtons(self._actions, about=_about(1))
            buttons.display = False
            yield buttons

    @property
    def _hint(self) -> Content:
        if self._shown.wish.filter and self.items:
            return Content("Nothing here is like that. Escape in the filter shows all.")
        return Content(self._display.empty or "Nothing yet. Run an action; results stay here.")

    async def show_documents(self) -> None:
        """Take the page's result display and its actions anew; the cursor and the focus stay."""
        cursor, focused = self.grid.cursor_id, self.grid.has_focus
        before = self._display
        self._take_documents()
        if replace(self._display, properties=before.properties) != before:
            self._shown = ResultsShown(self._page, self._display, self._previews)
        self._shown.display = self._display
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
        """The results on the page, those that a filter hides as well."""
        return self._shown.items

    @property
    def _made(self) -> Sequence[ResultItem]:
        """Those that the grid shows, without what is still being made."""
        shown = self.grid.items
        return shown[: len(shown) - len(self._previews.items)]

    @property
    def selected(self) -> list[str]:
        """Ids of the selected results, those that a filter hides as well."""
        return self._shown.selected

    def focus_grid(self) -> None:
        self.grid.focus()

    @property
    def current(self) -> tuple[int, ResultItem] | None:
        """The result under the cursor with its number, if it is there to be acted on."""
        at = self.grid.cursor
        item = None if at is None else self.grid.items[at]
        return (at + 1, item) if at is not None and item is not None and item.state == "ready" else None

    def value(self, item_id: str) -> dict[str, Any] | None:
        """A result as JSON: one on the page, or one that is arriving."""
        values = [*self._page.view.arriving, *result_values(self._page.request)]
        return next((value for value in values if value.get("content_id") == item_id), None)

    def show_page(self) -> None:
        """Show the page's results, those that are arriving first."""
        self._shown.take()
        self._arrange()

    def take_preview(self, event: "ExecutionEvent") -> None:
        """Show how something looks that is being made, until it is."""
        of_no_use, others_now = self._previews.take(event)
        self._arrange()
        self.grid.change_images(of_no_use, others_now)

    def _arrange(self) -> None:
        """Show what the person wishes; new results at the end are added without disturbing the rest."""
        if self._shown.lacks_origins:
            self._learn()
        grid = self.grid
        items, groups = self._shown.arranged()
        if columns := self._shown.columns:
            grid.show_columns(columns, self._shown.wish.by_column)
        put_into(grid, items, groups)
        if self._shown.wish.render_as != grid.render_as:
            grid.render_as = self._shown.wish.render_as
        grid.hint = self._hint
        if self.selected != grid.selected:
            grid.set_selected(self.selected)
        self._show_title()
        self._show_actions()

    @work(group="origins", exclusive=True)
    async def _learn(self) -> None:
        await self._shown.learn()
        self._arrange()

    def _show_title(self) -> None:
        title = results_title(
            self._page.view,
            self._display,
            self.items,
            self._made,
            self.selected,
            self._shown.wish.words,
            making=len(self._previews.items),
        )
        self.query_one(".title", Static).update(title, layout=False)

    @on(ResultGrid.CursorMoved)
    def _show_actions(self) -> None:
        for buttons in self.query(ActionButtons):
            current = self.current
            buttons.display = current is not None
            if current is not None:
                buttons.say_about(_about(current[0]))

    # -- filter, order, groups, marks ------------------------------------------------------------

    def choices(self, *, takes_values: bool) -> list[Choice]:
        """What can be done now."""
        one = self.current is not None
        return [
            choice
            for choice in CHOICES
            if (one or not choice.of_one)
            and (takes_values or not choice.takes_values)
            and (self._shown.columns or not choice.of_table)
            and (self.items or choice.name.startswith("as_"))
        ]

    def do(self, name: str) -> None:
        """Do one of the choices."""
        if name == "filter":
            line = self.query_one(FilterLine)
            line.display = True
            line.focus()
        elif name in EXPORTS:
            self.post_message(self.Wanted(name, self.selected or [item.id for item in self._made]))
        elif name in ARRANGEMENTS:
            self._shown.change(name)
            self._show_filter()
            self._arrange()
        elif ids := self.about:
            self._do_with(name, ids)

    def _do_with(self, name: str, ids: list[str]) -> None:
        if name in MARKS:
            self.run_worker(self._marking.do(name, ids), group="marks")
        elif name == "reveal":
            self._files.reveal(self._item(ids[0]))
        else:
            self.post_message(self.Wanted(name, ids))

    def _show_filter(self) -> None:
        """The line says what is filtered, and is there as long as something is."""
        line = self.query_one(FilterLine)
        if line.value != self._shown.wish.filter:
            line.value = self._shown.wish.filter
        line.display = bool(line.value) or line.has_focus

    @property
    def about(self) -> list[str]:
        """Ids of what marks are about: the result under the cursor, with all selected ones if it is one."""
        current = self.current
        if current is None:
            return []
        item_id, selected = current[1].id, self.grid.selected
        others = [each for each in selected if each != item_id] if item_id in selected else []
        return [item_id, *others]

    def action_do_with_results(self, name: str) -> None:
        self.do(name)

    @on(ResultGrid.ColumnChosen)
    def _column_chosen(self, message: ResultGrid.ColumnChosen) -> None:
        message.stop()
        self._shown.by_column(message.name)
        self._arrange()

    @on(Input.Changed, "FilterLine")
    def _sought(self, message: Input.Changed) -> None:
        message.stop()
        if message.value != self._shown.wish.filter:
            self._shown.filter(message.value)
            self._arrange()

    @on(FilterLine.Left)
    def _filter_left(self, message: FilterLine.Left) -> None:
        message.stop()
        line = self.query_one(FilterLine)
        if message.clear:
            line.value = ""
            self._shown.filter("")
            self._arrange()
        self.grid.focus()
        line.display = bool(line.value)

    # -- one result ------------------------------------------------------------------------------

    @on(ResultGrid.SelectionChanged)
    def _selection_changed(self, message: ResultGrid.SelectionChanged) -> None:
        message.stop()
        self._select(message.ids)

    def _select(self, ids: Sequence[str]) -> None:
        several = self._display.several
        chosen = self._shown.select(ids, self.grid.items, several=several)
        self._show_title()
        self.post_message(self.Selected(chosen))

    @on(ResultGrid.Opened)
    def _opened(self, message: ResultGrid.Opened) -> None:
        self.open_result(message.item_id)

    @work(group="detail", exclusive=True)
    async def open_result(self, item_id: str) -> None:
        """Show one result alone; the cursor goes to the one that is shown last."""
        from tui.results.detail import DetailActions, ResultDetail  # noqa: PLC0415 - shown later, if at all

        await self._fetch(item_id)
        items = self.grid.items if item_id in {item.id for item in self.grid.items} else self.items
        if self._item(item_id) is None:
            return
        actions = DetailActions(
            select=self._toggle,
            copy=lambda item_id: self._files.copy(self._item(item_id)),
            open_externally=lambda item_id: self._files.open(self._item(item_id)),
            facts=self._facts,
            others=[(action.shortcut or "", action.id, clean_line(action.label)) for action in self._actions],
            run=lambda action_id, item_id: self.post_message(self.ActionWanted(action_id, item_id)),
            reveal=lambda item_id: self._files.reveal(self._item(item_id)),
            mark=lambda name, item_id: self._marking.do(name, [item_id]),
            item=self._item,
        )
        detail = ResultDetail(
            items,
            item_id,
            actions,
            image_loader=self._pictures.load,
            find_file=self._pictures.path,
            selected=self.selected,
        )
        shown = await self.app.push_screen_wait(detail)
        if shown:
            self.grid.cursor_id = shown

    @on(ResultGrid.CopyRequested)
    def _copy_requested(self, message: ResultGrid.CopyRequested) -> None:
        self._files.copy(self._item(message.item_id))

    @on(ResultGrid.OpenExternally)
    def _open_requested(self, message: ResultGrid.OpenExternally) -> None:
        self._files.open(self._item(message.item_id))

    def _toggle(self, item_id: str) -> bool:
        if not self._display.selectable:
            return False
        chosen = [item for item in self.grid.selected if item != item_id]
        if item_id not in self.selected:
            chosen = [*chosen, item_id] if self._display.several else [item_id]
        self.grid.set_selected(chosen)
        self._select(self.grid.selected)
        return item_id in self.selected

    def _facts(self, item_id: str) -> list[tuple[str, str]]:
        if item_id not in self._provenance:
            self.run_worker(self._fetch(item_id), group="facts")
        return facts_of(self._item(item_id), self._provenance.get(item_id))

    async def _fetch(self, item_id: str) -> None:
        try:
            self._provenance[item_id] = await self._engine.call(messages.GetResult(content_id=item_id))
        except OperationError:
            # Results that came with the document have no record; the page's own facts must do.
            return

    def _complain(self, error: OperationError) -> None:
        self.notify(clean(error.body.message), severity="error", markup=False, timeout=8)

    def _item(self, item_id: str) -> ResultItem | None:
        return self._shown.item(item_id)


def _about(number: int) -> str:
    return f"on {number}:"
