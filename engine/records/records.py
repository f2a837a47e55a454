"""Documents and sections: read, added, changed, moved, deleted."""

import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any

from engine.records.collections import drop_if_empty, last_place, make_collection, siblings_of
from engine.records.errors import changed_meanwhile, unknown_records
from engine.records.field_values import json_text
from engine.records.record import RECORDS, Record, record
from engine.records.versions import version_view
from engine.records.writing import checked, newest_versions, write_fields
from engine.session.errors import SessionError
from engine.store.database import Database, Rows, Transaction

Deleting = Callable[[Transaction, Sequence[int]], Awaitable[None]]


class Records:
    """The records of a home. Raises `SessionError`.

    `deleting` is told of records before they are deleted, in that transaction.
    """

    def __init__(self, database: Database, *, deleting: Deleting | None = None) -> None:
        self._database = database
        self._deleting = deleting

    async def get(self, record_id: int) -> Record:
        """One record, as last committed; not_found."""
        return await _one(self._database, record_id)

    async def of(self, record_ids: Sequence[int]) -> list[Record]:
        """These records, in the order asked for; not_found, listing all that are not there."""
        found = await self.present(record_ids)
        missing = set(record_ids).difference(each.id for each in found)
        if missing:
            raise unknown_records([each for each in record_ids if each in missing])
        return found

    async def present(self, record_ids: Sequence[int]) -> list[Record]:
        """Those of these records that are there, in the order asked for."""
        rows = await self._database.all(f"{RECORDS} WHERE {_AMONG}", (json_text(list(record_ids)),))
        found = {row[0]: record(row) for row in rows}
        return [found[each] for each in record_ids if each in found]

    async def document(self, document_id: int) -> Record:
        """One document; not_found, or unprocessable if it is a section."""
        found = await self.get(document_id)
        if found.parent_id is not None:
            raise SessionError(
                "unprocessable",
                f"Record {document_id} is a section, not a document.",
                hint=f"Its document is {found.parent_id}.",
            )
        return found

    async def sections(self, document_id: int) -> list[Record]:
        """The sections of a document, in their order."""
        await self.document(document_id)
        rows = await self._database.all(f"{RECORDS} WHERE parent_id = ? ORDER BY place, id", (document_id,))
        return [record(row) for row in rows]

    async def chosen(self, document_id: int, section_ids: Sequence[int]) -> list[Record]:
        """These sections, in the order asked for.

        not_found, listing all that are not there; unprocessable for those of another document.
        """
        await self.document(document_id)
        found = await self.of(section_ids)
        others = [each.id for each in found if each.parent_id != document_id]
        if others:
            raise SessionError(
                "unprocessable",
                f"Not sections of document {document_id}: {', '.join(map(str, others[:20]))}.",
                details={"records": others},
            )
        return found

    async def write(
        self,
        transaction: Transaction,
        record_id: int,
        values: Mapping[str, Any],
        *,
        execution_id: str = "",
        note: str = "",
    ) -> None:
        """Give fields new versions in the caller's transaction; what is there already makes none."""
        await write_fields(transaction, record_id, values, execution_id=execution_id, note=note)

    async def edit(
        self, record_id: int, values: Mapping[str, Any], versions: Mapping[str, int], note: str = "edited"
    ) -> None:
        """Give fields new versions; conflict if one is no longer at the version that was seen."""
        async with self._database.transaction() as transaction:
            await _one(transaction, record_id)
            newest = await newest_versions(transaction, record_id)
            stale = [name for name, seen in versions.items() if newest.get(name, 0) != seen]
            if stale:
                now = {name: await _now(transaction, record_id, name, newest.get(name, 0)) for name in stale}
                raise changed_meanwhile(record_id, now)
            await write_fields(transaction, record_id, values, note=note)

    async def add(
        self, collection: str | None, parent_id: int | None, place: int | None, fields: Mapping[str, Any]
    ) -> int:
        """Add a document to a collection, or a section to a document; return its id."""
        if (collection is None) == (parent_id is None):
            raise SessionError("bad_request", "Give either a collection or the document it belongs to.")
        values = checked(fields)
        if parent_id is not None:
            collection = (await self.document(parent_id)).collection
        assert collection is not None
        async with self._database.transaction() as transaction:
            if parent_id is not None:
                await _one(transaction, parent_id)
            await make_collection(transaction, collection)
            last = await last_place(transaction, collection, parent_id)
            record_id = await insert(transaction, collection, parent_id, last + 1)
            await write_fields(transaction, record_id, values, note="added")
            if place is not None:
                await _move(transaction, await _one(transaction, record_id), place)
        return record_id

    async def move(self, record_id: int, place: int) -> None:
        """Give a record another place (from 1) among those it stands with."""
        async with self._database.transaction() as transaction:
            await _move(transaction, await _one(transaction, record_id), place)

    async def delete(self, record_ids: Sequence[int]) -> tuple[int, int]:
        """Delete records with all that belongs to them; return how many documents and sections went.

        not_found, listing all that are not there; then nothing is deleted.
        """
        ids = list(dict.fromkeys(record_ids))
        async with self._database.transaction() as transaction:
            rows = await transaction.all(_PLACES, (json_text(ids),))
            found = {row[0]: (row[1], row[2]) for row in rows}
            missing = [each for each in ids if each not in found]
            if missing:
                raise unknown_records(missing)
            if self._deleting:
                await self._deleting(transaction, ids)
            before = await _counts(transaction)
            await transaction.execute_many("DELETE FROM records WHERE id = ?", [(each,) for each in ids])
            after = await _counts(transaction)
            for collection, parent_id in set(found.values()):
                await _close_gaps(transaction, collection, parent_id)
                await drop_if_empty(transaction, collection)
        return before[0] - after[0], before[1] - after[1]


