"""Follows the executions of a page, shows each in the log and the strip, cancels and retries them."""

import secrets
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from contextlib import aclosing
from typing import TYPE_CHECKING, Any

from textual.content import Content

from engine.operations.errors import OperationError
from schemas import messages
from schemas.clean_text import clean_line
from tui.interaction.previews import Previewed
from tui.interaction.run_strip import Run, RunStrip
from tui.widgets.stream_pane import StreamPane

if TYPE_CHECKING:
    from engine.client.engine import Engine
    from schemas.documents.sub_action import SubAction
    from schemas.messages.events import ExecutionEvent
    from schemas.messages.executions import CancelExecution, RetryExecution
    from schemas.messages.session import ExecutionView
    from tui.interaction.run_log import RunLog

REPLAYED = 30
"""How many past executions a reopened page shows in its log."""

MOST_FOLLOWED = 20
"""How many of those that only wait are listened to: a sweep may put 2,000 on the queue at once."""

Start = Callable[[Coroutine[Any, Any, None]], object]
Complain = Callable[[OperationError], None]
Ended = Callable[["ExecutionView", "ExecutionEvent"], Awaitable[None]]


class ExecutionFeed:
    """Each execution is followed once, from its first event.

    `start` runs a coroutine for as long as the page is there; `complain` is told what the
    engine could not do; `ended` how each execution that was followed live ended.
    """

    def __init__(
        self,
        engine: "Engine",
        pane: StreamPane,
        strip: RunStrip,
        sub_actions: Mapping[str, "SubAction"],
        titles: Mapping[str, str],
        *,
        start: Start,
        complain: Complain,
        ended: Ended,
    ) -> None:
        self._engine = engine
        self._pane = pane
        self._strip = strip
        self._sub_actions = sub_actions
        self._titles = titles
        self._start = start
        self._complain = complain
        self._ended = ended
        self._followed: set[str] = set()
        self._listening = 0
        self._held: dict[str, ExecutionView] = {}  # these wait, and it is not their turn for long
        self._waiting: list[ExecutionView] | None = []  # until the past is written
        self.retries: dict[str, str] = {}
        """What was retried here, by the execution that does it again."""

    async def replay(self, executions: list["ExecutionView"]) -> None:
        """Write what happened before the page was opened, then follow what still runs."""
        past = [execution for execution in executions if execution.ended_at is not None]
        self._followed.update(execution.id for execution in past)
        try:
            for execution in past[-REPLAYED:]:
                log = self._log(execution)
                async with aclosing(self._engine.events(execution.id)) as events:
                    async for event in events:
                        log.take(event)
        except OperationError as error:
            self._complain(error)
        if past and past[-1].status in ("failed", "interrupted"):
            self._show_failure(past[-1], past[-1].error or {})
        waiting, self._waiting = self._waiting or [], None
        self.follow([*executions, *waiting])

    def follow(self, executions: list["ExecutionView"]) -> None:
        """Follow those that run or wait and are not followed yet."""
        if self._waiting is not None:
            self._waiting.extend(executions)
            return
        for execution in executions:
            if execution.id not in self._followed:
                self._followed.add(execution.id)
                if execution.status == "queued" and self._listening >= MOST_FOLLOWED:
                    self._held[execution.id] = execution
                    self._strip.show_run(self._run(execution, waiting=True))
                else:
                    self._listen(execution)
            elif execution.id in self._held and execution.status != "queued":
                del self._held[execution.id]
                self._listen(execution)

    def _listen(self, execution: "ExecutionView") -> None:
        self._listening += 1
        self._start(self._follow(execution))

    def _listen_to_next(self) -> None:
        self._listening -= 1
        if self._held and self._listening < MOST_FOLLOWED:
            self._listen(self._held.pop(next(iter(self._held))))

    def cancel(self, execution_id: str) -> None:
        """Stop what waits or runs."""
        self._start(self._ask(messages.CancelExecution(execution_id=execution_id)))

    def retry(self, execution_id: str) -> None:
        """Run again what failed; its line stays until that has begun."""
        request = messages.RetryExecution(execution_id=execution_id, idempotency_key=secrets.token_hex(8))
        self._start(self._ask(request))

    async def _ask(self, request: "CancelExecution | RetryExecution") -> None:
        try:
            execution = await self._engine.call(request)
        except OperationError as error:
            self._complain(error)
            return
        if isinstance(request, messages.RetryExecution):
            self.retries[execution.id] = request.execution_id
            self._strip.remove_run(request.execution_id)
        self.follow([execution])

    async def _follow(self, execution: "ExecutionView") -> None:
        self._strip.show_run(self._run(execution, waiting=execution.status == "queued"))
        try:
            last = await self._show_events(execution)
        except OperationError as error:
            self._complain(error)
            last = None
        if last is not None:
            self._strip.say(_outcome(execution, last))
        self._strip.remove_run(execution.id)
        self._listen_to_next()
        if last is not None and last.kind == "failed":
            self._show_failure(execution, last.data)
        if last is not None:
            await self._ended(execution, last)

    async def _show_events(self, execution: "ExecutionView") -> "ExecutionEvent | None":
        log = self._log(execution)
        last: ExecutionEvent | None = None
        previewed = False
        async with aclosing(self._engine.events(execution.id)) as events:
            async for event in events:
                last = event
                log.take(event)
                previewed = previewed or event.kind == "preview"
                if previewed:
                    self._strip.post_message(Previewed(event))
                match event.kind:
                    case "started":
                        self._strip.show_run(self._run(execution))
                    case "progress":
                        fraction, message = event.data.get("fraction"), event.data.get("message") or ""
                        self._strip.progress(execution.id, fraction, str(message))
                    case "preview":
                        self._strip.previewed(execution.id)
                    case _:
                        continue
        return last

    def _show_failure(self, execution: "ExecutionView", error: Mapping[str, Any]) -> None:
        for older in self._strip.failed:
            self._strip.remove_run(older.execution_id)
        failed = self._run(execution, error=str(error.get("message") or "failed"))
        self._strip.show_run(failed)

    def _run(self, execution: "ExecutionView", *, waiting: bool = False, error: str = "") -> Run:
        sub_action = self._sub_actions.get(execution.sub_action_id or "")
        loading = sub_action.loading_label if sub_action and sub_action.loading_label else ""
        return Run(
            execution_id=execution.id,
            label=execution.label,
            loading_label=loading,
            waiting=waiting,
            error=error,
            retryable=bool(error),
        )

    def _log(self, execution: "ExecutionView") -> "RunLog":
        from tui.interaction.run_log import RunLog  # noqa: PLC0415 - once something runs

        sub_action = self._sub_actions.get(execution.sub_action_id or "")
        config = sub_action.config if sub_action else {}
        structured = True if config.get("output_schema") else False if "input" in config else None
        return RunLog(self._pane, execution, structured=structured, titles=self._titles)


def _outcome(execution: "ExecutionView", last: "ExecutionEvent") -> Content:
    label = clean_line(execution.label)
    if last.kind == "completed":
        return Content.assemble(("✓ ", "$text-success"), (f"{label}: done", "dim"))
    if last.kind == "cancelled":
        return Content.styled(f"{label}: cancelled", "dim")
    return Content("")
