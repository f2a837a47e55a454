"""The ways from a session's page to what there is beside it: history, forks, references, settings.

Nothing of all that is imported before the person opens it.
"""

from collections.abc import Awaitable, Callable, Iterator, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

from textual import work
from textual.app import SystemCommand
from textual.binding import Binding
from textual.content import Content

from schemas.clean_text import clean_line
from tui.confirm import Confirm
from tui.navigation import GoHome, ResumeSession
from tui.page_screen import PageScreen
from tui.results.grid import ResultGrid

if TYPE_CHECKING:
    from engine.client.engine import Engine
    from schemas.messages.session import SessionView
    from tui.session.outcome import Outcome

BINDINGS = (
    Binding("ctrl+t", "session_menu", "Session", id="page.session", tooltip="What there is beside the page"),
    Binding("i", "where_from", "Where from", id="page.where-from", tooltip="Where this result came from"),
    Binding("c", "compare", "Compare", id="page.compare", tooltip="Compare this result with another one"),
)

_COMMANDS = (
    ("History", "Everything that ran in this session, and where each result came from", "history"),
    ("References", "Files and texts that go along with prompts", "references"),
    ("Ask a model", "Send an instruction in the light of this session", "instruct"),
    ("Session settings", "Who answers and how; what this session is for", "settings"),
    ("Session tree", "Forks of this session: open, make, rename, delete", "tree"),
)


class SessionWays(PageScreen):
    """A page of a session, which a subclass names. It may have results and a form.

    `i` and `c` are about the result under the cursor; sub-actions with the same letter come
    before them, the menu and the command palette have both all the same.
    """

    recall: Callable[[Mapping[str, Any]], Awaitable[bool]] | None = None
    """Puts values into the page's form again; tells whether anything is different now."""

    _engine: "Engine"
    _first_compared = ""

    def on_mount(self) -> None:
        """These keys come last: behind the page's own, and behind those of its sub-actions."""
        keys = self._bindings.key_to_bindings
        for binding in BINDINGS:
            keys[binding.key] = [*keys.get(binding.key, ()), binding]

    @property
    def _session(self) -> "SessionView":
        """The session, as the page knows it."""
        raise NotImplementedError

    @property
    def shown_session(self) -> str:
        """The id of the session: its page says itself how its runs end."""
        return self._session.id

    async def leave(self) -> bool:
        """Write what is typed; returns whether that is on disk."""
        return True

    async def action_home(self) -> None:
        """Leave the page for the home screen."""
        if await self.leave():
            self.post_message(GoHome())
        else:
            question = Content("What you typed last cannot be saved. Leave it behind?")
            self.app.push_screen(Confirm(question, "Leave"), self._leave_all_the_same)

    def _leave_all_the_same(self, agreed: bool | None) -> None:
        if agreed:
            self.post_message(GoHome())

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Some keys are about the result under the cursor."""
        if action in ("where_from", "compare"):
            return isinstance(self.focused, ResultGrid) and self._result_at_cursor() != ""
        return True

    def session_commands(self) -> Iterator[SystemCommand]:
        """All of it by name, for the command palette."""
        for name, about, screen in _COMMANDS:
            yield SystemCommand(name, about, partial(self.action_session, screen))
        yield SystemCommand("Fork this session", "A new session that goes on from here", self.action_fork)
        if self._result_at_cursor():
            about = "Prompt, values, model, seed and the rest of the result under the cursor"
            yield SystemCommand("Where this result came from", about, self.action_where_from)
            about = "The result under the cursor; the second one opens the comparison"
            yield SystemCommand("Compare results", about, self.action_compare)

    def _result_at_cursor(self) -> str:
        grid = self.query_one_optional(ResultGrid)
        return (grid.cursor_id or "") if grid is not None else ""

    @work(group="session", exclusive=True)
    async def action_session_menu(self) -> None:
        """Let the person choose."""
        from tui.session.menu import SessionMenu  # noqa: PLC0415 - see above

        menu = SessionMenu(on_result=self._result_at_cursor() != "")
        match await self.app.push_screen_wait(menu):
            case None:
                return
            case "where_from":
                self.action_where_from()
            case "compare":
                self.action_compare()
            case "queue":
                await self.run_action("app.queue")
            case chosen:
                self.action_session(chosen)

    def action_session(self, name: str) -> None:
        """Open one of the session's screens by its name in the menu."""
        from tui.session.screens import session_screen  # noqa: PLC0415 - see above

        view, form = self._session, self.recall is not None
        screen = session_screen(name, self._engine, view.id, view.summary.title, can_use_values=form)
        self.app.push_screen(screen, self._take_end)

    def action_where_from(self) -> None:
        """Show the history at the result under the cursor."""
        from tui.session.history_screen import HistoryScreen  # noqa: PLC0415 - see above

        view, form, at = self._session, self.recall is not None, self._result_at_cursor()
        if at:
            screen = HistoryScreen(self._engine, view.id, view.summary.title, at=at, can_use_values=form)
            self.app.push_screen(screen, self._take_end)

    @work(group="compare", exclusive=True)
    async def action_compare(self) -> None:
        """Up to four selected results, or the one under the cursor with the one it was pressed on before."""
        from tui.session.from_grid import compared, comparison  # noqa: PLC0415 - see above

        grid = self.query_one(ResultGrid)
        ids = compared(grid, self._first_compared)
        if not ids:
            again = self._first_compared == grid.cursor_id
            self._first_compared = "" if again else grid.cursor_id or ""
            said = "No longer marked." if again else "Marked. c on another result compares the two."
            self.notify(said, markup=False)
            return
        self._first_compared = ""
        self.app.push_screen(await comparison(self._engine, self._session, grid, ids), self._take_end)

    @work(group="session", exclusive=True)
    async def action_fork(self) -> None:
        """Make a fork of the session as it stands, and show it."""
        from engine.operations.errors import OperationError  # noqa: PLC0415 - loaded with the engine
        from schemas.messages.family import ForkSession  # noqa: PLC0415

        if not await self.leave():
            return
        try:
            fork = await self._engine.call(ForkSession(session_id=self._session.id))
        except OperationError as error:
            self.notify(clean_line(error.body.message), severity="error", markup=False)
            return
        self.app.notify("This is the fork; the session it comes from is as it was.", markup=False)
        self.post_message(ResumeSession(fork.id))

    def _take_end(self, outcome: "Outcome | None") -> None:
        if outcome is not None:
            self.run_worker(self._take_outcome(outcome), group="outcome")

    async def _take_outcome(self, outcome: "Outcome") -> None:
        from tui.session.outcome import OpenSession, SessionGone, UseValues  # noqa: PLC0415 - see above

        match outcome:
            case OpenSession(session_id):
                if await self.leave():
                    self.post_message(ResumeSession(session_id))
            case UseValues(values, label):
                changed = await self.recall(values) if self.recall else False
                name = clean_line(label)
                said = f"The values of {name} are back." if changed else f"The form holds what {name} had."
                self.notify(said, markup=False)
            case SessionGone():
                self.post_message(GoHome())
