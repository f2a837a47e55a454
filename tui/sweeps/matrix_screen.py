"""The matrix of a sweep: every cell with what became of it, live; stop, fill, open, select, copy."""

import json
from collections.abc import Callable, Iterable
from typing import ClassVar

from textual import on, work
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from schemas.clean_text import clean, clean_line
from schemas.frozen import frozen
from schemas.messages.interactions import SelectResults
from schemas.messages.sweeps import FillSweep, GetSweepCell, ListSweeps, StopSweep, SweepView
from tui.confirm import Confirm
from tui.interaction.open_page import OpenPage
from tui.interaction.result_display import display_of
from tui.results.image_cache import ImageLoader
from tui.results.result_item import ResultItem
from tui.session.screen import SessionScreen
from tui.sweeps.cell_items import UNFINISHED, cell_item, counted
from tui.sweeps.first_results import FirstResults
from tui.sweeps.live_sweep import LiveSweep
from tui.sweeps.lone_detail import lone_detail
from tui.sweeps.matrix_plane import Plane
from tui.sweeps.matrix_view import MatrixView
from tui.sweeps.plan_text import ASKED_FROM, runs_of
from tui.sweeps.sweeps_menu import SweepsMenu


@frozen
class PageResults:
    """What the page does with its results, by their ids: whether it has one, and showing one alone."""

    has: Callable[[str], bool]
    show: Callable[[str], object]
    load: ImageLoader


