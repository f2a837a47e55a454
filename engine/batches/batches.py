"""Batches: begun whole, watched, paused, cancelled, and run again where something failed (row C3)."""

import secrets
import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from engine.batches.attempts import Attempts
from engine.batches.prepared import Prepared, Preparing, holds_nothing
from engine.batches.subject import Subject
from engine.batches.views import batch_summary, batch_view, status_of
from engine.documents.loaded import LoadedWorkflow
from engine.providers.directory import Providers
from engine.queue.job_queue import JobQueue
from engine.queue.lanes import lane_for
from engine.records.record import Record
from engine.records.record_title import record_title
from engine.session.catalogue import Catalogue
from engine.session.errors import SessionError
from engine.session.log import SessionLog
from engine.session.running import Running
from engine.session.sessions import Sessions
from engine.session.state import SessionEvent, SessionState
from engine.session.stopping import Stopping
from engine.store.batches import (
    BatchRow,
    RunRow,
    add_batch,
    add_runs,
    batch_by_key,
    get_batch,
    last_statuses,
    list_batches,
    runs_of,
    session_for,
    set_cancelled,
    set_paused,
)
from engine.store.database import Database, Transaction
from engine.store.errors import AlreadyThere
from engine.store.executions import Executions
from schemas.messages.batches import BatchList, BatchView, ListBatches, Only, StartBatch

STARTED = "batch_started"
"""The session's event when a batch begins: `{batch_id, step_id, document_id, label, records}`."""


