"""The application: a switchboard that mounts screens and owns nothing else."""

from collections.abc import Iterable, Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from rich.text import Text
from textual import work
from textual.app import App, SystemCommand
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.driver import Driver
from textual.filter import LineFilter
from textual.screen import Screen

from tui.confirm import Confirm
from tui.early.first_page import FirstPage
from tui.engine_host import EngineHost
from tui.fault import report_fault
from tui.in_browser import say_place
from tui.letter_menu import LetterMenu
from tui.navigation import GoHome, OpenWorkflow, ResumeSession, ShowSession
from tui.opening import OpeningScreen
from tui.opening_session import Start
from tui.outliving import let_terminal_go
from tui.preferences import Images, Preferences
from tui.shelves import SHELVES, show_shelf
from tui.unfailing_terminal import unfailing
from tui.whole_frames import in_whole_frames
from tui.widgets.late_caches import make_caches_late
from tui.widgets.late_components import LateStylesheet
from tui.widgets.line_filter import ControlFilter

if TYPE_CHECKING:
    from schemas.messages.session import SessionView
    from tui.queue.leave_running import Leaving
    from tui.queue.watch import QueueWatch
    from tui.session.outcome import Outcome

WATCH_AFTER = 1.0
"""Seconds after the first page: until then there is more to do."""


