"""The home screen. Its first frame needs only the toolkit; sessions follow once the engine is there."""

import time
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.timer import Timer
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from engine.documents.library import find_workflows, peek
from schemas.clean_text import clean, clean_line
from tui import collector
from tui.confirm import Confirm
from tui.engine_host import EngineHost
from tui.home.age import age
from tui.navigation import OpenWorkflow, ResumeSession, WatchQueue
from tui.page_screen import PageScreen
from tui.widgets.key_footer import KeyFooter

if TYPE_CHECKING:
    from engine.client.engine import Engine
    from engine.documents.library import Peek
    from schemas.messages.session import SessionSummary
    from schemas.messages.workflows import WorkflowSummary
    from tui.queue.watch import QueueSeen
    from tui.session.from_home import Deed

SEARCH_AFTER = 0.15
"""Seconds after the last key before sessions are looked up."""

_MARKS = {"open": "○", "completed": "✓", "failed": "✗"}
_STATES = {"open": "open", "completed": "done", "failed": "stopped"}


class _Choices(OptionList):
    """A list whose key is named in the footer."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter", "select", "Open", id="home.open")]


class HomeScreen(PageScreen):
    """Workflows on the left, sessions on the right, search above."""

    # Not CSS_PATH: a screen's CSS_PATH parses the styles of all widgets anew.
    DEFAULT_CSS = Path(__file__).with_name("screen.tcss").read_text(encoding="utf-8")
    AUTO_FOCUS = "#sessions, #workflows"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("slash", "search", "Search", id="home.search"),
        Binding("d,delete", "delete", "Delete session", id="home.delete"),
        Binding("f", "session('fork')", "Fork", id="home.fork", tooltip="A new session from this one"),
        Binding("r", "session('rename')", "Rename", id="home.rename"),
        Binding("t", "session('tree')", "Tree", id="home.tree", tooltip="What was forked from what"),
        Binding("s", "session('share')", "Share", id="home.share", tooltip="With others on the server"),
        Binding("m", "app.shelf", "More", id="home.more", tooltip="Records, LLM actions, the audit log"),
        Binding("escape", "leave_search", "Lists", id="home.lists", show=False),
        Binding("ctrl+q", "app.quit", "Quit", id="home.quit"),
        Binding("f8", "queue", "Queue", id="home.queue", tooltip="What runs and waits"),
    ]

    def __init__(self, host: EngineHost) -> None:
        super().__init__()
        self._host = host
        self._sessions: dict[str, SessionSummary] = {}
        self._search_timer: Timer | None = None
        self._queued = ""
        self._ran: frozenset[str] = frozenset()

    def compose(self) -> ComposeResult:
        yield Static(_title(), id="title")
        yield Input(placeholder="Search sessions", id="search", select_on_focus=False)
        with Horizontal(id="lists"):
            with Vertical(id="begin"):
                yield Static("Begin", classes="heading")
                yield _Choices(*self._workflows(), id="workflows")
            with Vertical(id="continue"):
                yield Static("Continue", classes="heading")
                yield _Choices(id="sessions")
                yield Static("Looking …", id="empty")
        yield Static("", id="notice")
        yield KeyFooter()

    def on_mount(self) -> None:
        self.query_one("#workflows", OptionList).highlighted = 0
        self.query_one("#workflows").focus()
        self.call_after_refresh(self._refresh_sessions, first=True)

    def on_screen_resume(self) -> None:
        if self._sessions:
            self._refresh_sessions()

    def on_resize(self) -> None:
        self._show_title()

    @on(events.Click, "#title")
    async def _title_clicked(self) -> None:
        if self._queued:
            await self.action_queue()

    async def action_queue(self) -> None:
        """Show what runs and waits: the program's own action, named here while there is something."""
        await self.run_action("app.queue")

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Some keys are for a session that is highlighted."""
        if parameters == ("share",) and not self._host.server:
            return False
        if action in ("delete", "session") and self.is_mounted:
            return self._highlighted_session() is not None
        return bool(self._queued) if action == "queue" else True

    def on_queue_seen(self, message: "QueueSeen") -> None:
        """Say on top what runs and waits; when other things run than before, sessions have changed too."""
        from tui.queue.lines import counted  # noqa: PLC0415 - loaded with what sent the message

        self._queued = counted(message.queue)
        self._show_title()
        self.refresh_bindings()
        running = frozenset(entry.execution_id for entry in message.queue.running)
        if running != self._ran:
            self._ran = running
            self._refresh_sessions()

    def _show_title(self) -> None:
        title = self.query_one("#title", Static)
        title.update(_title(self._queued, title.content_region.width))

    def _workflows(self) -> list[Option]:
        options: list[Option] = []
        if self._host.server:
            return options  # the server says which it has
        for path, bundled in find_workflows(self._host.home):
            options.append(_workflow(peek(path), str(path), bundled=bundled))
        return options

    async def _load_workflows(self, engine: "Engine") -> None:
        """The workflows of a server, by their ids."""
        from schemas.messages.workflows import ListWorkflows  # noqa: PLC0415 - loaded with the engine

        listed = self.query_one("#workflows", OptionList)
        found = (await engine.call(ListWorkflows())).workflows
        listed.clear_options()
        listed.add_options([_workflow(each, each.id, bundled=each.bundled) for each in found])
        listed.highlighted = 0 if found else None

    def _refresh_sessions(self, *, first: bool = False) -> None:
        self.run_worker(self._load_sessions(first=first), exclusive=True, group="sessions")

    async def _load_sessions(self, *, first: bool) -> None:
        empty = self.query_one("#empty", Static)
        try:
            engine = await self._host.engine()
            # Loaded with the engine by now.
            from schemas.messages.models import GetModelStatus  # noqa: PLC0415
            from schemas.messages.sessions import ListSessions  # noqa: PLC0415

            search = self.query_one("#search", Input).value
            found = await engine.call(ListSessions(search=search, limit=500))
            model = await engine.call(GetModelStatus())
            if self._host.server and not self.query_one("#workflows", OptionList).option_count:
                await self._load_workflows(engine)
        except Exception as error:
            from engine.operations.errors import OperationError  # noqa: PLC0415 - see above

            if not isinstance(error, OperationError):
                raise
            empty.update(Content(clean(f"✗ {error.body.message}\n{error.body.hint}")))
            empty.add_class("-problem")
            return
        self._show_sessions(found.sessions, searched=bool(search), first=first)
        collector.resume()
        if first:
            self.post_message(WatchQueue())
        if not model.installed:
            self.query_one("#notice", Static).update(
                Content(
                    f"The text model is {clean_line(model.message)} (93 MB, once). Pictures work without it."
                )
            )

    def _show_sessions(self, sessions: "list[SessionSummary]", *, searched: bool, first: bool) -> None:
        now = time.time()
        listed = self.query_one("#sessions", OptionList)
        highlighted = self._highlighted_session()
        focused = listed.has_focus
        self._sessions = {session.id: session for session in sessions}
        with self.app.batch_update():
            listed.clear_options()
            listed.add_options([Option(_line(session, now), id=session.id) for session in sessions])
            listed.display = bool(sessions)
            empty = self.query_one("#empty", Static)
            empty.display = not sessions
            empty.update("Nothing found." if searched else "Nothing yet. Begin with a workflow on the left.")
        if sessions:
            keep = highlighted if highlighted in self._sessions else sessions[0].id
            listed.highlighted = listed.get_option_index(keep or sessions[0].id)
            if first and not searched and self.focused is self.query_one("#workflows"):
                listed.focus()
        elif focused:
            self.query_one("#workflows").focus()

    @on(Input.Changed, "#search")
    def _search_soon(self) -> None:
        if self._search_timer is not None:
            self._search_timer.stop()
        self._search_timer = self.set_timer(SEARCH_AFTER, self._refresh_sessions)

    @on(Input.Submitted, "#search")
    def _to_results(self) -> None:
        self.query_one("#sessions").focus()

    @on(OptionList.OptionSelected, "#workflows")
    def _begin(self, event: OptionList.OptionSelected) -> None:
        self.post_message(OpenWorkflow(str(event.option.id)))

    @on(OptionList.OptionSelected, "#sessions")
    def _resume(self, event: OptionList.OptionSelected) -> None:
        self.post_message(ResumeSession(str(event.option.id)))

    def action_search(self) -> None:
        self.query_one("#search").focus()

    def action_leave_search(self) -> None:
        target = "#sessions" if self._sessions else "#workflows"
        self.query_one(target).focus()

    def on_descendant_focus(self) -> None:
        self.refresh_bindings()

    async def action_delete(self) -> None:
        session_id = self._highlighted_session()
        if session_id is not None:
            self.run_worker(self._delete(session_id), group="delete")

    async def _delete(self, session_id: str) -> None:
        from engine.operations.errors import OperationError  # noqa: PLC0415 - loaded with the engine
        from schemas.messages.sessions import DeleteSession  # noqa: PLC0415

        session = self._sessions[session_id]
        count = f" with {session.results} results" if session.results else ""
        question = f"Delete “{clean_line(session.title)}”{count}? This cannot be undone."
        if not await self.app.push_screen_wait(Confirm(Content(question), "Delete")):
            return
        try:
            await (await self._host.engine()).call(DeleteSession(session_id=session_id))
        except OperationError as error:
            self.notify(clean(f"{error.body.message} {error.body.hint}"), severity="error", markup=False)
        self._refresh_sessions()

    def action_session(self, deed: "Deed") -> None:
        session_id = self._highlighted_session()
        if session_id is not None:
            self.run_worker(self._do(deed, self._sessions[session_id]), group="session")

    async def _do(self, deed: "Deed", session: "SessionSummary") -> None:
        from engine.operations.errors import OperationError  # noqa: PLC0415 - loaded with the engine
        from tui.session.from_home import do  # noqa: PLC0415 - brings half the program

        try:
            await do(deed, self, await self._host.engine(), session)
        except OperationError as error:
            self.notify(clean(f"{error.body.message} {error.body.hint}"), severity="error", markup=False)
        self._refresh_sessions()

    def _highlighted_session(self) -> str | None:
        listed = self.query_one("#sessions", OptionList)
        if not listed.has_focus or listed.highlighted is None:
            return None
        return listed.get_option_at_index(listed.highlighted).id


def _title(queued: str = "", room: int = 0) -> Content:
    """The program's name, and at the right what runs and waits."""
    name = Content.assemble(("Reroll", "bold $accent"), ("  prompt forms for the terminal", "dim"))
    if not queued:
        return name
    gap = max(2, room - name.cell_length - len(queued) - 2)
    return Content.assemble(name, " " * gap, (f"▶ {queued}", "bold $accent"))


