"""The session log: append-only events, one writer at a time per change, state as a fold."""

import asyncio
import contextlib
import time
from collections.abc import AsyncGenerator, Awaitable, Callable, Generator, Sequence

from engine.caller import user
from engine.session.about import about
from engine.session.as_read import changed_as_read, check_as_read
from engine.session.errors import UnknownSession
from engine.session.event_rows import INSERT_EVENT, events_in, rows_of
from engine.session.fold import fold
from engine.session.page import HollowError
from engine.session.state import SessionEvent, SessionState
from engine.session.stored_state import due, load_state, store_state
from engine.store.database import Database, Row, Rows, Transaction
from engine.store.errors import StorageError
from engine.store.signals import session_topic
from schemas.messages.events import SessionChange

ELSEWHERE_POLL_SECONDS = 1.0
"""How often to look for changes that another program made, where nobody tells of them."""
LOST_AT_MOST = 2
"""How often a change is made again whose connection to the database broke."""

Decide = Callable[[SessionState], Sequence[SessionEvent]]
InTransaction = Callable[[Transaction], Awaitable[None]]


class SessionLog:
    """Reads and appends session events; keeps folded states as a cache that can be dropped."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._states: dict[str, SessionState] = {}
        self._stored: dict[str, tuple[int, int]] = {}
        """By session: the event its stored state goes up to, and that state's size."""
        self._listeners: dict[str, set[asyncio.Event]] = {}
        self._closed = False

    async def state(self, session_id: str) -> SessionState:
        """The session as last committed, by whatever program. Do not change what is returned.

        Raises `UnknownSession`, as all here do.
        """
        await self._load(session_id)
        return await self._newest(self._database, session_id)

    async def whole(self, session_id: str) -> SessionState:
        """The session with everything that can be undone, which a stored state leaves out."""
        state = await self.state(session_id)
        pages = state.interactions.values()
        if any(each.request is None for page in pages for each in (*page.undoable, *page.redoable)):
            state = await self._from_the_first(self._database, session_id)
        return state

    async def change(
        self,
        session_id: str,
        decide: Decide,
        write: InTransaction | None = None,
        *,
        read: InTransaction | None = None,
        alone: bool = False,
    ) -> SessionState:
        """Append what `decide` makes of the newest state, all in one transaction.

        `read` fetches beforehand what `decide` needs besides the state, and `write` writes
        other rows afterwards, both in that transaction. If anything raises, nothing changed.
        `alone`: they have to do with more than this session, so that no other may change meanwhile.
        All three are called again where the connection broke and nothing was saved.
        """
        await self._load(session_id)
        for _ in range(LOST_AT_MOST):
            try:
                return await self._change(session_id, decide, write, read, alone=alone)
            except StorageError as error:
                if error.code != "lost":
                    raise
        return await self._change(session_id, decide, write, read, alone=alone)

    async def _change(
        self,
        session_id: str,
        decide: Decide,
        write: InTransaction | None,
        read: InTransaction | None,
        *,
        alone: bool,
    ) -> SessionState:
        async with self._database.transaction(of="" if alone else session_id) as transaction:
            state = await self._newest(transaction, session_id)
            await check_as_read(transaction, session_id, state.seq)
            await self._store(transaction, state)
            if read:
                await read(transaction)
            events = await self._append(transaction, state, decide(state))
            if write:
                await write(transaction)
            transaction.after_commit(changed_as_read)
            transaction.after_commit(lambda: self._committed(state, events))
            await transaction.tell(session_topic(session_id))
        return state

    async def create(self, state_id: str, row: Row, events: Sequence[SessionEvent]) -> SessionState:
        """Start a session of whoever asks: its row (see the table), then its first events."""
        async with self._database.transaction(of=state_id) as transaction:
            await transaction.execute(_INSERT_SESSION, (*row, user()))
            state = SessionState(state_id)
            written = await self._append(transaction, state, events)
            transaction.after_commit(lambda: self._committed(state, written))
        self._states[state_id] = state
        return state

    def forget(self, session_id: str) -> None:
        """Drop what is cached of a deleted session."""
        self._states.pop(session_id, None)
        self._stored.pop(session_id, None)

    async def changes(self, session_id: str, after: int = 0) -> AsyncGenerator[SessionChange]:
        """Changes after number `after`, stored ones first, then as they are committed, by any program."""
        wake = asyncio.Event()
        with self._listening(session_id, wake):
            while not self._closed:
                wake.clear()
                rows = await self._database.all(_SINCE, (after, session_id))
                if not rows:
                    raise UnknownSession(session_id)
                for event in events_in(rows):
                    after = event.seq
                    yield SessionChange(
                        session_id=session_id, seq=event.seq, kind=event.kind, data=event.data
                    )
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(self._database.signals.pause(ELSEWHERE_POLL_SECONDS)):
                        await wake.wait()

    @contextlib.contextmanager
    def _listening(self, session_id: str, wake: asyncio.Event) -> Generator[None]:
        """While this lasts `wake` is set by every change, of this program and of those that tell."""
        listeners = self._listeners.setdefault(session_id, set())
        listeners.add(wake)
        try:
            with self._database.signals.listen(session_topic(session_id), wake.set, own=False):
                yield
        finally:
            listeners.discard(wake)
            if not listeners:
                self._listeners.pop(session_id, None)

    def close(self) -> None:
        """Let everyone who waits for changes go."""
        self._closed = True
        for session_id in self._listeners:
            self._wake(session_id)

    def _wake(self, session_id: str) -> None:
        for wake in self._listeners.get(session_id, ()):
            wake.set()

    async def _load(self, session_id: str) -> None:
        """Begin with the stored state, where there is one."""
        if session_id not in self._states and (found := await load_state(self._database, session_id)):
            state, size = found
            self._states.setdefault(session_id, state)
            self._stored[session_id] = state.seq, size

    async def _store(self, transaction: Transaction, state: SessionState) -> None:
        seq, size = self._stored.get(state.id, (0, 0))
        if due(state.seq - seq, size):
            size = await store_state(transaction, state)
            self._stored[state.id] = state.seq, size

    async def _newest(self, rows: Rows, session_id: str) -> SessionState:
        """The state with what was appended since. A state is folded on from itself alone, so that
        one which takes its place while rows are read can never get rows that are not its next."""
        state = self._states.get(session_id) or SessionState(session_id)
        try:
            self._take(state, await rows.all(_SINCE, (state.seq, session_id)))
        except HollowError:
            return await self._from_the_first(rows, session_id)
        return self._states.setdefault(session_id, state)

    async def _from_the_first(self, rows: Rows, session_id: str) -> SessionState:
        state = SessionState(session_id)
        self._take(state, await rows.all(_SINCE, (0, session_id)))
        self._states[session_id] = state
        return state

    def _take(self, state: SessionState, rows: Sequence[Row]) -> None:
        if not rows:
            self.forget(state.id)
            raise UnknownSession(state.id)
        # Another task may have folded some of these rows while the query ran.
        fold(state, (event for event in events_in(rows) if event.seq > state.seq))

    async def _append(
        self, transaction: Transaction, state: SessionState, events: Sequence[SessionEvent]
    ) -> list[SessionEvent]:
        now = time.time()
        numbered = [
            SessionEvent(event.kind, event.data, state.seq + number, now)
            for number, event in enumerate(events, start=1)
        ]
        await transaction.execute_many(INSERT_EVENT, rows_of(state.id, numbered))
        if numbered:
            await transaction.execute(_UPDATE_SESSION, _summary(state, numbered, now))
        return numbered

    def _committed(self, state: SessionState, events: Sequence[SessionEvent]) -> None:
        fold(state, (event for event in events if event.seq > state.seq))
        self._wake(state.id)


# One row without an event for a session in which nothing is new; no row without a session.
_SINCE = """
SELECT event.seq, event.at, event.kind, event.data
FROM sessions LEFT JOIN session_events AS event ON event.session_id = sessions.id AND event.seq > ?
WHERE sessions.id = ? ORDER BY event.seq
"""
_INSERT_SESSION = """
INSERT INTO sessions (id, workflow_id, workflow_title, title, status, step_title, results,
                      content_hash, created_at, updated_at, owner)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
"""
_UPDATE_SESSION = """
UPDATE sessions SET updated_at = ?, results = results + ?, status = COALESCE(?, status),
                    step_title = COALESCE(?, step_title), title = COALESCE(?, title),
                    about = COALESCE(?, about)
WHERE id = ?
"""


def _summary(state: SessionState, events: Sequence[SessionEvent], now: float) -> Row:
    """What the events change in the session's row, which only saves the home screen a fold."""
    results = sum(event.kind == "result_added" for event in events)
    status = step_title = title = line = None
    for event in events:
        line = about(state, event) or line
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
    return now, results, status, step_title, title, line, state.id