class RerollApp(App[None]):
    """Reroll in a terminal.

    `start` says what to open first: a workflow (by id or path; begins a session), a session
    (by id), or None for the home screen. `stand_ins` maps provider names to built-in kinds
    for this run. `host` brings an engine of one's own.
    """

    TITLE = "Reroll"
    CSS_PATH: ClassVar = ["app.tcss"]
    HORIZONTAL_BREAKPOINTS = [(0, "-tiny"), (60, "-narrow"), (100, "-wide")]
    VERTICAL_BREAKPOINTS = [(0, "-low"), (20, "-tall")]
    ENABLE_COMMAND_PALETTE = True
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+q", "quit", "Quit", id="app.quit", show=False),
        Binding("f1", "help", "Help", id="app.help", show=False),
        Binding("f8", "queue", "Queue", id="app.queue", show=False),
    ]

    def __init__(
        self,
        home: Path,
        *,
        start: Start | None = None,
        stand_ins: Mapping[str, str] | None = None,
        host: EngineHost | None = None,
    ) -> None:
        super().__init__()
        self.stylesheet = LateStylesheet.instead_of(self.stylesheet)
        make_caches_late()
        self._control_filter = ControlFilter()
        self._host = host or EngineHost(home, stand_ins)
        self.goes_on = False
        """What runs is to be finished after the screen is gone; then whoever ran the app closes `host`."""
        self.hung_up = False
        """The terminal went away."""
        self._start = start
        self._paths: dict[str, str] = {}
        self._preferences = Preferences(home)
        self._watch: QueueWatch | None = None
        self._first: FirstPage | None = None
        self._session_id = ""

    @property
    def host(self) -> EngineHost:
        """Who has the engine."""
        return self._host

    @property
    def images(self) -> Images:
        """How the person wants large pictures to be drawn."""
        return self._preferences.images

    def get_driver_class(self) -> type[Driver]:
        return unfailing(in_whole_frames(super().get_driver_class()))

    def get_line_filters(self) -> list[LineFilter]:
        """The backstop against control characters, after the toolkit's own filters."""
        return [self._control_filter.after(super().get_line_filters())]

    def get_system_commands(self, screen: Screen[Any]) -> Iterable[SystemCommand]:
        """The screen's own commands first, then the toolkit's."""
        own = getattr(screen, "page_commands", None)
        if own:
            yield from own()
        yield SystemCommand("Queue", "What runs and waits in all sessions", self.action_queue)
        for shelf in SHELVES:
            yield SystemCommand(shelf.title, shelf.about, partial(self.action_shelf, shelf.name))
        yield from self._preferences.commands()
        yield from super().get_system_commands(screen)

    def get_default_screen(self) -> Screen[None]:
        """The first page itself: a page over an empty screen would be two screens to mount and lay out."""
        start = self._start
        at_home = start is None or start[0] == "records"
        page: Screen[None]
        if start is None or at_home:
            page = self._home_screen()
        else:
            self._first = FirstPage(self, self._host, start)
            page = self._first.screen(self._shown)
        # Private in Textual: without it, its default screen cannot be switched for another.
        page._push_result_callback(page, None)
        return page

    def _home_screen(self) -> Screen[None]:
        from tui.home.screen import HomeScreen  # noqa: PLC0415 - a program may begin and end at a page

        return HomeScreen(self._host)

    def on_load(self) -> None:
        # Before there is anything that would be styled anew.
        self._preferences.apply_to(self)

    def on_mount(self) -> None:
        self._preferences.keep(self)
        if self._host.server:
            from tui.away_line import LOOK_SECONDS, AwayWatch  # noqa: PLC0415 - only for an engine elsewhere

            self.set_interval(LOOK_SECONDS, partial(AwayWatch(self).look, self._host))
        if self._start is not None and self._start[0] == "records":
            self.call_after_refresh(self.action_shelf, *self._start)

    async def on_show_session(self, message: ShowSession) -> None:
        from tui.session_screens import screen_for  # noqa: PLC0415 - its imports would delay the first frame

        screen = screen_for(await self._host.engine(), message.view, self.screen)
        shown = self.switch_screen(screen)
        self._shown(message.view, message.begun_from)
        if self._first is not None and message.begun_from:
            self._first.keep(message.view)
        if message.typed:
            await shown
            if recall := getattr(screen, "recall", None):  # a page with a form
                await recall(message.typed)

    def _shown(self, view: "SessionView", begun_from: str) -> None:
        """A session is on the screen."""
        self._session_id = view.id
        if begun_from:
            self._paths[view.summary.workflow_id] = begun_from
        say_place(self, view.id)
        if self._watch is None:
            self.set_timer(WATCH_AFTER, self.on_watch_queue)

    async def on_watch_queue(self) -> None:
        """Once the engine is there and something is to be seen. Its timer may come when the app has ended."""
        if self._watch is None and self.is_running:
            from tui.queue.watch import QueueWatch  # noqa: PLC0415 - after the first page

            self._watch = QueueWatch(self, await self._host.engine())
            self.run_worker(self._watch.run(), group="queue-watch")
        if self._watch is not None:
            self._watch.look_now()

    def on_open_workflow(self, message: OpenWorkflow) -> None:
        # Outside of the known folders, a workflow that was opened by its path has no other name.
        workflow = self._paths.get(message.workflow, message.workflow)
        self.switch_screen(OpeningScreen(self._host, ("workflow", workflow)))

    def on_resume_session(self, message: ResumeSession) -> None:
        self.switch_screen(OpeningScreen(self._host, ("session", message.session_id)))

    def on_go_home(self, _message: GoHome) -> None:
        self.switch_screen(self._home_screen())
        say_place(self, "")
        self.run_worker(self._keep_page(), group="keep-page")

    def action_help(self) -> None:
        """Show the keys that work now, or hide them again."""
        if self.screen.query("HelpPanel"):
            self.action_hide_help_panel()
        else:
            self.action_show_help_panel()

    @work(group="queue", exclusive=True)
    async def action_queue(self) -> None:
        """Show what runs and waits, over whatever is shown; a session chosen there is opened."""
        from tui.queue.show import show_queue  # noqa: PLC0415 - loaded when it is asked for

        session_id = await show_queue(self, self._host)
        if session_id and await self._save():
            self.post_message(ResumeSession(session_id))

    @work(group="shelf", exclusive=True)
    async def action_shelf(self, name: str = "", at: str = "") -> None:
        """Show records, LLM actions or the audit log over whatever is shown; without a name, ask which."""
        chosen = name or await self.push_screen_wait(LetterMenu(SHELVES, " Beside sessions "))
        if chosen:
            await show_shelf(self, self._host, chosen, at, self._shelf_closed)

    async def _shelf_closed(self, outcome: "Outcome | None") -> None:
        """A session was chosen there: show it in the place of all that is shown."""
        session_id = getattr(outcome, "session_id", "")
        if session_id and await self._save():
            while len(self.screen_stack) > 1:
                await self.pop_screen()
            self.post_message(ResumeSession(session_id))

    async def action_quit(self) -> None:
        """Save what is typed, ask about what runs, and leave. A second time, while it asks, is an answer."""
        saved = await self._save()
        if isinstance(self.screen, Confirm):
            self.exit()
        elif saved:
            await self._ask_about_running()
        else:
            question = Content("What you typed last cannot be saved. Quit all the same?")
            self.push_screen(Confirm(question, "Quit"), self._quit_all_the_same)

    async def _quit_all_the_same(self, agreed: bool | None) -> None:
        if agreed:
            await self._ask_about_running()

    async def _ask_about_running(self) -> None:
        running, waiting = await self._host.at_work()
        if running:
            from tui.queue.leave_running import LeaveRunning  # noqa: PLC0415 - most quit when nothing runs

            self.push_screen(LeaveRunning(running, waiting), self._leave)
        else:
            self.exit()

    async def _save(self) -> bool:
        """Write what is typed on every screen; returns whether that is on disk."""
        leaving = [getattr(screen, "leave", None) for screen in self.screen_stack]
        return all([await leave() for leave in leaving if leave])

    def _leave(self, how: "Leaving | None") -> None:
        if how is not None:
            self.goes_on = how == "finish"
            self.exit()

    def hang_up(self) -> None:
        """The terminal went away: leave without a question, and let what runs go on."""
        if not self.hung_up:
            self.hung_up = self.goes_on = True
            let_terminal_go()
            self.call_later(self._hang_up)

    async def _hang_up(self) -> None:
        await self._save()
        self.exit()

    def _fatal_error(self) -> None:
        """After a fault of ours: a few words on the terminal, the rest in a file.

        Private in Textual, and held by a test. Textual would print the whole traceback with
        every local variable, secrets included.
        """
        self._exit_renderables.append(Text(report_fault(self._host.home, self._exception)))
        self._close_messages_no_wait()

    async def _keep_page(self) -> None:
        """The session that was left is there at once when the program is started with it."""
        session_id, self._session_id = self._session_id, ""
        if session_id and not self._host.server:
            from tui.early.left_page import keep_left_page  # noqa: PLC0415 - nobody waits for it

            await keep_left_page(self._host.home, await self._host.engine(), session_id)

    async def on_unmount(self) -> None:
        """Once the screens are gone, what runs is stopped and recorded, if it is not to go on."""
        if self._exception is None:
            await self._keep_page()
        if not self.goes_on:
            await self._host.close()