def _workflow(seen: "Peek | WorkflowSummary", named: str, *, bundled: bool) -> Option:
    lines = [Content.styled(clean_line(seen.title), "bold")]
    if not bundled:
        lines[0] += Content.styled("  yours", "dim")
    about = seen.problem or seen.description
    if about:
        lines.append(Content.styled(clean_line(about), "$text-error" if seen.problem else "dim"))
    return Option(Content("\n").join(lines), id=named)


def _line(session: "SessionSummary", now: float) -> Content:
    """Two lines: title, then state, step, results and age."""
    facts = [_STATES[session.status]]
    if session.owner:
        facts.append(f"of {clean_line(session.owner)}")
    if session.step_title and session.status == "open":
        facts.append(f"at {clean_line(session.step_title)}")
    if session.results:
        facts.append(f"{session.results} result{'s' if session.results != 1 else ''}")
    if session.running:
        facts.append(f"{session.running} running")
    facts.append(age(session.updated_at, now))
    title = clean_line(session.title)
    if session.title != session.workflow_title:
        title += f" · {clean_line(session.workflow_title)}"
    about = f"  {clean_line(session.about)}" if session.about else ""
    head = Content.assemble(f"{_MARKS[session.status]} ", (title, "bold"), about)
    return Content.assemble(head, "\n  ", (" · ".join(facts), "dim"))
