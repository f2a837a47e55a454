"""Reads a session's history from the engine: what is there at once, results one run after the other."""

from collections.abc import AsyncGenerator, Mapping
from contextlib import aclosing
from typing import Any

from engine.client.engine import Engine
from engine.operations.errors import OperationError
from schemas.messages.executions import GetResult
from schemas.messages.interactions import GetInteraction
from schemas.messages.results import Result
from schemas.messages.session import ExecutionView, SessionView
from schemas.messages.sessions import GetSession
from schemas.messages.turns import ListTurns, TurnView
from tui.results.usage_text import total_usage
from tui.session.history import Run, result_ids, runs_of

MOST_READ = 300
"""Runs, the newest, whose results are read unasked."""


class HistoryReader:
    """Keeps what it has read: of an execution that has ended nothing changes any more.

    All raise `OperationError`, but what is missing of a fork's past is left out.
    """

    def __init__(self, engine: Engine, session_id: str) -> None:
        self._engine = engine
        self._session_id = session_id
        self._results: dict[str, Result] = {}
        self._used: dict[str, Mapping[str, Any]] = {}
        self._unknown: set[str] = set()
        self._read: set[str] = set()
        self._view: SessionView | None = None
        self._turns: list[TurnView] = []

    @property
    def seq(self) -> int:
        """The last session event that what was read holds."""
        return self._view.seq if self._view else 0

    @property
    def runs(self) -> list[Run]:
        """What is known by now, the newest first."""
        executions = self._view.executions if self._view else []
        return runs_of(executions, self._turns, self._results.values())

    @property
    def used(self) -> dict[str, float]:
        """Tokens and cost of all runs whose results have been read, as far as providers tell.

        A run says at its end what it used; of one that did not come to it, its results do.
        """
        unfinished = (
            result.provenance.usage
            for result in self._results.values()
            if result.execution_id not in self._used
        )
        return total_usage([*self._used.values(), *unfinished])

    async def read(self) -> None:
        """Executions and turns as they are now."""
        self._view = await self._engine.call(GetSession(session_id=self._session_id))
        self._turns = (await self._engine.call(ListTurns(session_id=self._session_id))).turns

    async def read_results(self) -> AsyncGenerator[None]:
        """Read results, the newest first; yields whenever there are more."""
        for run in self.runs[:MOST_READ]:
            if await self.read_results_of(run.id, run.execution):
                yield
        if await self._read_pages():
            yield

    async def read_results_of(self, execution_id: str, execution: ExecutionView | None) -> bool:
        """Read the results of one run; returns whether there were new ones."""
        last = execution.last_seq if execution else None
        if execution_id in self._read or last == 0:
            return False
        before = len(self._results)
        try:
            async with aclosing(self._engine.events(execution_id)) as events:
                async for event in events:
                    if event.kind == "result":
                        result = Result.model_validate(event.data["result"])
                        self._results[result.id] = result
                    elif event.kind == "completed":
                        self._used[execution_id] = event.data.get("usage") or {}
                    if last is not None and event.seq >= last:
                        break  # it may still run: do not wait for it
        except OperationError:
            pass  # of a fork's past, after its parent was deleted
        if execution is None or execution.ended_at is not None:
            self._read.add(execution_id)
        return len(self._results) > before

    async def _read_pages(self) -> bool:
        """Results on pages that no execution told of."""
        ids: list[str] = []
        for page in self._view.pages if self._view else ():
            request = GetInteraction(session_id=self._session_id, interaction_id=page.id)
            ids += result_ids(await self._engine.call(request))
        found = [
            await self.read_result(each)
            for each in ids
            if each not in self._results and each not in self._unknown
        ]
        return any(found)

    async def read_result(self, content_id: str) -> bool:
        """Read one result by its id; returns whether there is a record of it."""
        try:
            result = await self._engine.call(GetResult(content_id=content_id))
        except OperationError:
            self._unknown.add(content_id)  # came with the document
            return False
        self._results[result.id] = result
        return True