async def insert(transaction: Transaction, collection: str, parent_id: int | None, place: int) -> int:
    """A new record without fields; return its id."""
    now = time.time()
    row = await transaction.one(
        "INSERT INTO records (collection, parent_id, place, fields, created_at, updated_at) "
        "VALUES (?, ?, ?, ?, ?, ?) RETURNING id",
        (collection, parent_id, place, json_text({}), now, now),
    )
    assert row is not None
    return int(row[0])


async def _one(rows: Rows, record_id: int) -> Record:
    row = await rows.one(f"{RECORDS} WHERE id = ?", (record_id,))
    if row is None:
        raise unknown_records([record_id])
    return record(row)


async def _now(rows: Rows, record_id: int, field: str, version: int) -> dict[str, Any]:
    row = await rows.one(
        "SELECT version, value, at, execution_id, note FROM record_values "
        "WHERE record_id = ? AND field = ? AND version = ?",
        (record_id, field, version),
    )
    return version_view(row).model_dump(mode="json") if row else {"version": 0}


async def _move(transaction: Transaction, moved: Record, place: int) -> None:
    siblings = (moved.collection, moved.parent_id)
    place = min(place, await last_place(transaction, *siblings))
    shift, low, high = (-1, moved.place, place) if place > moved.place else (1, place, moved.place)
    among, values = siblings_of(*siblings)
    await transaction.execute(
        f"UPDATE records SET place = place + ? WHERE {among} AND place BETWEEN ? AND ?",  # noqa: S608 - our own texts
        (shift, *values, low, high),
    )
    await transaction.execute("UPDATE records SET place = ? WHERE id = ?", (place, moved.id))


async def _counts(rows: Rows) -> tuple[int, int]:
    row = await rows.one("SELECT COUNT(*) - COUNT(parent_id), COUNT(parent_id) FROM records")
    assert row is not None
    return row[0], row[1]


async def _close_gaps(transaction: Transaction, collection: str, parent_id: int | None) -> None:
    """Count the places of siblings from 1 again."""
    among, values = siblings_of(collection, parent_id)
    await transaction.execute(_CLOSE_GAPS.format(among), values)


# A list of ids of any length, as JSON.
_AMONG = "id IN (SELECT CAST(value AS BIGINT) FROM json_each(?))"
_PLACES = f"SELECT id, collection, parent_id FROM records WHERE {_AMONG}"  # noqa: S608 - constants
_CLOSE_GAPS = """
UPDATE records SET place = counted.place FROM (
    SELECT id, ROW_NUMBER() OVER (ORDER BY place, id) AS place FROM records
    WHERE {}
) AS counted WHERE records.id = counted.id AND records.place <> counted.place
"""