class MatrixScreen(SessionScreen):
    """One of the page's sweeps, the newest to begin with."""

    heading = "Sweep"
    DEFAULT_CSS = """
    MatrixScreen {
        & #slice { height: 1; padding: 0 1; color: $text-muted; text-wrap: nowrap; text-overflow: ellipsis; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "open", "Open", id="session.do.open", tooltip="Show the result of this cell alone"),
        Binding("space", "select", "Select", id="session.do.select", tooltip="Select its result on the page"),
        Binding("x", "stop", "Stop all", id="session.do.stop", tooltip="Cancel what runs and what waits"),
        Binding("f", "fill", "Fill gaps", id="session.do.fill", tooltip="Run again what has no result"),
        Binding("y", "copy", "Copy values", id="session.do.copy", tooltip="The values of this cell as JSON"),
        Binding("t", "turn", "Turn", id="session.do.turn", tooltip="Other axes as rows and columns"),
        Binding("left_square_bracket", "slice(-1)", "Slice before", show=False, id="session.do.before"),
        Binding("right_square_bracket", "slice(1)", "Next slice", id="session.do.next"),
        Binding("l", "sweeps", "Other sweeps", id="session.do.sweeps", tooltip="The sweeps of this page"),
    ]

    def __init__(self, page: OpenPage, results: PageResults) -> None:
        super().__init__(page.engine, page.session.id, page.request.title or "")
        self._page = page
        self._results = results
        self._live: LiveSweep | None = None
        self._plane = Plane.of((1,))
        self._several = False
        self._first = FirstResults(page, lambda work: self.run_worker(work, group="results"), self._arrived)

    def body(self) -> Iterable[Widget]:
        yield Static(id="slice")
        yield MatrixView(self._item, self._is_selected, self._results.load)

    def on_mount(self) -> None:
        self.run_worker(self._open(), group="load")

    async def _open(self) -> None:
        found = await self.ask(ListSweeps(**self._page.ids))
        if found is None:
            return
        if not found.sweeps:
            self.query_one("#slice", Static).update(Content("No sweep on this page yet. W sets one up."))
            return
        self._several = len(found.sweeps) > 1
        self._show(found.sweeps[0])

    def _show(self, sweep: SweepView) -> None:
        self.workers.cancel_group(self, "live")
        self._live = LiveSweep(
            self._page,
            sweep,
            lambda work: self.run_worker(work, group="live"),
            self._changed,
            self.complain,
        )
        self._plane = Plane.of([len(axis.labels) for axis in sweep.axes])
        self.run_worker(self._live.watch(), group="live")
        self._show_plane()
        self.set_focus(self._matrix)

    @property
    def _matrix(self) -> MatrixView:
        return self.query_one(MatrixView)

    def _show_plane(self) -> None:
        assert self._live is not None
        axes = self._live.view.axes
        columns = axes[self._plane.columns].labels if self._plane.columns is not None else []
        self._matrix.show_plane(self._plane, axes[self._plane.rows].labels, columns)
        self._say()

    def _say(self) -> None:
        """How far it is, what rows and columns are, and which slice of the other axes is shown."""
        if self._live is None or not self.is_mounted:
            return
        view, plane = self._live.view, self._plane
        self.note(f"{clean_line(view.label)}: {counted(view.cells)}")
        titles = [clean_line(axis.title) for axis in view.axes]
        words = f"↓ {titles[plane.rows]}"
        words += f"   → {titles[plane.columns]}" if plane.columns is not None else ""
        for axis in plane.others:
            place, labels = plane.at[axis], view.axes[axis].labels
            words += f"   {titles[axis]} ‹{clean_line(labels[place])[:40]}› {place + 1}/{len(labels)}"
        self.query_one("#slice", Static).update(Content(words))
        self.refresh_bindings()

    # -- cells ----------------------------------------------------------------------------------

    def _item(self, number: int) -> ResultItem:
        if self._live is None:
            return ResultItem("cell", "", "text")
        cell = self._live.cell(number)
        first = self._first.get(cell.results[0]) if cell.results else None
        return cell_item(number, cell, self._live.progress(number), first)

    def _is_selected(self, number: int) -> bool:
        results = self._live.cell(number).results if self._live else ()
        return any(each in self._page.view.selected for each in results)

    def _changed(self, numbers: list[int]) -> None:
        if self.is_mounted:
            self._matrix.redraw(numbers)
            self._say()

    def _arrived(self, result_id: str) -> None:
        if self._live is not None and self.is_mounted:
            cells = self._live.view.cells
            shown = [number for number in self._matrix.in_view() if result_id in cells[number].results[:1]]
            self._matrix.redraw(shown)

    @on(MatrixView.CursorMoved)
    def _moved(self) -> None:
        self.refresh_bindings()

    # -- what the person does -------------------------------------------------------------------

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """The footer shows what works now."""
        live = self._live
        if action in ("back", "sweeps"):
            return action == "back" or self._several
        if action not in ("open", "select", "stop", "fill", "copy", "turn", "slice"):
            return True
        if live is None or not self.is_mounted:
            return False
        match action:
            case "select":
                results = live.cell(self._matrix.cursor).results
                return self._selectable and bool(results) and self._results.has(results[0])
            case "stop":
                return live.unfinished
            case "fill":
                return bool(self._gaps)
            case "turn":
                return self._plane.columns is not None
            case "slice":
                return bool(self._plane.others)
            case _:
                return True

    @property
    def _selectable(self) -> bool:
        return display_of(self._page.request).selectable

    @property
    def _gaps(self) -> int:
        cells = self._live.view.cells if self._live else []
        return sum(cell.status not in ("completed", "refused", *UNFINISHED) for cell in cells)

    @on(MatrixView.Chosen)
    def action_open(self) -> None:
        """Show the result alone; where there is none, say why."""
        assert self._live is not None
        cell = self._live.cell(self._matrix.cursor)
        if cell.results:
            on_page = self._results.has(cell.results[0])
            (self._results.show if on_page else self._show_alone)(cell.results[0])
            return
        error = cell.error or {}
        words = [*cell.errors, str(error.get("message") or ""), str(error.get("hint") or "")]
        text = clean("\n".join(word for word in words if word))
        self.notify(text or "There is no result here yet.", markup=False, timeout=8)

    def _show_alone(self, result_id: str) -> None:
        item = self._first.get(result_id)
        if item is not None:
            self.app.push_screen(lone_detail(item, self._first.result(result_id), self._results.load))

    @work(group="select")
    async def action_select(self) -> None:
        """Select the cell's first result on the page, or let it go."""
        assert self._live is not None
        number = self._matrix.cursor
        results, before = self._live.cell(number).results, self._page.view.selected
        if any(each in before for each in results):
            chosen = [each for each in before if each not in results]
        else:
            several = display_of(self._page.request).several
            chosen = [*before, results[0]] if several else [results[0]]
        if await self.ask(SelectResults(**self._page.ids, content_ids=chosen)) is not None:
            self._page.view.selected = chosen
            self._matrix.redraw()

    @work(group="ask")
    async def action_stop(self) -> None:
        """Cancel all of it that has not ended."""
        assert self._live is not None
        live = self._live
        if view := await self.ask(StopSweep(sweep_id=live.view.id)):
            live.take(view)

    @work(group="ask")
    async def action_fill(self) -> None:
        """Run what has no result; ask first where that is much."""
        assert self._live is not None
        live, gaps = self._live, self._gaps
        if gaps >= ASKED_FROM:
            question = Content(f"Start {runs_of(gaps)}?")
            if not await self.app.push_screen_wait(Confirm(question, "Start")):
                return
        if view := await self.ask(FillSweep(sweep_id=live.view.id)):
            live.take(view)

    @work(group="ask")
    async def action_copy(self) -> None:
        """Put the cell's values on the clipboard."""
        assert self._live is not None
        at = self._live.cell(self._matrix.cursor).at
        if found := await self.ask(GetSweepCell(sweep_id=self._live.view.id, at=at)):
            self.app.copy_to_clipboard(json.dumps(found.values, ensure_ascii=False, indent=2))
            self.notify("Copied the values of this cell as JSON.", markup=False)

    def action_turn(self) -> None:
        """Other axes as rows and columns; the cursor stays on its cell."""
        number = self._matrix.cursor
        self._plane = self._plane.showing(number).turned()
        self._show_plane()
        self._matrix.cursor = number

    def action_slice(self, by: int) -> None:
        """Another place on the axes that are neither rows nor columns."""
        self._plane = self._plane.step(by)
        self._show_plane()

    @work(group="sweeps", exclusive=True)
    async def action_sweeps(self) -> None:
        """Let the person choose among the page's sweeps."""
        if (found := await self.ask(ListSweeps(**self._page.ids))) is None:
            return
        chosen = await self.app.push_screen_wait(SweepsMenu(found.sweeps))
        for sweep in found.sweeps:
            if sweep.id == chosen:
                self._show(sweep)
