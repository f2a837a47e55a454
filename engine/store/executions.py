"""Executions and their events: written first, then told to whoever listens."""

import asyncio
import json
import time
from collections.abc import AsyncGenerator, Callable, Generator
from contextlib import aclosing, contextmanager
from dataclasses import field, fields
from typing import Any, Literal

from engine.caller import user
from engine.store.audit_rows import Ended, log_end
from engine.store.database import Database, Row, Transaction
from engine.store.session_executions import LATEST, executions_of
from engine.store.signals import CANCELS, execution_topic
from schemas.frozen import frozen
from schemas.messages.events import PASSING_KINDS, TERMINAL_KINDS, EventKind, ExecutionEvent
from schemas.messages.session import ExecutionStatus, ExecutionView

ELSEWHERE_SECONDS = (0.1, 1.0)
"""How often to look for events of an execution that does not run here: at first, and when nothing comes."""

MOST_HELD = 64
"""How many events are held in memory for one who reads them; previews among them are pictures."""


@frozen
class ExecutionRequest:
    """What is to be run, as stored with the execution: enough to run it again.

    `config` is what the document says, before templates. `values` are the form's values at
    that moment. `landing` names who takes what it makes: the session ("") or, told more by
    `subject`, another part of the engine (see `engine.actions.landings`). `repeats` is the id
    of an execution that was cut off, and that this one does again: what providers did for that
    one counts for this one where they can tell.
    """

    action: str
    label: str
    mode: str
    session_id: str
    step_id: str
    module_id: str
    interaction_id: str = ""
    sub_action_id: str = ""
    config: dict[str, Any] = field(default_factory=dict[str, Any])
    values: dict[str, Any] = field(default_factory=dict[str, Any])
    feedback: str = ""
    params: dict[str, Any] = field(default_factory=dict[str, Any])
    landing: str = ""
    subject: dict[str, Any] = field(default_factory=dict[str, Any])
    repeats: str = ""


@frozen
class ExecutionRow:
    """One execution as stored. Times are Unix seconds. `user` is who began it, on a server with tokens."""

    id: str
    request: ExecutionRequest
    status: ExecutionStatus
    owner: str
    error: dict[str, Any] | None
    started_at: float
    ended_at: float | None
    last_seq: int
    user: str = ""


_COLUMNS = """
SELECT id, request, status, owner, error, started_at, ended_at,
       (SELECT COALESCE(MAX(seq), 0) FROM execution_events WHERE execution_id = executions.id), user_name
FROM executions
"""


# One row without an event for one in which nothing is new; no row without the execution.
_SINCE = """
SELECT execution.ended_at, event.seq, event.at, event.kind, event.data
FROM executions AS execution
LEFT JOIN execution_events AS event ON event.execution_id = execution.id AND event.seq > ?
WHERE execution.id = ? ORDER BY event.seq
"""


