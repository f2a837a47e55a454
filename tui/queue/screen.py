"""The queue: what runs and waits in all sessions, and what ended lately."""

import asyncio
import time
from collections.abc import Iterable
from typing import ClassVar, Literal

from textual import on, work
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widget import Widget
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from engine.client.engine import Engine
from schemas.messages.executions import CancelExecution, RetryExecution
from schemas.messages.queue import (
    THEIRS,
    ListQueue,
    MoveInQueue,
    PauseQueue,
    QueueEntry,
    QueueView,
    ResumeQueue,
)
from tui.queue.lines import counted, entry_line, span, who_works
from tui.queue.watch import WAIT_SECONDS
from tui.session.choices import Choices
from tui.session.outcome import OpenSession
from tui.session.screen import SessionScreen

LOOK_SECONDS, AGAIN_SECONDS = 0.5, 4.0
"""How often the screen follows at most, and when it looks again after it could not."""

_RETRYABLE = ("failed", "cancelled", "interrupted")


class QueueScreen(SessionScreen):
    """Over any page. Ends with the session to open, or None."""

    heading = "Queue"
    shows_queue = True
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("x,delete,ctrl+x", "cancel", "Cancel", id="session.do.cancel", tooltip="Stop this one"),
        Binding("r", "retry", "Retry", id="session.do.retry", tooltip="Run again what did not succeed"),
        Binding("K,shift+up", "move('up')", "Up", id="session.do.up", tooltip="One turn earlier"),
        Binding("J,shift+down", "move('down')", "Down", id="session.do.down", tooltip="One turn later"),
        Binding("f", "move('front')", "To the front", id="session.do.front", tooltip="The next turn of all"),
        Binding("p", "pause", "Pause", id="session.do.pause", tooltip="Begin nothing more until resumed"),
        Binding("p", "resume", "Resume", id="session.do.resume", tooltip="Begin what waits again"),
        Binding("f8", "back", "Back", id="session.queue", show=False),
    ]

    def __init__(self, engine: Engine) -> None:
        super().__init__(engine, "")
        self._queue = QueueView()
        self._shown: dict[str, Content] = {}

    def body(self) -> Iterable[Widget]:
        yield Choices("Open session", widget_id="queue")
        yield Static("", classes="notice", id="paused")
        yield Static("", classes="notice", id="workers")

    def on_mount(self) -> None:
        self.query_one(OptionList).focus()
        self._look()
        self.set_interval(LOOK_SECONDS, lambda: self._show(self._queue))

    @work(group="look", exclusive=True)
    async def _look(self) -> None:
        """Now, and then whenever something changed. What passes by itself are the seconds."""
        mark = ""
        while True:
            queue = await self.ask(ListQueue(seen=mark, wait=WAIT_SECONDS))
            if queue is not None:
                mark = queue.mark
                self._show(queue)
            await asyncio.sleep(LOOK_SECONDS if queue is not None else AGAIN_SECONDS)

    # -- what is shown ----------------------------------------------------------------------

    def _show(self, queue: QueueView) -> None:
        self._queue = queue
        lines = dict(self._lines(time.time()))
        listed = self.query_one(OptionList)
        if list(lines) == list(self._shown):
            for name, line in lines.items():
                if line != self._shown[name]:
                    listed.replace_option_prompt(name, line)
        else:
            self._show_anew(listed, lines)
        self._shown = lines
        self.note(counted(queue) or "nothing runs, nothing waits")
        paused = queue.paused_since
        since = "" if paused is None else f" for {span(time.time() - paused)}"
        said = f"Paused{since}: what runs goes on, nothing more is begun. p resumes." if since else ""
        self._say("#paused", said)
        self._say("#workers", who_works(queue))
        self.refresh_bindings()

    def _say(self, where: str, said: str) -> None:
        self.query_one(where, Static).update(Content(said))
        self.query_one(where).display = bool(said)

    def _show_anew(self, listed: OptionList, lines: dict[str, Content]) -> None:
        """Other entries, or another order: the cursor stays on its entry."""
        at = self._highlighted
        with self.app.batch_update():
            listed.clear_options()
            listed.add_options(
                Option(line, id=name, disabled=name.startswith(("-", THEIRS))) for name, line in lines.items()
            )
            names = list(lines)
            if at is not None and at.execution_id in lines:
                listed.highlighted = names.index(at.execution_id)
            else:
                listed.action_first()

    def _lines(self, now: float) -> Iterable[tuple[str, Content]]:
        """By execution; a heading's name begins with a dash."""
        queue = self._queue
        for heading, entries in (
            ("Running", queue.running),
            ("Waiting", queue.waiting),
            ("Ended", queue.ended),
        ):
            if entries:
                yield f"-{heading}", Content.styled(heading, "bold $text-muted")
            for entry in entries:
                yield entry.execution_id, entry_line(entry, now)

    @property
    def _highlighted(self) -> QueueEntry | None:
        listed = self.query_one(OptionList)
        if listed.highlighted is None:
            return None
        name = listed.get_option_at_index(listed.highlighted).id
        queue = self._queue
        entries = (*queue.running, *queue.waiting, *queue.ended)
        return next((entry for entry in entries if entry.execution_id == name), None)

    # -- what can be done -------------------------------------------------------------------

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """What can be done depends on what the entry under the cursor is at."""
        if not self.is_mounted:
            return True
        entry = self._highlighted
        status = entry.status if entry else ""
        match action:
            case "cancel":
                return status in ("running", "queued")
            case "retry":
                return status in _RETRYABLE
            case "move":
                return status == "queued"
            case "pause":
                return self._queue.paused_since is None
            case "resume":
                return self._queue.paused_since is not None
            case _:
                return True

    @on(OptionList.OptionHighlighted)
    def _moved(self) -> None:
        self.refresh_bindings()

    @on(OptionList.OptionSelected)
    def _open(self) -> None:
        if entry := self._highlighted:
            self.dismiss(OpenSession(entry.session_id))

    @work(group="do")
    async def action_cancel(self) -> None:
        if entry := self._highlighted:
            await self.ask(CancelExecution(execution_id=entry.execution_id))
            self._look()

    @work(group="do")
    async def action_retry(self) -> None:
        """Run it again; pressed twice, it is run again once."""
        if entry := self._highlighted:
            key = f"retry-{entry.execution_id}"
            await self.ask(RetryExecution(execution_id=entry.execution_id, idempotency_key=key))
            self._look()

    @work(group="do")
    async def action_move(self, to: Literal["up", "down", "front"]) -> None:
        if entry := self._highlighted:
            moved = await self.ask(MoveInQueue(execution_id=entry.execution_id, to=to))
            if moved is not None:
                moved.ended = self._queue.ended
                self._show(moved)

    @work(group="do")
    async def action_pause(self) -> None:
        await self.ask(PauseQueue())
        self._look()

    @work(group="do")
    async def action_resume(self) -> None:
        await self.ask(ResumeQueue())
        self._look()
