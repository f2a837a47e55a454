"""Stops many executions of one page: all that wait in one transaction, then what runs."""

import asyncio
from collections.abc import Sequence

from engine.queue.job_queue import JobQueue
from engine.session.log import SessionLog
from engine.session.running import Running
from engine.session.state import SessionEvent, SessionState
from engine.store.database import Transaction
from engine.store.executions import Executions
from engine.store.waiting import cancel_waiting
from schemas.messages.events import ExecutionEvent


class Stopping:
    """Executions of sub-actions, which leave nothing on a page when they are cancelled."""

    def __init__(self, log: SessionLog, executions: Executions, running: Running, queue: JobQueue) -> None:
        self._log = log
        self._executions = executions
        self._running = running
        self._queue = queue

    async def stop(self, session_id: str, interaction_id: str, execution_ids: Sequence[str]) -> None:
        """Cancel all that wait, or else run. Raises `SessionError`."""
        # What waits first: it would begin when the others are gone.
        waited = await self._cancel_waiting(session_id, interaction_id, execution_ids)
        rest = [each for each in execution_ids if each not in waited]
        await asyncio.gather(*(self._running.cancel(each) for each in rest))

    async def _cancel_waiting(
        self, session_id: str, interaction_id: str, execution_ids: Sequence[str]
    ) -> set[str]:
        ended: list[ExecutionEvent] = []

        async def read(transaction: Transaction) -> None:
            ended.extend(await cancel_waiting(transaction, execution_ids))
            await self._queue.withdraw_many(transaction, [each.execution_id for each in ended])
            transaction.after_commit(tell)

        def decide(_state: SessionState) -> list[SessionEvent]:
            about = {"interaction_id": interaction_id, "status": "cancelled", "error": None}
            return [
                SessionEvent("execution_ended", {"execution_id": each.execution_id, **about})
                for each in ended
            ]

        def tell() -> None:
            for each in ended:
                self._executions.publish(each)

        await self._log.change(session_id, decide, read=read)
        return {each.execution_id for each in ended}