class Executions:
    """The table of executions, their events, and live listeners."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self.signals = database.signals
        self._listeners: dict[str, set[_Ear]] = {}
        self._here: set[str] = set()
        self._closed = False
        self.at_end: list[Callable[[Ended], None]] = []
        """Told of every end that this program records, once it is committed."""

    async def add(
        self,
        transaction: Transaction,
        execution_id: str,
        key: str,
        request: ExecutionRequest,
        owner: str,
        *,
        provider: str = "",
        page: str = "",
    ) -> None:
        """Record a new execution as queued. `AlreadyThere` if the key was used.

        `provider` (its name, where it is known before) and the `page`'s title are for the list of
        what runs and waits.
        """
        body = json.dumps(_as_json(request))
        await transaction.execute(
            "INSERT INTO executions"
            " (id, session_id, idempotency_key, request, status, owner, started_at, action, provider, page,"
            "  user_name)"
            " VALUES (?, ?, ?, ?, 'queued', ?, ?, ?, ?, ?, ?)",
            (
                execution_id,
                request.session_id,
                key,
                body,
                owner,
                time.time(),
                request.action,
                provider,
                page,
                user(),
            ),
        )

    async def get(self, execution_id: str) -> ExecutionRow | None:
        """One execution, or None."""
        row = await self._database.one(f"{_COLUMNS} WHERE id = ?", (execution_id,))
        return _row(row) if row else None

    async def by_key(self, session_id: str, key: str) -> ExecutionRow | None:
        """The execution an idempotency key made, or None."""
        row = await self._database.one(
            f"{_COLUMNS} WHERE session_id = ? AND idempotency_key = ?", (session_id, key)
        )
        return _row(row) if row else None

    async def of_session(
        self, session_id: str, *, latest: int = LATEST, before: str | None = None
    ) -> list[ExecutionView]:
        """A session's last executions as clients see them, see `executions_of`."""
        return await executions_of(self._database, session_id, latest=latest, before=before)

    async def unfinished(self) -> list[ExecutionRow]:
        """Executions that are queued or said to be running."""
        rows = await self._database.all(f"{_COLUMNS} WHERE status IN ('queued', 'running')")
        return [_row(row) for row in rows]

    async def unfinished_in(
        self, transaction: Transaction, session_id: str
    ) -> list[tuple[str, ExecutionRequest]]:
        """Ids and requests of a session's executions that are queued or run."""
        rows = await transaction.all(
            "SELECT id, request FROM executions WHERE session_id = ? AND ended_at IS NULL", (session_id,)
        )
        return [(row[0], ExecutionRequest(**json.loads(row[1]))) for row in rows]

    async def begin(self, transaction: Transaction, execution_id: str, owner: str) -> bool:
        """Take a queued execution; False if someone else has it or it was cancelled."""
        changed = await transaction.execute(
            "UPDATE executions SET status = 'running', owner = ?, begun_at = ?"
            " WHERE id = ? AND status = 'queued'",
            (owner, time.time(), execution_id),
        )
        return changed == 1

    @contextmanager
    def running_here(self, execution_id: str) -> Generator[None]:
        """While this lasts every event is published here, and nobody has to look for it in the store."""
        self._here.add(execution_id)
        try:
            yield
        finally:
            self._here.discard(execution_id)
            self._wake(execution_id)

    def close(self) -> None:
        """Let everyone who waits for events go."""
        self._closed = True
        for execution_id in self._listeners:
            self._wake(execution_id)

    def _wake(self, execution_id: str) -> None:
        for ear in self._listeners.get(execution_id, ()):
            ear.queue.put_nowait(None)

    async def end(
        self,
        transaction: Transaction,
        execution_id: str,
        status: ExecutionStatus,
        error: dict[str, Any] | None = None,
        *,
        was: Literal["queued", "running", "unfinished"] = "unfinished",
    ) -> bool:
        """Record how it ended, here and in the audit log; False if it was not as `was` says."""
        changed = await transaction.execute(
            "UPDATE executions SET status = ?, error = ?, ended_at = ?"
            " WHERE id = ? AND ended_at IS NULL AND (status = ? OR ? = 'unfinished')",
            (status, json.dumps(error) if error else None, time.time(), execution_id, was, was),
        )
        if changed != 1:
            return False
        logged = await log_end(transaction, execution_id, str(error.get("code", "")) if error else "")
        if logged is not None:
            transaction.after_commit(lambda: self._tell_end(logged))
        return True

    def _tell_end(self, logged: Ended) -> None:
        for tell in self.at_end:
            tell(logged)

    async def ask_cancel(self, execution_id: str) -> None:
        """Note that it should be cancelled, for the program that runs it."""
        async with self._database.transaction(of=execution_id) as transaction:
            await transaction.execute("UPDATE executions SET cancel_asked = 1 WHERE id = ?", (execution_id,))
            await transaction.tell(CANCELS)

    async def asked_to_cancel(self, owner: str) -> list[str]:
        """Executions that this program runs and another one wants cancelled."""
        rows = await self._database.all(
            "SELECT id FROM executions WHERE status = 'running' AND owner = ? AND cancel_asked = 1", (owner,)
        )
        return [row[0] for row in rows]

    async def record(self, transaction: Transaction, event: ExecutionEvent) -> None:
        """Write one event. Tell listeners with `publish` once the transaction is committed."""
        await transaction.execute(
            "INSERT INTO execution_events (execution_id, seq, at, kind, data) VALUES (?, ?, ?, ?, ?)",
            (event.execution_id, event.seq, event.at, event.kind, json.dumps(event.data)),
        )
        await transaction.tell(execution_topic(event.execution_id))

    def publish(self, event: ExecutionEvent) -> None:
        """Tell listeners in this program of a committed event."""
        for ear in self._listeners.get(event.execution_id, ()):
            ear.hear(event)

    async def next_seq(self, execution_id: str) -> int:
        """The sequence number after the last stored event."""
        row = await self._database.one(
            "SELECT COALESCE(MAX(seq), 0) FROM execution_events WHERE execution_id = ?", (execution_id,)
        )
        return int(row[0]) + 1 if row else 1

    async def stored_since(self, execution_id: str, after: int) -> tuple[list[ExecutionEvent], bool]:
        """The stored events after number `after`, and whether it had ended by then, or is gone."""
        rows = await self._database.all(_SINCE, (after, execution_id))
        return [_event(execution_id, row) for row in rows if row[1] is not None], (
            not rows or rows[0][0] is not None
        )

    async def events(
        self, execution_id: str, after: int = 0, *, passing: bool = False
    ) -> AsyncGenerator[ExecutionEvent]:
        """Events after number `after`, then live ones, to the end of the execution.

        With `passing`, those that are not stored as well: of what this program runs.
        Works from any program: events of an execution that runs elsewhere are read from the
        store as they appear. Ends early when the engine is closed.
        """
        shortest, longest = ELSEWHERE_SECONDS
        pause = shortest
        with self._listening(execution_id) as ear:
            while not self._closed:
                ear.looks()
                stored, ended = await self.stored_since(execution_id, after)
                for event in stored:
                    after = event.seq
                    yield event
                    if event.kind in TERMINAL_KINDS:
                        return
                if ended:
                    return
                pause = shortest if stored else min(2 * pause, longest)
                while (event := await self._next(execution_id, ear, pause)) is not None:
                    if event.kind in PASSING_KINDS:
                        if passing:
                            yield event
                        continue
                    if event.seq <= after:
                        continue
                    if event.seq > after + 1:
                        break
                    after = event.seq
                    yield event
                    if event.kind in TERMINAL_KINDS:
                        return

    @contextmanager
    def _listening(self, execution_id: str) -> "Generator[_Ear]":
        """While this lasts what is published here is heard, and that other programs wrote something."""
        ear = _Ear()
        listeners = self._listeners.setdefault(execution_id, set())
        listeners.add(ear)
        try:
            with self.signals.listen(execution_topic(execution_id), ear.look, own=False):
                yield ear
        finally:
            listeners.discard(ear)
            if not listeners:
                self._listeners.pop(execution_id, None)

    async def ended(self, execution_id: str) -> None:
        """Wait for its end, in whatever program it runs."""
        async with aclosing(self.events(execution_id)) as events:
            async for _ in events:
                pass

    async def _next(self, execution_id: str, ear: "_Ear", pause: float) -> ExecutionEvent | None:
        """The next event that is published here; None means: look into the store."""
        if execution_id in self._here:
            return await ear.queue.get()
        try:
            async with asyncio.timeout(self.signals.pause(pause)):
                return await ear.queue.get()
        except TimeoutError:
            return None