class Batches:
    """Services of batches. Raise `SessionError`; opening a workflow also `DocumentErrors`."""

    def __init__(
        self,
        *,
        database: Database,
        log: SessionLog,
        catalogue: Catalogue,
        sessions: Sessions,
        preparing: Preparing,
        attempts: Attempts,
        executions: Executions,
        running: Running,
        queue: JobQueue,
        providers: Providers,
    ) -> None:
        self._database = database
        self._log = log
        self._catalogue = catalogue
        self._sessions = sessions
        self._preparing = preparing
        self._attempts = attempts
        self._executions = executions
        self._stopping = Stopping(log, executions, running, queue)
        self._queue = queue
        self._providers = providers

    async def start(self, request: StartBatch) -> BatchView:
        """Put a run for each record on the queue; the same key twice in a session is one batch."""
        if request.session_id is not None:
            first = await batch_by_key(self._database, request.session_id, request.idempotency_key)
            if first is not None:
                return await self.view(first.id)
        loaded, state, document_id = await self._where(request)
        made = await self._preparing.prepare(
            loaded,
            request.step_id,
            document_id,
            request.record_ids,
            inputs=request.inputs,
            settings=request.settings,
            state=state.state if state else loaded.workflow.state,
            chosen=state.conversation.settings if state else {},
        )
        made = await self._only(made, request.only)
        session_id = state.id if state else await self._session(loaded, made.document)
        row = self._row(made, session_id, request.idempotency_key)
        try:
            await self._begin(row, made)
        except AlreadyThere:
            first = await batch_by_key(self._database, session_id, request.idempotency_key)
            if first is None:
                raise
            return await self.view(first.id)
        return await self.view(row.id)

    async def view(self, batch_id: str) -> BatchView:
        """A batch as it stands."""
        return await batch_view(self._database, await self._find(batch_id))

    async def list(self, request: ListBatches) -> BatchList:
        """Batches, the newest first."""
        rows = await list_batches(
            self._database,
            session_id=request.session_id,
            step_id=request.step_id,
            document_id=request.document_id,
            limit=request.limit,
        )
        return BatchList(batches=[await batch_summary(self._database, row) for row in rows])

    async def pause(self, batch_id: str) -> BatchView:
        """Begin no more of its records until `resume`."""
        row = await self._find(batch_id)

        async def write(transaction: Transaction) -> None:
            await set_paused(transaction, batch_id, time.time())
            runs = await runs_of(transaction, batch_id)
            await self._queue.hold(transaction, _ids(runs, "queued"))

        await self._change(row, "paused", write)
        return await self.view(batch_id)

    async def resume(self, batch_id: str) -> BatchView:
        """Go on with a paused batch."""
        row = await self._find(batch_id)

        async def write(transaction: Transaction) -> None:
            await set_paused(transaction, batch_id, None)
            runs = await runs_of(transaction, batch_id)
            await self._queue.release(transaction, _ids(runs, "queued"))

        await self._change(row, "resumed", write)
        return await self.view(batch_id)

    async def cancel(self, batch_id: str) -> BatchView:
        """Cancel what waits and what runs."""
        row = await self._find(batch_id)

        async def write(transaction: Transaction) -> None:
            # Nothing of it is begun again by itself from here on.
            await set_cancelled(transaction, batch_id, time.time())

        await self._change(row, "cancelled", write)
        runs = await runs_of(self._database, batch_id)
        going = [*_ids(runs, "queued"), *_ids(runs, "running")]
        await self._stopping.stop(row.session_id, "", going)
        return await self.view(batch_id)

    async def retry(self, batch_id: str, *, missing: bool = False) -> BatchView:
        """Run again what failed, and with `missing` also what was cancelled."""
        row = await self._find(batch_id)
        wanted = {"error", "cancelled"} if missing else {"error"}
        again: list[int] = []

        async def write(transaction: Transaction) -> None:
            runs = await runs_of(transaction, batch_id)
            again.extend(record_id for record_id, run in runs.items() if status_of(run) in wanted)
            if not again:
                return
            await set_cancelled(transaction, batch_id, None)
            order = [record_id for record_id, _ in row.body["records"] if record_id in set(again)]
            await self._attempts.add(
                transaction, row, [_subject(row, each, runs[each].attempt + 1) for each in order]
            )

        await self._change(row, "retried", write)
        return await self.view(batch_id)

    async def ended(self, batch_id: str) -> BatchView:
        """Wait until nothing of a batch waits or runs, in whatever program."""
        while True:
            view = await self.view(batch_id)
            going = [each for each in view.records if each.status in ("waiting", "running")]
            if not going:
                return view
            await self._executions.ended(going[-1].execution_id)

    async def _find(self, batch_id: str) -> BatchRow:
        row = await get_batch(self._database, batch_id)
        if row is None:
            raise SessionError("not_found", f"There is no batch {batch_id[:80]!r}.")
        return row

    async def _where(self, request: StartBatch) -> tuple[LoadedWorkflow, SessionState | None, int]:
        """The workflow, the session if there is one already, and the document."""
        if (request.session_id is None) == (request.workflow is None):
            raise SessionError("bad_request", "Give either a session or a workflow.")
        state: SessionState | None = None
        document_id: Any = request.document_id
        if request.session_id is not None:
            state = await self._log.state(request.session_id)
            loaded = await self._catalogue.find(state.content_hash)
            document_id = document_id if document_id is not None else state.state.get("document_id")
        else:
            loaded = await self._sessions.open(request.workflow or "")
        if isinstance(document_id, bool) or not isinstance(document_id, int):
            raise SessionError(
                "bad_request",
                "No document is chosen.",
                hint="Give `document_id`, or let a step set `document_id` in the state.",
            )
        return loaded, state, document_id

    async def _session(self, loaded: LoadedWorkflow, document: Record) -> str:
        """The session that holds what is run of a workflow over a document without a page."""
        known = await session_for(self._database, loaded.content_hash, document.id)
        title = f"{loaded.workflow.title}: {record_title(document)}"
        return known or await self._sessions.begin(loaded, title, state={"document_id": document.id})

    async def _only(self, made: Prepared, only: Only) -> Prepared:
        """Without the records that are not asked for."""
        if only == "all":
            return made
        if only == "failed":
            last = await last_statuses(
                self._database, made.workflow.workflow.id, made.step_id, made.document.id
            )
            kept = [each for each in made.records if last.get(each.id) in ("failed", "interrupted")]
        else:
            fields = made.outputs.values()
            kept = [
                each for each in made.records if any(holds_nothing(each.fields.get(name)) for name in fields)
            ]
        if not kept:
            why = (
                "The last run of none of these records failed." if only == "failed" else "Nothing is missing."
            )
            raise SessionError("unprocessable", why)
        return replace(made, records=kept)

    def _row(self, made: Prepared, session_id: str, key: str) -> BatchRow:
        titles = dict(made.titles())
        answers = self._providers.config.providers.get(made.provider)
        body = {
            "workflow_id": made.workflow.workflow.id,
            "records": [[record_id, title] for record_id, title in titles.items()],
            "request": {"action": made.name, "module_id": made.module_id, "config": made.config},
            "reads": {key: [each.db_field, each.label] for key, each in made.script.inputs.items()},
            "outputs": made.outputs,
            "inputs": made.inputs,
            "settings": made.settings,
            "cache": made.script.cache,
            "who": {"provider": made.provider, "model": getattr(answers, "model", None)},
            "provider": made.provider,
            "page": record_title(made.document),
            "lane": lane_for(made.lane, made.at_once),
            "at_once": made.at_once,
        }
        return BatchRow(
            id=secrets.token_hex(8),
            session_id=session_id,
            step_id=made.step_id,
            document_id=made.document.id,
            key=key,
            label=made.title,
            body=body,
            paused_at=None,
            cancelled_at=None,
            created_at=time.time(),
        )

    async def _begin(self, row: BatchRow, made: Prepared) -> None:
        event = {
            "batch_id": row.id,
            "step_id": row.step_id,
            "document_id": row.document_id,
            "label": row.label,
            "records": len(made.records),
        }
        runs = [each.id for each in made.records if each.id not in made.skipped]
        skipped = [
            RunRow(each.id, 1, "", "skipped", made.skipped[each.id])
            for each in made.records
            if each.id in made.skipped
        ]

        async def write(transaction: Transaction) -> None:
            await add_batch(transaction, row)
            await add_runs(transaction, row.id, skipped)
            await self._attempts.add(transaction, row, [_subject(row, each, 1) for each in runs])

        await self._log.change(row.session_id, lambda _: [SessionEvent(STARTED, event)], write)

    async def _change(self, row: BatchRow, status: str, write: Any) -> None:
        event = SessionEvent("batch_changed", {"batch_id": row.id, "record_id": None, "status": status})
        await self._log.change(row.session_id, lambda _: [event], write)


def _ids(runs: Mapping[int, RunRow], status: str) -> Sequence[str]:
    return [run.execution_id for run in runs.values() if run.status == status]


def _subject(row: BatchRow, record_id: int, attempt: int) -> Subject:
    body = row.body
    return Subject(
        batch_id=row.id,
        document_id=row.document_id,
        record_id=record_id,
        attempt=attempt,
        outputs=body["outputs"],
        reads=body["reads"],
        inputs=body["inputs"],
        cache=body["cache"],
        who=body["who"],
    )
