"""Asks a model something in the light of the whole session; the answer streams and becomes a turn."""

import secrets
from collections.abc import Iterable
from contextlib import aclosing
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widget import Widget

from engine.client.engine import Engine
from engine.operations.errors import OperationError
from schemas.clean_text import clean, clean_line
from schemas.messages.executions import CancelExecution
from schemas.messages.instruct import SendInstruction
from schemas.messages.session import ExecutionView
from schemas.messages.turns import ListTurns
from tui.session.screen import SessionScreen
from tui.widgets.growing_text_area import PromptArea
from tui.widgets.stream_pane import StreamPane

MOST_SHOWN = 12
"""Earlier turns that are shown; the history has all of them."""


class InstructScreen(SessionScreen):
    """The conversation so far, and a field for what to ask next."""

    heading = "Ask"
    DEFAULT_CSS = """
    InstructScreen {
        & StreamPane { height: 1fr; padding: 1 1 0 1; }
        & PromptArea { margin: 1 1 0 1; background: $surface; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "ctrl+j,f5", "send", "Send", priority=True, id="session.do.send", tooltip="Send the instruction"
        ),
        Binding(
            "ctrl+x", "cancel", "Cancel", priority=True, id="session.do.cancel", tooltip="Stop the answer"
        ),
    ]

    def __init__(self, engine: Engine, session_id: str, title: str = "") -> None:
        super().__init__(engine, session_id, title)
        self._answer: ExecutionView | None = None
        self._sending = False

    def body(self) -> Iterable[Widget]:
        yield StreamPane()
        yield PromptArea(placeholder=Content("What should the model do or answer? ^j sends it."))

    def on_mount(self) -> None:
        self.query_one(PromptArea).focus()
        self.run_worker(self._show_past(), group="load")

    async def _show_past(self) -> None:
        turns = await self.ask(ListTurns(session_id=self.session_id))
        pane = self.query_one(StreamPane)
        for turn in turns.turns[-MOST_SHOWN:] if turns else ():
            pane.write_line(clean_line(turn.label), "heading")
            pane.write_line(clean(turn.asked), "info")
            pane.append(clean(turn.reply))
            pane.end_block()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """One at a time: an answer is a turn that the next question should know."""
        if action == "cancel":
            return self._answer is not None
        return self._answer is None if action == "send" else True

    def action_send(self) -> None:
        area = self.query_one(PromptArea)
        instruction = clean(area.text).strip()
        # The answer is known only when the engine has taken the question: a second key may come before.
        if instruction and not self._sending:
            self._sending = True
            self.run_worker(self._send(instruction), group="send")

    async def _send(self, instruction: str) -> None:
        try:
            await self._send_and_follow(instruction)
        finally:
            self._sending = False

    async def _send_and_follow(self, instruction: str) -> None:
        request = SendInstruction(
            session_id=self.session_id, instruction=instruction, idempotency_key=secrets.token_hex(8)
        )
        self._answer = await self.ask(request)
        if self._answer is None:
            return
        self.query_one(PromptArea).text = ""
        self.refresh_bindings()
        pane = self.query_one(StreamPane)
        pane.write_line("Instruction", "heading")
        pane.write_line(instruction, "info")
        self.note("answering …")
        try:
            await self._stream(self._answer.id, pane)
        except OperationError as error:
            self.complain(error)
        self._answer = None
        self.note("")
        self.refresh_bindings()

    async def _stream(self, execution_id: str, pane: StreamPane) -> None:
        async with aclosing(self.engine.events(execution_id)) as events:
            async for event in events:
                match event.kind:
                    case "token":
                        pane.append(str(event.data.get("text", "")))
                    case "failed":
                        pane.write_line(clean(str(event.data.get("message", "failed"))), "error")
                        if hint := event.data.get("hint"):
                            pane.write_line(clean(str(hint)), "info")
                    case "cancelled":
                        pane.write_line("Cancelled.", "warning")
                    case _:
                        continue
        pane.end_block()

    async def action_cancel(self) -> None:
        if self._answer is not None:
            await self.ask(CancelExecution(execution_id=self._answer.id))
