"""A test of an LLM action: the reply as it comes. Nothing is written to the record."""

import secrets
from collections.abc import Iterable
from contextlib import aclosing
from typing import ClassVar

from textual import work
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from engine.client.engine import Engine
from engine.operations.errors import OperationError
from schemas.clean_text import clean, clean_line
from schemas.messages.events import ExecutionEvent
from schemas.messages.executions import CancelExecution
from schemas.messages.llm_actions import TryLlmAction
from tui.session.screen import SessionScreen
from tui.widgets.stream_pane import StreamPane


class TrialScreen(SessionScreen):
    """Runs `request` at once; `about` says over what, in one line."""

    heading = "Test"
    DEFAULT_CSS = """
    TrialScreen > #about { height: auto; padding: 0 1 1 1; color: $text-muted; }
    TrialScreen > StreamPane { padding: 0 1; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("x,ctrl+x", "cancel", "Cancel", id="session.do.cancel", tooltip="Stop the test"),
        Binding("r", "run", "Run again", id="session.do.run", tooltip="The same test once more"),
        Binding("y", "copy", "Copy", id="session.do.copy", tooltip="Copy the reply"),
    ]

    def __init__(self, engine: Engine, request: TryLlmAction, title: str, about: str) -> None:
        super().__init__(engine, "", title)
        self._request = request
        self._about = about
        self._execution = ""
        self._reply = ""

    def body(self) -> Iterable[Widget]:
        yield Static(Content(clean_line(self._about)), id="about")
        yield StreamPane()

    def on_mount(self) -> None:
        self.query_one(StreamPane).focus()
        self.action_run()

    @work(group="run", exclusive=True)
    async def action_run(self) -> None:
        pane = self.query_one(StreamPane)
        pane.clear()
        self._reply = ""
        self.note("running …")
        request = self._request.model_copy(update={"idempotency_key": secrets.token_hex(8)})
        try:
            execution = await self.engine.call(request)
            self._execution = execution.id
            self.refresh_bindings()
            async with aclosing(self.engine.events(execution.id)) as events:
                async for event in events:
                    self._take(event, execution.started_at)
        except OperationError as error:
            self.note("failed")
            pane.write_line(f"✗ {error.body.message} {error.body.hint}".strip(), "error")
            details = error.body.details
            for each in details if isinstance(details, list) else []:
                pane.write_line(f"  {each}", "error")
        finally:
            self._execution = ""
            self.refresh_bindings()

    def _take(self, event: ExecutionEvent, begun: float) -> None:
        pane, data = self.query_one(StreamPane), event.data
        match event.kind:
            case "token":
                self._reply += str(data.get("text", ""))
                pane.append(str(data.get("text", "")))
            case "log":
                pane.write_line(str(data.get("message", "")))
            case "completed":
                self.note(f"done in {max(0.0, event.at - begun):.1f} s")
                pane.end_block()
                pane.write_line("Done. Nothing was written to the record.", "success")
            case "failed":
                self.note("failed")
                pane.write_line(f"✗ {data.get('message', '')} {data.get('hint', '')}".strip(), "error")
            case "cancelled":
                self.note("cancelled")
                pane.write_line("Cancelled.", "warning")
            case _:
                return

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """It runs, or it can be run again."""
        match action:
            case "cancel":
                return bool(self._execution)
            case "run":
                return not self._execution
            case "copy":
                return bool(self._reply)
            case _:
                return True

    @work(group="cancel")
    async def action_cancel(self) -> None:
        if self._execution:
            await self.ask(CancelExecution(execution_id=self._execution))

    def action_copy(self) -> None:
        self.app.copy_to_clipboard(clean(self._reply))
        self.notify("Copied the reply.", markup=False)

    @work(group="back")
    async def action_leave(self) -> None:
        """What runs is not left behind unseen."""
        if self._execution:
            await self.ask(CancelExecution(execution_id=self._execution))
        self.dismiss(None)

    async def action_back(self) -> None:
        self.action_leave()
