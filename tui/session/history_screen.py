"""Everything that happened in a session, the newest first, with where each thing came from."""

import secrets
import time
from collections.abc import Iterable
from contextlib import aclosing
from pathlib import Path
from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Input, OptionList
from textual.widgets.option_list import Option

from engine.client.engine import Engine
from engine.operations.errors import OperationError
from schemas.clean_text import clean, clean_line
from schemas.messages.executions import RetryExecution
from schemas.messages.results import Result
from schemas.messages.turns import DeleteTurn, EditTurn, ForkTurn
from tui.confirm import Confirm
from tui.interaction.pictures import Pictures
from tui.results.image_view import ImageView
from tui.results.text_view import Block, TextView
from tui.results.usage_text import usage_text
from tui.session.ask import AskText
from tui.session.choices import Choices
from tui.session.compare_screen import CompareScreen
from tui.session.compare_sides import Side, side_of
from tui.session.history import Entry, asked_in, entries_of, values_of
from tui.session.history_lines import entry_line
from tui.session.history_reader import MOST_READ, HistoryReader
from tui.session.outcome import OpenSession, UseValues
from tui.session.provenance import blocks_of
from tui.session.screen import SessionScreen

MOST_SHOWN = 500
"""Lines of the list; a search finds the others."""

REDRAW_SECONDS = 0.25
"""While results are being read, the list is drawn again this often."""

_NOT_DONE = ("failed", "cancelled", "interrupted")


