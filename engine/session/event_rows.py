"""Session events as rows of their table, and back."""

import json
from collections.abc import Iterable, Iterator, Sequence

from engine.caller import user
from engine.session.state import SessionEvent
from engine.store.database import Row

INSERT_EVENT = """
INSERT INTO session_events (session_id, seq, at, kind, data, user_name) VALUES (?, ?, ?, ?, ?, ?)
"""


def rows_of(session_id: str, events: Iterable[SessionEvent]) -> list[Row]:
    """Rows for `INSERT_EVENT`, in the name of whoever asks."""
    name = user()
    return [(session_id, each.seq, each.at, each.kind, json.dumps(each.data), name) for each in events]


def events_in(rows: Sequence[Row]) -> Iterator[SessionEvent]:
    """Events of rows of seq, at, kind, data; a row without a number is none."""
    for seq, at, kind, data in rows:
        if seq is not None:
            yield SessionEvent(kind, json.loads(data), seq, at)
