"""Forks: a new session out of a session's past, and the family that makes (row D4).

A fork has its own copy of everything but files, so that it outlives the session it comes from.
"""

import asyncio
import secrets
import time
from collections.abc import Collection, Sequence

from engine.caller import user
from engine.session.about import about
from engine.session.errors import SessionError, UnknownSession
from engine.session.event_rows import INSERT_EVENT, events_in, rows_of
from engine.session.fold import fold
from engine.session.log import SessionLog
from engine.session.state import SessionEvent, SessionState
from engine.session.turns import turn_of
from engine.store.database import Database, Row, Transaction
from engine.store.visible import visible
from schemas.frozen import frozen
from schemas.messages.family import FamilyMember, SessionTree

MOST_TITLE = 200


@frozen
class _Past:
    """A session up to an event, as a fork takes it over; `until` is when the first event left out was."""

    state: SessionState
    events: Sequence[SessionEvent]
    about: str
    step_title: str
    until: float | None


class Forks:
    """Services of forks. All raise `SessionError`."""

    def __init__(self, log: SessionLog, database: Database) -> None:
        self._log = log
        self._database = database

    async def fork(self, session_id: str, at_seq: int | None, turn_id: str | None, title: str) -> str:
        """Make a fork and return its id. Without `at_seq` and `turn_id` it goes on from now."""
        if at_seq is not None and turn_id is not None:
            raise SessionError("bad_request", "Give the number of an event or a turn, not both.")
        parent = await self._log.state(session_id)
        label = turn_of(parent, turn_id).label if turn_id is not None else ""
        fork_id = secrets.token_hex(6)
        async with self._database.transaction() as transaction:
            rows = await transaction.all(_EVENTS, (session_id,))
            # In threads: a session may have thousands of events.
            events = await asyncio.to_thread(list, events_in(rows))
            if not events:
                raise UnknownSession(session_id)
            last = events[-1].seq
            seq = last if at_seq is None else at_seq
            if turn_id is not None:
                seq = next(each.seq for each in events if _adds_turn(each, turn_id))
            if seq > last:
                raise SessionError("bad_request", f"There is no event {seq}; the last one is {last}.")
            past = await asyncio.to_thread(_past, fork_id, events, seq, with_corrections=turn_id is not None)
            name = (title.strip() or f"{past.state.title} (fork)")[:MOST_TITLE]
            forked = SessionEvent(
                "session_forked",
                {"parent_id": session_id, "seq": seq, "turn_id": turn_id or "", "title": name},
                past.state.seq + 1,
                time.time(),
            )
            await _insert(transaction, session_id, past, forked, label)
        return fork_id

    async def tree(self, session_id: str) -> SessionTree:
        """The family of a session, from its root on, as far as one may see it.

        Where a member between is not to be seen, its forks stand where it would; the root is then the
        first that is.
        """
        seen, given = visible("id", "owner")
        rows = await self._database.all(_FAMILY.format(seen), (session_id, *given))
        if not rows:
            raise UnknownSession(session_id)
        children: dict[str | None, list[Row]] = {}
        for row in rows:
            children.setdefault(row[3], []).append(row)
        (root,) = children[None]
        members: list[FamilyMember] = []
        told: set[str] = set()
        waiting = [(root, 0)]
        while waiting:
            row, depth = waiting.pop()
            hidden = not row[8]
            if not hidden:
                members.append(_member(row, depth, told))
                told.add(row[0])
            depth += not hidden
            waiting += [(child, depth) for child in reversed(children.get(row[0], []))]
        if not members:
            raise UnknownSession(session_id)
        return SessionTree(root_id=members[0].id, sessions=members)


