"""The runs of a step over a document's records, kept up to date while some wait or run."""

import asyncio
import time
from collections.abc import Callable, Mapping
from contextlib import aclosing, suppress

from engine.client.engine import Engine
from engine.operations.errors import OperationError
from schemas.messages.batches import BatchRecord, BatchSummary, BatchView, GetBatch, ListBatches

LOOK_PAUSE = 0.2
"""Seconds between two looks at least, however fast records come."""

LOOK_AGAIN = 0.5
"""Seconds between two looks while something runs: that a record begins is no change of the session."""

LOOK_ABROAD = 5.0
"""Seconds between two looks for what other sessions and programs began."""

SHARE = 8.0
"""A look at thousands of records takes a while: the pause after it is this many times as long."""

MOST_BATCHES = 30
"""So many of the newest batches are looked at for how a record stands."""


class LiveBatches:
    """`changed` is told after each look. `session_id` is where runs begin that are begun here."""

    def __init__(
        self,
        engine: Engine,
        session_id: str,
        *,
        workflow_id: str,
        step_id: str,
        document_id: int,
        changed: Callable[[], None],
        complain: Callable[[OperationError], None],
    ) -> None:
        self._engine = engine
        self._session_id = session_id
        self._of = workflow_id, step_id, document_id
        self._changed = changed
        self._complain = complain
        self._batches: dict[str, BatchView] = {}
        self._due: set[str] = set()
        self._news = asyncio.Event()

    # -- what there is --------------------------------------------------------------------------

    @property
    def records(self) -> Mapping[int, BatchRecord]:
        """The newest attempt at each record, in whatever batch; one that goes on comes before all."""
        found: dict[int, BatchRecord] = {}
        for batch in sorted(self._batches.values(), key=lambda batch: batch.created_at):
            for record in batch.records:
                before = found.get(record.record_id)
                if before is None or before.status not in ("waiting", "running") or _goes_on(record):
                    found[record.record_id] = record
        return found

    @property
    def unfinished(self) -> list[BatchView]:
        """The batches of which something waits or runs, the oldest first."""
        going = [batch for batch in self._batches.values() if batch.done < batch.total]
        return sorted(going, key=lambda batch: batch.created_at)

    @property
    def paused(self) -> bool:
        """Whether all that goes on is paused."""
        going = self.unfinished
        return bool(going) and all(batch.paused for batch in going)

    # -- following ------------------------------------------------------------------------------

    async def watch(self, after: int) -> None:
        """Look at what there is; follow the session from its event number `after`."""
        async with asyncio.TaskGroup() as group:
            listening = group.create_task(self._listen(after))
            try:
                await self._first_look()
                await self._look_again_and_again()
            except OperationError as error:
                self._complain(error)
            finally:
                listening.cancel()

    def take(self, batch: BatchView) -> None:
        """This is how a batch stands now, says the engine."""
        self._batches[batch.id] = batch
        self._changed()
        self._news.set()

    async def _first_look(self) -> None:
        for summary in await self._list(MOST_BATCHES):
            await self._get(summary.id)
        self._changed()

    async def _look_again_and_again(self) -> None:
        while True:
            begun = time.monotonic()
            due = self._due | {batch.id for batch in self.unfinished}
            self._due.clear()
            for batch_id in list(due) or await self._begun_elsewhere():
                await self._get(batch_id)
                due.add(batch_id)
            if due:
                self._changed()
            await asyncio.sleep(max(LOOK_PAUSE, SHARE * (time.monotonic() - begun)))
            with suppress(TimeoutError):
                async with asyncio.timeout(LOOK_AGAIN if self.unfinished else LOOK_ABROAD):
                    await self._news.wait()
            self._news.clear()

    async def _begun_elsewhere(self) -> list[str]:
        """The newest batch, if it is not as it was known: another session or program is at work."""
        return [
            summary.id
            for summary in await self._list(1)
            if summary.id not in self._batches or self._batches[summary.id].counts != summary.counts
        ]

    async def _list(self, limit: int) -> list[BatchSummary]:
        workflow_id, step_id, document_id = self._of
        asked = ListBatches(step_id=step_id, document_id=document_id, limit=limit)
        found = (await self._engine.call(asked)).batches
        return [summary for summary in found if summary.workflow_id == workflow_id]

    async def _get(self, batch_id: str) -> None:
        batch = await self._engine.call(GetBatch(batch_id=batch_id))
        if (batch.workflow_id, batch.step_id, batch.document_id) == self._of:
            self._batches[batch_id] = batch

    async def _listen(self, after: int) -> None:
        try:
            async with aclosing(self._engine.changes(self._session_id, after)) as changes:
                async for change in changes:
                    batch_id = change.data.get("batch_id")
                    if isinstance(batch_id, str):
                        self._due.add(batch_id)
                        self._news.set()
        except OperationError as error:
            self._complain(error)


def _goes_on(record: BatchRecord) -> bool:
    return record.status in ("waiting", "running")
