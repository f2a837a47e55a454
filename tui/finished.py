"""The screen of a session that is over, or that stopped because a module failed."""

from collections.abc import Iterator
from typing import ClassVar

from textual import work
from textual.app import ComposeResult, SystemCommand
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from engine.client.engine import Engine
from engine.operations.errors import OperationError
from schemas.clean_text import clean, clean_line
from schemas.messages.session import SessionView
from schemas.messages.sessions import ResumeSession
from tui.downloads import download_folder
from tui.in_browser import in_browser
from tui.interaction.header import Header
from tui.navigation import OpenWorkflow, ShowSession
from tui.open_externally import open_externally
from tui.session_ways import SessionWays
from tui.widgets.key_footer import KeyFooter


class FinishedScreen(SessionWays):
    """Says what was made and where it is; or what failed, what was kept, and how to go on."""

    DEFAULT_CSS = """
    FinishedScreen VerticalScroll { padding: 1 2; }
    FinishedScreen #message { height: auto; padding: 0 1; border-left: thick $success; }
    FinishedScreen #message.-failed { border-left: thick $error; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("r", "retry", "Try again", id="finished.retry"),
        Binding("o", "open", "Open folder", id="finished.open"),
        Binding("y", "copy", "Copy path", id="finished.copy"),
        Binding("n", "again", "Begin another", id="finished.again"),
        Binding("h,escape,ctrl+b", "home", "Home", id="finished.home"),
    ]

    def __init__(self, engine: Engine, view: SessionView) -> None:
        super().__init__()
        self._engine = engine
        self._view = view

    def compose(self) -> ComposeResult:
        yield Header(self._view)
        with VerticalScroll():
            yield Static(self._message(), id="message", classes="-failed" if self._view.failure else "")
        yield KeyFooter()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """What can be done depends on how it ended."""
        if action == "retry":
            return self._view.failure is not None
        if action in ("open", "copy"):
            return bool(self._view.exports)
        return super().check_action(action, parameters)

    @property
    def _session(self) -> SessionView:
        return self._view

    def page_commands(self) -> Iterator[SystemCommand]:
        """What there is to the session, for the command palette."""
        return self.session_commands()

    def _message(self) -> Content:
        view = self._view
        if view.failure:
            parts = [
                Content.styled("The workflow stopped here.", "bold"),
                Content(clean(str(view.failure.get("message") or view.failure.get("code") or ""))),
                Content.styled(clean(str(view.failure.get("hint") or "")), "dim"),
                Content("Everything made so far is kept. Press r to try again."),
            ]
        else:
            count = view.summary.results
            parts = [
                Content.styled("Done.", "bold"),
                Content(f"{count} result{'s' if count != 1 else ''} in this session, all kept."),
                *[Content.assemble("Exported to ", (clean_line(folder), "bold")) for folder in view.exports],
            ]
        return Content("\n\n").join([part for part in parts if part.plain])

    @work
    async def action_retry(self) -> None:
        if self.query_one(Header).busy:
            return
        self.query_one(Header).busy = "trying again"
        try:
            view = await self._engine.call(ResumeSession(session_id=self._view.id))
        except OperationError as error:
            self.notify(clean(error.body.message), severity="error", markup=False)
            return
        finally:
            self.query_one(Header).busy = ""
        self.post_message(ShowSession(view))

    async def action_open(self) -> None:
        folder = self._view.exports[-1]
        if in_browser():
            if not await download_folder(self.app, folder):
                self.notify("The folder is on the server.", severity="warning", markup=False)
        elif not open_externally(folder):
            self.notify(f"No desktop here. The folder is {clean_line(folder)}", markup=False, timeout=10)

    def action_copy(self) -> None:
        self.app.copy_to_clipboard(clean(self._view.exports[-1]))
        self.notify("Copied the path.", markup=False)

    def action_again(self) -> None:
        self.post_message(OpenWorkflow(self._view.summary.workflow_id))
