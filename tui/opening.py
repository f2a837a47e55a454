"""The screen shown while a session is opened, and what is shown if it cannot be."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from engine.operations.errors import OperationError
from schemas import messages
from schemas.clean_text import clean, clean_line
from tui.engine_host import EngineHost
from tui.navigation import GoHome, ShowSession
from tui.opening_session import Start, find_or_begin, is_before_page
from tui.page_screen import PageScreen
from tui.widgets.key_footer import KeyFooter

if TYPE_CHECKING:
    from engine.client.engine import Engine
    from schemas.messages.session import SessionView

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

    def __init__(
        self,
        host: EngineHost,
        start: Start,
        *,
        problem: OperationError | None = None,
        typed: Mapping[str, Any] | None = None,
    ) -> None:
        """`problem`: it was tried already, and failed. `typed` is put into the form once it opens."""
        super().__init__()
        self._host = host
        self._start = start
        self._problem = problem
        self._typed = typed or {}
        self._failed = False

    def compose(self) -> ComposeResult:
        with VerticalScroll():
            yield Static(self._opening(), id="message")
        yield KeyFooter()

    def _opening(self) -> Content:
        return Content(f"Opening {clean_line(self._start[1])} …")

    def on_mount(self) -> None:
        if self._problem is not None:
            self._show(self._problem)
            return
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
        try:
            engine = await self._host.engine()
            view, begun = await find_or_begin(engine, self._start)
            if is_before_page(view):
                watching = self.set_timer(SOON_SECONDS, lambda: self._show_modules(engine, view))
                try:
                    view = await engine.call(messages.ResumeSession(session_id=view.id))
                finally:
                    watching.stop()
        except OperationError as error:
            self._show(error)
            return
        self.post_message(ShowSession(view, begun_from=self._start[1] if begun else "", typed=self._typed))

    async def _show_modules(self, engine: "Engine", view: "SessionView") -> None:
        from tui.modules_running import ModulesRunning  # noqa: PLC0415 - most workflows begin with a page

        self.query_one(VerticalScroll).display = False
        await self.mount(ModulesRunning(engine, view, id="modules"), before=self.query_one(KeyFooter))

    def _show(self, error: OperationError) -> None:
        body = error.body
        parts = [Content.styled(clean(body.message), "bold")]
        if isinstance(body.details, list):
            shown = [f"• {clean(str(detail))}" for detail in body.details[:MOST_DETAILS]]
            parts.append(Content("\n".join(shown)))
        if body.hint:
            parts.append(Content.styled(clean(body.hint), "dim"))
        if self._typed:
            parts.append(Content("What you typed is put into the form as soon as it opens."))
        self._failed = True
        self.query("#modules").remove()
        self.query_one(VerticalScroll).display = True
        message = self.query_one("#message", Static)
        message.add_class("-problem")
        message.update(Content("\n\n").join(parts))
        self.refresh_bindings()
