"""The screen shown while a session is opened, and what is shown if it cannot be."""

import asyncio
from typing import TYPE_CHECKING, ClassVar, Literal

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from schemas.clean_text import clean, clean_line
from tui.engine_host import EngineHost
from tui.navigation import GoHome, ShowSession
from tui.page_screen import PageScreen
from tui.widgets.key_footer import KeyFooter

if TYPE_CHECKING:
    from engine.client.engine import Engine
    from engine.operations.errors import OperationError
    from schemas.messages.session import SessionView

Start = tuple[Literal["workflow", "session", "continue", "picture", "records"], str]
"""A workflow to begin (id or path), a session to show (id), a workflow to go on with (its last
unfinished session, else a new one), a picture whose form is wanted again (path); or the records
over the home screen (a collection, or "" for all)."""
MOST_DETAILS = 100
SOON_SECONDS = 0.4
"""How long modules may run before the first page until they are shown."""


class OpeningScreen(PageScreen):
    """Opens a workflow or a session; says what is wrong if that fails, with a retry."""

    DEFAULT_CSS = """
    OpeningScreen {
        #message { padding: 1 2; height: auto; }
        #message.-problem { border-left: thick $error; margin: 1 2; padding: 0 2; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("r", "retry", "Try again", id="opening.retry"),
        Binding("ctrl+b,escape", "home", "Home", id="opening.home"),
    ]

    def __init__(self, host: EngineHost, start: Start) -> None:
        super().__init__()
        self._host = host
        self._start = start
        self._failed = False

    def compose(self) -> ComposeResult:
        with VerticalScroll():
            yield Static(self._opening(), id="message")
        yield KeyFooter()

    def _opening(self) -> Content:
        return Content(f"Opening {clean_line(self._start[1])} …")

    def on_mount(self) -> None:
        # Draw first: opening takes the imports of the whole engine.
        self.call_after_refresh(self.action_retry)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """There is something to retry only after a failure."""
        return self._failed if action == "retry" else True

    def action_retry(self) -> None:
        message = self.query_one("#message", Static)
        message.remove_class("-problem")
        message.update(self._opening())
        self._failed = False
        self.refresh_bindings()
        self.run_worker(self._open(), exclusive=True, group="opening")

    def action_home(self) -> None:
        self.post_message(GoHome())

    async def _open(self) -> None:
        kind, name = self._start
        try:
            engine = await self._host.engine()
            # Imported by now; it only names them here.
            from schemas.messages.requests import GetSession, ResumeSession, StartSession  # noqa: PLC0415

            session = name if kind == "session" else ""
            if kind == "continue":
                session = await _unfinished(engine, name)
            if kind == "picture":
                view = await _restored(engine, name)
            elif session:
                view = await engine.call(GetSession(session_id=session))
            else:
                view = await engine.call(StartSession(workflow=name, advance=False))
            if view.interaction is None and view.failure is None and view.summary.status == "open":
                # Just begun, or the program was closed between two pages.
                watching = self.set_timer(SOON_SECONDS, lambda: self._show_modules(engine, view))
                try:
                    view = await engine.call(ResumeSession(session_id=view.id))
                finally:
                    watching.stop()
        except Exception as error:
            from engine.operations.errors import OperationError  # noqa: PLC0415 - see above

            if not isinstance(error, OperationError):
                raise
            self._show(error)
            return
        begun = kind != "picture" and not session
        self.post_message(ShowSession(view, begun_from=name if begun else ""))

    async def _show_modules(self, engine: "Engine", view: "SessionView") -> None:
        from tui.modules_running import ModulesRunning  # noqa: PLC0415 - most workflows begin with a page

        self.query_one(VerticalScroll).display = False
        await self.mount(ModulesRunning(engine, view, id="modules"), before=self.query_one(KeyFooter))

    def _show(self, error: "OperationError") -> None:
        body = error.body
        parts = [Content.styled(clean(body.message), "bold")]
        if isinstance(body.details, list):
            shown = [f"• {clean(str(detail))}" for detail in body.details[:MOST_DETAILS]]
            parts.append(Content("\n".join(shown)))
        if body.hint:
            parts.append(Content.styled(clean(body.hint), "dim"))
        self._failed = True
        self.query("#modules").remove()
        self.query_one(VerticalScroll).display = True
        message = self.query_one("#message", Static)
        message.add_class("-problem")
        message.update(Content("\n\n").join(parts))
        self.refresh_bindings()


async def _restored(engine: "Engine", path: str) -> "SessionView":
    """A session with the form that made the picture. `OperationError` with the reason if there is none."""
    from tui.picture_argument import request_in  # noqa: PLC0415 - only for pictures

    return await engine.call(await asyncio.to_thread(request_in, path))


async def _unfinished(engine: "Engine", workflow: str) -> str:
    """The id of the workflow's last used session that is not completed, or ""."""
    from schemas.messages.requests import ListSessions  # noqa: PLC0415 - loaded with the engine

    for session in (await engine.call(ListSessions())).sessions:
        if session.workflow_id == workflow and session.status != "completed":
            return session.id
    return ""
