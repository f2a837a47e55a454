"""Pages of records: filtered, ordered."""

import time
from functools import partial

from engine.actions.bounded_thread import in_thread
from engine.records.choice import Choice
from engine.records.collections import Collections
from engine.records.record import Record
from engine.records.records import Records
from engine.records.views import record_views
from engine.session.errors import SessionError
from engine.store.database import Database
from schemas.messages.records import ListRecords, RecordList

FILTER_SECONDS = 30.0
_AT_ONCE = 500
_ALL = 2**62
_BY_FIELD = "field:"


class Listing:
    """Raises `SessionError`."""

    def __init__(self, database: Database, collections: Collections, records: Records) -> None:
        self._database = database
        self._collections = collections
        self._records = records

    async def page(self, request: ListRecords) -> RecordList:
        """The records of a collection or a document that a request asks for."""
        choice = Choice(request.search, request.where)
        collection, scope, values = await self._scope(request)
        if request.after is None and request.where:
            choice.check_names(collection, await self._collections.fields(collection))
        total = await self._database.one(f"SELECT COUNT(*) FROM records AS r WHERE {scope}", values)  # noqa: S608 - our own texts
        most = request.limit + 1
        if choice.is_all:
            found = await self._records.present(await self._ids(request, scope, values, most))
        else:
            found = await self._chosen(choice, await self._ids(request, scope, values, _ALL), most)
        shown = found[: request.limit]
        return RecordList(
            records=await record_views(self._database, shown, request.fields),
            total=total[0] if total else 0,
            after=shown[-1].id if len(found) > request.limit else None,
        )

    async def _scope(self, request: ListRecords) -> tuple[str, str, tuple[str | int, ...]]:
        """The collection, and the condition that its rows fulfil, with the condition's values."""
        if (request.collection is None) == (request.document_id is None):
            raise SessionError("bad_request", "Give either a collection or a document.")
        if request.document_id is not None:
            document = await self._records.document(request.document_id)
            return document.collection, "r.parent_id = ?", (document.id,)
        assert request.collection is not None
        await self._collections.need(request.collection)
        return request.collection, "r.collection = ? AND r.parent_id IS NULL", (request.collection,)

    async def _ids(
        self, request: ListRecords, scope: str, values: tuple[str | int, ...], most: int
    ) -> list[int]:
        """Ids in their order, after the last of the page before; at most so many."""
        keys, key_values = _keys(request.order)
        parameters: list[str | int] = list(values)
        if request.after is not None:
            await self._records.get(request.after)
            beyond = "<" if request.descending else ">"
            place = ", ".join(keys).replace("r.", "last.")
            scope += (
                f" AND ({', '.join(keys)}) {beyond} (SELECT {place} FROM records AS last WHERE last.id = ?)"  # noqa: S608 - our own texts
            )
            parameters += [*key_values, *key_values, request.after]
        way = " DESC" if request.descending else ""
        order = ", ".join(f"{key}{way}" for key in keys)
        rows = await self._database.all(
            f"SELECT r.id FROM records AS r WHERE {scope} ORDER BY {order} LIMIT ?",  # noqa: S608 - our own texts
            (*parameters, *key_values, most),
        )
        return [row[0] for row in rows]

    async def _chosen(self, choice: Choice, ids: list[int], most: int) -> list[Record]:
        """The first records that are meant. The filter runs in a thread, for so long at most."""
        end = time.monotonic() + FILTER_SECONDS
        found: list[Record] = []
        for start in range(0, len(ids), _AT_ONCE):
            records = await self._records.present(ids[start : start + _AT_ONCE])
            try:
                meant = set(await in_thread(partial(choice.among, records), end - time.monotonic()))
            except TimeoutError:
                message = f"The filter took longer than {FILTER_SECONDS:.0f} seconds."
                raise SessionError("bad_request", message, hint="Use a simpler condition.") from None
            found += [each for each in records if each.id in meant]
            if len(found) >= most:
                break
        return found


def _keys(order: str) -> tuple[list[str], list[str]]:
    """What rows are ordered by, and the values in it: numbers, fields without a value, then texts."""
    if order.startswith(_BY_FIELD):
        name = order.removeprefix(_BY_FIELD)
        return [_NUMBER, _TEXT, "r.place", "r.id"], [name, name]
    return (["r.id"] if order == "id" else ["r.place", "r.id"]), []


_NUMBER = """
COALESCE((SELECT CASE WHEN held.type IN ('integer', 'real') THEN CAST(held.value AS DOUBLE PRECISION)
                      WHEN held.type = 'false' THEN 0 WHEN held.type = 'true' THEN 1 END
          FROM json_each(r.fields) AS held WHERE held.key = ?), 1e308)
"""
_TEXT = """
COALESCE((SELECT CASE WHEN held.type IN ('text', 'array', 'object') THEN held.value END
          FROM json_each(r.fields) AS held WHERE held.key = ?), '')
"""
