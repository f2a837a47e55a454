"""What changed about who may do what, and who was turned away too often."""

import time
from collections.abc import Iterable

from engine.caller import user
from engine.store.database import Database, Row, Transaction
from schemas.messages.access import AccessEntry, AccessKind, AccessLog


async def log_access(transaction: Transaction, kind: AccessKind, subject: str, detail: str = "") -> None:
    """Add an entry in the name of whoever asks."""
    await transaction.execute(
        "INSERT INTO access_log (at, user_name, kind, subject, detail) VALUES (?, ?, ?, ?, ?)",
        (time.time(), user(), kind, subject, detail),
    )


async def access_log(database: Database, before: int | None, limit: int) -> AccessLog:
    """Entries, the newest first, of those before number `before`."""
    where, given = ("WHERE id < ? ", (before,)) if before is not None else ("", ())
    rows = await database.all(
        f"SELECT id, at, user_name, kind, subject, detail FROM access_log {where}ORDER BY id DESC LIMIT ?",  # noqa: S608 - a constant
        (*given, limit + 1),
    )
    entries = list(_entries(rows[:limit]))
    return AccessLog(entries=entries, more=entries[-1].id if len(rows) > limit else None)


def _entries(rows: Iterable[Row]) -> Iterable[AccessEntry]:
    for row in rows:
        yield AccessEntry(id=row[0], at=row[1], user=row[2], kind=row[3], subject=row[4], detail=row[5])
