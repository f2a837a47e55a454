"""A session as somebody read it: what was written since is not written over unseen.

Whoever says so for a request is refused at its first change of a session if others have changed it meanwhile,
in the transaction of that change. What the request itself changes after that is its own.
"""

from collections.abc import Generator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from engine.session.errors import SessionError
from engine.store.database import Rows


@dataclass(slots=True)
class _Read:
    """`seq` is the last event that was read; None once that was looked at."""

    seq: int | None


_READ: ContextVar[_Read | None] = ContextVar("read", default=None)
_MOST = 100


@contextmanager
def as_read(seq: int) -> Generator[None]:
    """Within this, the first change is of a session as it was after event number `seq`."""
    read = _Read(seq)
    before = _READ.set(read)
    try:
        yield
    finally:
        _READ.reset(before)
        read.seq = None  # also for what it began, and goes on


async def check_as_read(rows: Rows, session_id: str, seq: int) -> None:
    """Raises `SessionError` if a session that is now at `seq` was read before that."""
    read = _READ.get()
    if read is None or read.seq is None or read.seq == seq:
        return
    found = await rows.all(_SINCE, (session_id, read.seq, _MOST))
    changes = [{"seq": row[0], "at": row[1], "kind": row[2], "by": row[3]} for row in found]
    by = ", ".join(sorted({str(row[3]) for row in found if row[3]}))
    raise SessionError(
        "conflict",
        f"The session was changed since it was read{f', by {by}' if by else ''}.",
        hint="Read it again, then decide again.",
        details={"seq": seq, "changes": changes},
        code="changed",
    )


def changed_as_read() -> None:
    """A change was made: those that follow are of what oneself has changed."""
    read = _READ.get()
    if read is not None:
        read.seq = None


_SINCE = """
SELECT seq, at, kind, user_name FROM session_events WHERE session_id = ? AND seq > ? ORDER BY seq LIMIT ?
"""
