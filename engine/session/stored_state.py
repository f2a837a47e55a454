"""Folded states kept in the database: a cache that can be dropped, so that long sessions open fast.

What can be undone is left out but for its names: it is most of a state and seldom used. To
undo in a session that was opened from the cache, its events are folded from the beginning.
"""

import asyncio
import json
import os
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

from engine.session.page import Interaction, Snapshot
from engine.session.plain_state import from_plain, to_plain
from engine.session.state import SessionState
from engine.store.database import Rows, Transaction
from engine.version import program

LEAST_EVENTS = 200
"""A state is stored again after this many events more, or later if it is large."""
CHARACTERS_PER_EVENT = 2000
"""How much may be written for each event since the last time."""


async def load_state(rows: Rows, session_id: str) -> tuple[SessionState, int] | None:
    """The stored state of a session and its size, or None if there is none this program can read."""
    row = await rows.one("SELECT format, body FROM snapshots WHERE session_id = ?", (session_id,))
    if row is None or row[0] != state_format():
        return None
    try:
        return await asyncio.to_thread(_read, row[1]), len(row[1])
    except (TypeError, KeyError, ValueError):
        return None


async def store_state(transaction: Transaction, state: SessionState) -> int:
    """Store a state in place of the one before; return its size in characters."""
    body = json.dumps(to_plain(hollow(state)))
    await transaction.execute(_STORE, (state.id, state.seq, state_format(), body))
    return len(body)


def due(events: int, size: int) -> bool:
    """Whether a state should be stored, so many events after it was stored with that size."""
    return events >= max(LEAST_EVENTS, size // CHARACTERS_PER_EVENT)


@cache
def state_format() -> str:
    """Changes whenever the code does that folds events: a state of another one is not read."""
    newest = max(entry.stat().st_mtime_ns for entry in os.scandir(Path(__file__).parent) if entry.is_file())
    return f"{program()} {newest}"


def _read(body: str) -> SessionState:
    return from_plain(SessionState, json.loads(body))


def hollow(state: SessionState) -> SessionState:
    """The state without what can be undone."""
    pages = {page.id: _without_snapshots(page) for page in state.interactions.values()}
    return replace(state, interactions=pages)


def _without_snapshots(page: Interaction) -> Interaction:
    def names_of(snapshots: list[Snapshot]) -> list[Snapshot]:
        empty: dict[str, Any] = {}
        return [replace(snapshot, request=None, data=empty, marks={}) for snapshot in snapshots]

    return replace(page, undoable=names_of(page.undoable), redoable=names_of(page.redoable))


_STORE = """
INSERT INTO snapshots (session_id, seq, format, body) VALUES (?, ?, ?, ?)
ON CONFLICT (session_id) DO UPDATE SET seq = excluded.seq, format = excluded.format, body = excluded.body
"""
