"""The session log: append-only events, one writer at a time per change, state as a fold."""

import asyncio
import json
import time
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence

from engine.session.state import SessionEvent, SessionState
from engine.store.database import Database, Row, Transaction
from schemas.messages.events import SessionChange

ELSEWHERE_POLL_SECONDS = 1.0
"""How often to look for changes that another program made."""

Decide = Callable[[SessionState], Sequence[SessionEvent]]
Extra = Callable[[Transaction, SessionState], Awaitable[None]]


class UnknownSession(Exception):
    """There is no session of that id."""


class SessionLog:
    """Reads and appends session events; keeps folded states as a cache that can be dropped."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._states: dict[str, SessionState] = {}
        self._listeners: dict[str, set[asyncio.Queue[SessionChange]]] = {}

    async def state(self, session_id: str) -> SessionState:
        """The session as last committed, by whatever program. Do not change what is returned."""
        state = self._states.get(session_id)
        rows = await self._database.all(_SINCE, (session_id, state.seq if state else 0))
        return self._take(session_id, rows)

    async def change(self, session_id: str, decide: Decide, extra: Extra | None = None) -> SessionState:
        """Append what `decide` makes of the newest state, all in one transaction.

        `extra` writes other rows in the same transaction. If anything raises, nothing changed.
        """
        async with self._database.transaction() as transaction:
            state = self._take(session_id, await transaction.all(_SINCE, self._known(session_id)))
            events = await self._append(transaction, state, decide(state))
            if extra:
                await extra(transaction, state)
        return self._committed(state, events)

    async def create(self, state_id: str, row: Row, events: Sequence[SessionEvent]) -> SessionState:
        """Start a session: its row (see the table), then its first events."""
        async with self._database.transaction() as transaction:
            await transaction.execute(_INSERT_SESSION, row)
            state = SessionState(state_id)
            written = await self._append(transaction, state, events)
        self._states[state_id] = state
        return self._committed(state, written)

    def forget(self, session_id: str) -> None:
        """Drop what is cached of a deleted session."""
        self._states.pop(session_id, None)

    async def changes(self, session_id: str, after: int = 0) -> AsyncGenerator[SessionChange]:
        """Changes after number `after`, stored ones first, then as they are committed, by any program."""
        queue: asyncio.Queue[SessionChange] = asyncio.Queue()
        listeners = self._listeners.setdefault(session_id, set())
        listeners.add(queue)
        try:
            while True:
                for row in await self._database.all(_SINCE, (session_id, after)):
                    change = _change(session_id, _event(row))
                    after = change.seq
                    yield change
                try:
                    await asyncio.wait_for(queue.get(), ELSEWHERE_POLL_SECONDS)
                except TimeoutError:
                    continue
                while not queue.empty():
                    queue.get_nowait()
        finally:
            listeners.discard(queue)
            if not listeners:
                self._listeners.pop(session_id, None)

    def _known(self, session_id: str) -> tuple[str, int]:
        state = self._states.get(session_id)
        return session_id, state.seq if state else 0

    def _take(self, session_id: str, rows: Sequence[Row]) -> SessionState:
        state = self._states.get(session_id)
        if state is None:
            if not rows:
                raise UnknownSession(session_id)
            state = self._states[session_id] = SessionState(session_id)
        # Another task may have folded some of these rows while the query ran.
        state.fold(event for event in map(_event, rows) if event.seq > state.seq)
        return state

    async def _append(
        self, transaction: Transaction, state: SessionState, events: Sequence[SessionEvent]
    ) -> list[SessionEvent]:
        now = time.time()
        numbered = [
            SessionEvent(event.kind, event.data, state.seq + number, now)
            for number, event in enumerate(events, start=1)
        ]
        await transaction.execute_many(
            "INSERT INTO session_events (session_id, seq, at, kind, data) VALUES (?, ?, ?, ?, ?)",
            [(state.id, event.seq, event.at, event.kind, json.dumps(event.data)) for event in numbered],
        )
        if numbered:
            await transaction.execute(_UPDATE_SESSION, _summary(state.id, numbered, now))
        return numbered

    def _committed(self, state: SessionState, events: Sequence[SessionEvent]) -> SessionState:
        state.fold(event for event in events if event.seq > state.seq)
        for event in events:
            for queue in self._listeners.get(state.id, ()):
                queue.put_nowait(_change(state.id, event))
        return state


_SINCE = "SELECT seq, at, kind, data FROM session_events WHERE session_id = ? AND seq > ? ORDER BY seq"
_INSERT_SESSION = """
INSERT INTO sessions (id, workflow_id, workflow_title, title, status, step_title, results,
                      content_hash, created_at, updated_at)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
"""
_UPDATE_SESSION = """
UPDATE sessions SET updated_at = ?, results = results + ?, status = COALESCE(?, status),
                    step_title = COALESCE(?, step_title), title = COALESCE(?, title)
WHERE id = ?
"""


def _summary(session_id: str, events: Sequence[SessionEvent], now: float) -> Row:
    """What the events change in the session's row, which only saves the home screen a fold."""
    results = sum(event.kind == "result_added" for event in events)
    status = step_title = title = None
    for event in events:
        match event.kind:
            case "session_completed":
                status = "completed"
            case "module_failed":
                status = "failed"
            case "interaction_opened" | "module_completed":
                status = "open"
            case "step_entered":
                step_title = event.data["title"]
            case "session_renamed":
                title = event.data["title"]
            case _:
                continue
    return now, results, status, step_title, title, session_id


def _event(row: Row) -> SessionEvent:
    return SessionEvent(kind=row[2], data=json.loads(row[3]), seq=row[0], at=row[1])


def _change(session_id: str, event: SessionEvent) -> SessionChange:
    return SessionChange(session_id=session_id, seq=event.seq, kind=event.kind, data=event.data)