def _past(fork_id: str, events: Sequence[SessionEvent], seq: int, *, with_corrections: bool) -> _Past:
    """The events a fork takes over, numbered anew, and what they come to.

    An execution that had not ended by then is not taken over; a whole result of it that was on
    the page already is, as it would have stayed there whatever became of the rest.
    `with_corrections` adds what was edited or deleted since of the turns up to there.
    """
    ended = {
        each.data["execution_id"] for each in events if each.kind == "execution_ended" and each.seq <= seq
    }
    kept = [each for each in events if each.seq <= seq and not _half_done(each, ended)]
    later = [each for each in events if each.seq > seq]
    if with_corrections:
        turns = {each.data["turn"]["id"] for each in kept if each.kind == "turn_added"}
        corrections = ("turn_edited", "turn_deleted")
        kept += [each for each in later if each.kind in corrections and each.data["turn_id"] in turns]
    state = SessionState(fork_id)
    line = step_title = ""
    numbered = [SessionEvent(each.kind, each.data, at, each.at) for at, each in enumerate(kept, start=1)]
    for each in numbered:
        line = about(state, each) or line
        step_title = each.data["title"] if each.kind == "step_entered" else step_title
        fold(state, [each])
    return _Past(state, numbered, line, step_title, later[0].at if later else None)


def _half_done(event: SessionEvent, ended: set[str]) -> bool:
    if event.kind not in ("execution_started", "result_added") or event.data["execution_id"] in ended:
        return False
    return not event.data.get("target_path")


def _adds_turn(event: SessionEvent, turn_id: str) -> bool:
    return event.kind == "turn_added" and event.data["turn"]["id"] == turn_id


async def _insert(
    transaction: Transaction, parent_id: str, past: _Past, forked: SessionEvent, turn_label: str
) -> None:
    state, fork_id = past.state, past.state.id
    row = (
        fork_id,
        state.workflow_id,
        state.workflow_title,
        forked.data["title"],
        "failed" if state.failure else state.status,
        past.step_title,
        state.results,
        state.content_hash,
        past.about,
        forked.at,
        forked.at,
        parent_id,
        forked.data["seq"],
        turn_label,
        user(),
    )
    await transaction.execute(_INSERT, row)
    await transaction.execute_many(
        INSERT_EVENT,
        await asyncio.to_thread(rows_of, fork_id, (*past.events, forked)),
    )
    await transaction.execute_many(
        _COPY_RESULT,
        [(fork_id, parent_id, each.data["result_id"]) for each in past.events if each.kind == "result_added"],
    )
    # A draft that was typed later says nothing about then: the values last committed do.
    until = forked.at if past.until is None else past.until
    await transaction.execute_many(
        _COPY_DRAFT, [(fork_id, parent_id, interaction_id, until) for interaction_id in state.interactions]
    )


def _member(row: Row, depth: int, above: Collection[str]) -> FamilyMember:
    parent = row[3] if row[3] in above else None
    return FamilyMember(
        id=row[0],
        title=row[1],
        status=row[2],
        depth=depth,
        parent_id=parent,
        # Of a root whose parent was deleted this says nothing any more.
        forked_at=row[4] if parent else None,
        turn_label=row[5] if parent else "",
        created_at=row[6],
        updated_at=row[7],
    )


_EVENTS = "SELECT seq, at, kind, data FROM session_events WHERE session_id = ? ORDER BY seq"
_INSERT = """
INSERT INTO sessions (id, workflow_id, workflow_title, title, status, step_title, results, content_hash,
                      about, created_at, updated_at, parent_id, forked_at, forked_turn, owner)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
"""
_COPY_RESULT = """
INSERT INTO results (id, session_id, execution_id, kind, value, provenance, created_at)
SELECT id, ?, execution_id, kind, value, provenance, created_at FROM results WHERE session_id = ? AND id = ?
"""
_COPY_DRAFT = """
INSERT INTO drafts (session_id, interaction_id, body, at)
SELECT ?, interaction_id, body, at FROM drafts WHERE session_id = ? AND interaction_id = ? AND at <= ?
"""
_FAMILY = """
WITH RECURSIVE
up (id, parent_id) AS (
    SELECT id, parent_id FROM sessions WHERE id = ?
    UNION SELECT sessions.id, sessions.parent_id FROM sessions JOIN up ON sessions.id = up.parent_id
),
family (id) AS (
    SELECT id FROM up WHERE parent_id IS NULL
    UNION SELECT sessions.id FROM sessions JOIN family ON sessions.parent_id = family.id
)
SELECT id, title, status, parent_id, forked_at, forked_turn, created_at, updated_at,
       CASE WHEN {} THEN 1 ELSE 0 END
FROM sessions WHERE id IN (SELECT id FROM family) ORDER BY created_at, id
"""
