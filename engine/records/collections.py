"""Collections: what is in them, and which fields their records have.

A collection is there from its first record to its last.
"""

import time
from collections.abc import Sequence

from engine.records.errors import unknown_collection, unknown_fields
from engine.store.database import Database, Rows, Transaction
from schemas.messages.records import CollectionList, CollectionView


class Collections:
    """Raises `SessionError`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def view(self) -> CollectionList:
        """All of them, with sizes and fields."""
        views: list[CollectionView] = []
        for name, title, created_at in await self._database.all(
            "SELECT name, title, created_at FROM collections ORDER BY name"
        ):
            row = await self._database.one(_SIZES, (name,))
            assert row is not None
            view = CollectionView(
                name=name,
                title=title,
                documents=row[0],
                sections=row[1],
                fields=await self.fields(name),
                created_at=created_at,
                updated_at=row[2] or created_at,
            )
            views.append(view)
        return CollectionList(collections=views)

    async def fields(self, name: str) -> list[str]:
        """The names of the fields that any record of a collection has, the most used first."""
        return [row[0] for row in await self._database.all(_FIELDS, (name,))]

    async def need(self, name: str) -> None:
        """`not_found`, naming the nearest, if there is no such collection."""
        if await self._database.one("SELECT 1 FROM collections WHERE name = ?", (name,)) is None:
            known = await self._database.all("SELECT name FROM collections")
            raise unknown_collection(name, [row[0] for row in known])

    async def check_fields(self, name: str, fields: Sequence[str]) -> None:
        """`unprocessable`, naming the nearest, for fields that no record of the collection has."""
        await self.need(name)
        missing = [field for field in fields if await self._database.one(_HAS_FIELD, (name, field)) is None]
        if missing:
            raise unknown_fields(name, missing, await self.fields(name))


async def make_collection(transaction: Transaction, name: str) -> None:
    """See that there is a collection of that name."""
    await transaction.execute(_MAKE, (name, name, time.time()))


async def drop_if_empty(transaction: Transaction, name: str) -> None:
    """Forget a collection whose last record is gone."""
    await transaction.execute(
        "DELETE FROM collections WHERE name = ? AND NOT EXISTS (SELECT 1 FROM records WHERE collection = ?)",
        (name, name),
    )


async def last_place(rows: Rows, collection: str, parent_id: int | None) -> int:
    """The place of the last of a collection's documents, or of a document's sections; 0 without any."""
    among, values = siblings_of(collection, parent_id)
    row = await rows.one(f"SELECT MAX(place) FROM records WHERE {among}", values)  # noqa: S608 - our own texts
    return (row[0] if row else None) or 0


def siblings_of(collection: str, parent_id: int | None) -> tuple[str, tuple[str | int, ...]]:
    """The condition, and its values, of a collection's documents or of a document's sections."""
    # Two conditions and not one `IS ?`: both are looked up in the index.
    if parent_id is None:
        return "collection = ? AND parent_id IS NULL", (collection,)
    return "collection = ? AND parent_id = ?", (collection, parent_id)


_MAKE = "INSERT INTO collections (name, title, created_at) VALUES (?, ?, ?) ON CONFLICT DO NOTHING"
_SIZES = """
SELECT COUNT(*) FILTER (WHERE parent_id IS NULL), COUNT(parent_id), MAX(updated_at)
FROM records WHERE collection = ?
"""
_FIELDS = """
SELECT field.key FROM records, json_each(records.fields) AS field
WHERE records.collection = ? GROUP BY field.key ORDER BY COUNT(*) DESC, field.key
"""
# Stops at the first record that has it, which mostly is the first.
_HAS_FIELD = """
SELECT 1 FROM records, json_each(records.fields) AS field
WHERE records.collection = ? AND field.key = ? LIMIT 1
"""
