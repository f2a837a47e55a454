"""Versions of fields: listed, restored."""

import json

from engine.records.errors import unknown_records
from engine.records.writing import write_fields
from engine.session.errors import SessionError
from engine.store.database import Database, Row
from schemas.messages.records import FieldVersion, FieldVersions


class Versions:
    """Raises `SessionError`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def view(self, record_id: int, field: str, limit: int, before: int | None = None) -> FieldVersions:
        """The versions of a field before a number, the newest first; not_found without any."""
        rows = await self._database.all(
            "SELECT version, value, at, execution_id, note FROM record_values "
            "WHERE record_id = ? AND field = ? AND version < ? ORDER BY version DESC LIMIT ?",
            (record_id, field, 2**62 if before is None else before, limit + 1),
        )
        if not rows and before is None:
            await self._refuse(record_id, field)
        more = len(rows) > limit
        versions = [version_view(row) for row in rows[:limit]]
        return FieldVersions(versions=versions, before=versions[-1].version if more else None)

    async def restore(self, record_id: int, field: str, version: int) -> None:
        """Make an earlier version the newest one; not_found."""
        async with self._database.transaction() as transaction:
            row = await transaction.one(
                "SELECT value FROM record_values WHERE record_id = ? AND field = ? AND version = ?",
                (record_id, field, version),
            )
            if row is None:
                await self._refuse(record_id, field, version)
            else:
                values = {field: json.loads(row[0])}
                await write_fields(transaction, record_id, values, note=f"restored version {version}")

    async def _refuse(self, record_id: int, field: str, version: int | None = None) -> None:
        if await self._database.one("SELECT 1 FROM records WHERE id = ?", (record_id,)) is None:
            raise unknown_records([record_id])
        which = f"version {version} of a field" if version else "field"
        raise SessionError("not_found", f"Record {record_id} has no {which} {field!r}.")


def version_view(row: Row) -> FieldVersion:
    """A row of (version, value, at, execution_id, note) for clients."""
    version, value, at, execution_id, note = row
    return FieldVersion(version=version, value=json.loads(value), at=at, execution_id=execution_id, note=note)
