"""How much is in a store, and where."""

from dataclasses import dataclass, field
from pathlib import Path

from engine.moving.tables import KINDS, LEFT, LOOSE
from engine.store.blobs import Blobs
from engine.store.database import Rows


@dataclass(slots=True)
class Facts:
    """Rows by table; files that lie there and their bytes; the database's bytes if they can be told."""

    rows: dict[str, int] = field(default_factory=dict[str, int])
    database: int | None = None
    files: int = 0
    size: int = 0


async def facts(rows: Rows, blobs: Blobs, *, file: Path | None) -> Facts:
    """Count. `file` is that of an SQLite database; without it PostgreSQL is asked. Raises `StorageError`."""
    found = Facts()
    tables = [*dict.fromkeys(part.table for kind in KINDS for part in kind.parts)]
    for table in [*tables, *(loose.table for loose in LOOSE), *LEFT]:
        row = await rows.one(f"SELECT COUNT(*) FROM {table}")  # noqa: S608 - names of ours
        found.rows[table] = int(row[0]) if row else 0
    if file is None:
        row = await rows.one("SELECT pg_database_size(current_database())")
        found.database = int(row[0]) if row else None
    else:
        parts = [file, file.with_name(file.name + "-wal")]
        found.database = sum(part.stat().st_size for part in parts if part.exists())
    async for blob in blobs.stored():
        found.files += 1
        found.size += blob.size
    return found