class _Ear:
    """One who waits for events: those published here, or None for a look into the store."""

    def __init__(self) -> None:
        self.queue: asyncio.Queue[ExecutionEvent | None] = asyncio.Queue()
        self._asked = False

    def hear(self, event: ExecutionEvent) -> None:
        """Take an event. Who reads so slowly that many are held gets the rest from the store, later."""
        if self.queue.qsize() < MOST_HELD:
            self.queue.put_nowait(event)
        elif event.kind not in PASSING_KINDS:
            self.look()

    def look(self) -> None:
        """Ask for a look; asked for again before it happens, it still is one."""
        if not self._asked:
            self._asked = True
            self.queue.put_nowait(None)

    def looks(self) -> None:
        """The look begins."""
        self._asked = False


def event(execution_id: str, seq: int, kind: EventKind, data: dict[str, Any]) -> ExecutionEvent:
    """An event of now. Skips validation: the data is ours, and tokens come often."""
    return ExecutionEvent.model_construct(
        execution_id=execution_id, seq=seq, at=time.time(), kind=kind, data=data
    )


def _event(execution_id: str, row: Row) -> ExecutionEvent:
    _, seq, at, kind, data = row
    return ExecutionEvent(execution_id=execution_id, seq=seq, at=at, kind=kind, data=json.loads(data))


def _as_json(request: ExecutionRequest) -> dict[str, Any]:
    return {each.name: getattr(request, each.name) for each in fields(request)}


def _row(row: Row) -> ExecutionRow:
    return ExecutionRow(
        id=row[0],
        request=ExecutionRequest(**json.loads(row[1])),
        status=row[2],
        owner=row[3],
        error=json.loads(row[4]) if row[4] else None,
        started_at=row[5],
        ended_at=row[6],
        last_seq=row[7],
        user=row[8],
    )
