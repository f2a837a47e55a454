"""Running a step over its records: begun, paused, cancelled, and again where something failed."""

import secrets
from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from textual.content import Content

from schemas.messages.base import Answered
from schemas.messages.batches import BatchView, CancelBatch, Only, PauseBatch, ResumeBatch, StartBatch
from tui.confirm import Confirm
from tui.script_steps.live_batches import LiveBatches
from tui.script_steps.step_records import StepRecords

ASKED_FROM = 50
"""Where nothing is selected and this many would run, the person is asked first."""


class Host(Protocol):
    """What these need of the page. `ask` returns None after saying what was wrong."""

    async def ask(self, request: Answered[Any]) -> Any: ...

    async def commit_all(self) -> bool: ...

    async def confirm(self, screen: Confirm) -> bool: ...


class RunWays:
    """One per page and document. `settings` are those of this run, read when one begins."""

    def __init__(
        self,
        host: Host,
        live: LiveBatches,
        records: StepRecords,
        *,
        session_id: str,
        step_id: str,
        document_id: int,
        settings: Mapping[str, Any],
    ) -> None:
        self._host = host
        self._live = live
        self._records = records
        self._of = session_id, step_id, document_id
        self._settings = settings
        self._starting = False

    @property
    def next_run(self) -> list[int]:
        """What Run would run over: what is selected, else all that the filter shows."""
        return self._records.chosen or self._records.shown

    async def run(self) -> None:
        """Run over what is selected, or all that is shown."""
        ids = self.next_run
        if not self._records.selected and len(ids) >= ASKED_FROM:
            question = Content(f"Run over all {len(ids):,} records?")
            if not await self._host.confirm(Confirm(question, "Run")):
                return
        await self._start(ids, "all")

    async def retry(self) -> None:
        """Run again what failed, with the settings as they are now."""
        await self._start(self._records.failed, "failed")

    async def _start(self, ids: Sequence[int], only: Only) -> None:
        if self._starting or not ids:
            return
        self._starting = True
        session_id, step_id, document_id = self._of
        try:
            if not await self._host.commit_all():
                return
            batch = await self._host.ask(
                StartBatch(
                    session_id=session_id,
                    step_id=step_id,
                    document_id=document_id,
                    record_ids=list(ids),
                    settings=dict(self._settings),
                    only=only,
                    idempotency_key=secrets.token_hex(8),
                )
            )
        finally:
            self._starting = False
        if batch is not None:
            self._live.take(batch)

    async def pause(self) -> None:
        """Begin no more records, or go on."""
        request = ResumeBatch if self._live.paused else PauseBatch
        for batch in self._live.unfinished:
            await self._tell(request(batch_id=batch.id))

    async def cancel(self) -> None:
        """Cancel what runs and what waits; what is done stays."""
        for batch in self._live.unfinished:
            await self._tell(CancelBatch(batch_id=batch.id))

    async def _tell(self, request: Answered[BatchView]) -> None:
        batch = await self._host.ask(request)
        if batch is not None:
            self._live.take(batch)