class HistoryScreen(SessionScreen):
    """`at` is the id of a result to begin with. `can_use_values`: there is a form to put them into."""

    heading = "History"
    DEFAULT_CSS = Path(__file__).with_name("history.tcss").read_text(encoding="utf-8")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("R", "retry", "Retry", id="session.do.retry", tooltip="Run again what failed"),
        Binding("e", "edit_turn", "Edit reply", id="session.do.edit", tooltip="Correct a turn's reply"),
        Binding(
            "f", "fork_turn", "Fork after it", id="session.do.fork", tooltip="A new session from this turn"
        ),
        Binding("d,delete", "delete_turn", "Delete turn", id="session.do.delete", tooltip="Forget this turn"),
        Binding(
            "c", "compare", "Compare", id="session.do.compare", tooltip="Mark a result, then another one"
        ),
        Binding("u", "use_values", "Use values again", id="session.do.use", tooltip="Into the form"),
        Binding("y", "copy_prompt", "Copy prompt", id="session.do.copy", tooltip="The prompt as it was sent"),
        Binding("slash", "search", "Search", id="session.search"),
    ]

    def __init__(
        self, engine: Engine, session_id: str, title: str = "", *, at: str = "", can_use_values: bool = False
    ) -> None:
        super().__init__(engine, session_id, title)
        self._at = at
        self._can_use_values = can_use_values
        self._reader = HistoryReader(engine, session_id)
        self._pictures = Pictures(engine)
        self._entries: list[Entry] = []
        self._marked: Entry | None = None
        self._blocks: list[Block] = []
        self._drawn_at = 0.0

    def body(self) -> Iterable[Widget]:
        yield Input(
            placeholder="Search prompts, replies, results, values", id="search", select_on_focus=False
        )
        yield Horizontal(Choices("Details", widget_id="entries"), _Detail(self._pictures), id="both")

    def on_mount(self) -> None:
        self.query_one(OptionList).focus()
        self.run_worker(self._follow(), group="load")

    # -- what there is ------------------------------------------------------------------------

    async def _follow(self) -> None:
        """Read the history, and again whenever something happens in the session."""
        try:
            await self._load(first=True)
            async with aclosing(self.engine.changes(self.session_id, self._reader.seq)) as changes:
                async for change in changes:
                    if change.seq > self._reader.seq and change.kind != "values_committed":
                        await self._load()
        except OperationError as error:
            self.complain(error)

    async def _load(self, *, first: bool = False) -> None:
        await self._reader.read()
        if first and self._at and await self._reader.read_result(self._at):
            self._draw(f"result-{self._at}")
        else:
            self._draw()
        async for _ in self._reader.read_results():
            if time.monotonic() - self._drawn_at > REDRAW_SECONDS:
                self._draw()
        self._draw()

    def _draw(self, highlight: str = "") -> None:
        """Show what is known by now; the highlighted line stays the same one."""
        self._drawn_at = time.monotonic()
        listed = self.query_one(OptionList)
        before = highlight or (self._highlighted.key if self._highlighted else "")
        runs = self._reader.runs
        entries = entries_of(runs, self.query_one("#search", Input).value)
        self._entries = entries[:MOST_SHOWN]
        keys = [entry.key for entry in self._entries]
        with self.app.batch_update():
            listed.clear_options()
            listed.add_options(Option(self._line(entry)) for entry in self._entries)
            if keys:
                listed.highlighted = keys.index(before) if before in keys else 0
        shown = f", {MOST_SHOWN} lines shown" if len(entries) > MOST_SHOWN else ""
        self.note(self._said(len(runs)) + shown if runs else "nothing has run yet")
        if not keys:
            self._show(None)

    def _said(self, runs: int) -> str:
        """How many runs, and what they used together; of those that were read, where there are too many."""
        used = usage_text(self._reader.used)
        of_how_many = f" (the last {MOST_READ})" if used and runs > MOST_READ else ""
        said = f"{runs} run{'s' if runs != 1 else ''}"
        return f"{said} · {used}{of_how_many}" if used else said

    def _line(self, entry: Entry) -> Content:
        marked = self._marked is not None and entry.key == self._marked.key
        return entry_line(entry, marked=marked)

    @property
    def _highlighted(self) -> Entry | None:
        at = self.query_one(OptionList).highlighted
        return self._entries[at] if at is not None and at < len(self._entries) else None

    @on(OptionList.OptionHighlighted)
    def _highlight(self) -> None:
        entry = self._highlighted
        self._show(entry)
        if entry is not None and entry.execution is not None and not entry.run.results:
            self.run_worker(self._read_more(entry), exclusive=True, group="more")

    async def _read_more(self, entry: Entry) -> None:
        """Results of runs that are too many to be read unasked."""
        if await self._reader.read_results_of(entry.run.id, entry.run.execution):
            self._draw()

    def _show(self, entry: Entry | None) -> None:
        blocks = blocks_of(entry) if entry is not None else []
        if blocks != self._blocks:
            self._blocks = blocks
            url = entry.result.value.get("url") if entry and entry.result else None
            self.query_one(_Detail).show(blocks, url if isinstance(url, str) else None)
        self.refresh_bindings()

    @on(OptionList.OptionSelected)
    def _to_detail(self) -> None:
        self.query_one(_Detail).query_one(TextView).focus()

    # -- searching ------------------------------------------------------------------------------

    @on(Input.Changed, "#search")
    def _sought(self) -> None:
        self._draw()

    @on(Input.Submitted, "#search")
    def _to_list(self) -> None:
        self.query_one(OptionList).focus()

    def action_search(self) -> None:
        self.query_one("#search").focus()

    async def action_back(self) -> None:
        """Out of the search or the detail first."""
        listed = self.query_one(OptionList)
        if self.focused is not None and self.focused is not listed:
            listed.focus()
        else:
            self.dismiss(None)

    # -- what can be done with a line -----------------------------------------------------------

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """The footer shows what works on the highlighted line."""
        if not self.is_mounted:
            return True
        entry = self._highlighted
        match action:
            case "retry":
                return bool(entry and entry.execution and entry.execution.status in _NOT_DONE)
            case "edit_turn" | "fork_turn" | "delete_turn":
                return bool(entry and entry.turn)
            case "compare":
                return bool(entry and entry.result)
            case "use_values":
                return bool(entry and self._can_use_values and values_of(entry))
            case "copy_prompt":
                return bool(entry and asked_in(entry))
            case _:
                return True

    @work(group="do")
    async def action_retry(self) -> None:
        entry = self._highlighted
        if entry is None or entry.execution is None:
            return
        request = RetryExecution(execution_id=entry.execution.id, idempotency_key=secrets.token_hex(8))
        if await self.ask(request):
            self.notify(f"{clean_line(entry.run.label)} runs again.", markup=False)

    def action_copy_prompt(self) -> None:
        if self._highlighted is not None:
            self.app.copy_to_clipboard(clean(asked_in(self._highlighted)))
            self.notify("Copied the prompt.", markup=False)

    def action_use_values(self) -> None:
        if self._highlighted is not None:
            self.dismiss(UseValues(values_of(self._highlighted), self._highlighted.run.label))

    @work(group="do")
    async def action_edit_turn(self) -> None:
        turn = self._highlighted.turn if self._highlighted else None
        if turn is None:
            return
        question = Content("The reply, as the turns that follow are to know it. The log keeps the original.")
        reply = await self.app.push_screen_wait(AskText(question, turn.reply))
        if reply is not None and reply.strip() and reply != turn.reply:
            await self.ask(EditTurn(session_id=self.session_id, turn_id=turn.id, reply=reply))

    @work(group="do")
    async def action_delete_turn(self) -> None:
        turn = self._highlighted.turn if self._highlighted else None
        if turn is None:
            return
        question = Content("Take this turn out of the conversation? What it made stays.")
        if await self.app.push_screen_wait(Confirm(question, "Delete")):
            await self.ask(DeleteTurn(session_id=self.session_id, turn_id=turn.id))

    @work(group="do")
    async def action_fork_turn(self) -> None:
        turn = self._highlighted.turn if self._highlighted else None
        if turn is None:
            return
        fork = await self.ask(ForkTurn(session_id=self.session_id, turn_id=turn.id))
        if fork is not None:
            self.app.notify("This is the fork; the session it comes from is as it was.", markup=False)
            self.dismiss(OpenSession(fork.id))

    def action_compare(self) -> None:
        """Mark a result; on a second one, show both."""
        entry = self._highlighted
        if entry is None or entry.result is None:
            return
        marked, self._marked = self._marked, None
        if marked is None or marked.result is None:
            self._marked = entry
            self.notify("Marked. c on another result compares the two.", markup=False)
        elif marked.key != entry.key:
            sides = _side(marked, marked.result), _side(entry, entry.result)
            self.app.push_screen(CompareScreen(self.engine, self.session_id, self._title, sides=sides))
        self._draw()


def _side(entry: Entry, result: Result) -> Side:
    clock = time.strftime("%H:%M", time.localtime(result.created_at))
    return side_of(result, f"{clock} {entry.run.label}")


class _Detail(Vertical):
    """The highlighted line in full: its picture, if it is one, over everything known of it."""

    def __init__(self, pictures: Pictures) -> None:
        super().__init__(id="detail")
        self._pictures = pictures

    def compose(self) -> ComposeResult:
        yield ImageView(self._pictures.load, id="picture")
        yield TextView(id="facts")

    def show(self, blocks: list[Block], url: str | None) -> None:
        picture = self.query_one(ImageView)
        picture.display = url is not None
        picture.show(url)
        self.query_one(TextView).show(blocks)
