"""Rows that stand alone: brought over page by page, those that are there already are left as they are."""

from collections.abc import AsyncGenerator, Callable, Sequence
from typing import Any

from engine.moving.scanning import PAGE, Digest, mentions_of, row_digest
from engine.moving.tables import Loose
from engine.store.database import Database, Row, Rows

Wanted = Callable[[dict[str, Any]], bool]


class LooseRows:
    """Between two databases. With `dry` nothing is written."""

    def __init__(self, source: Rows, target: Database, *, dry: bool) -> None:
        self._source = source
        self._target = target
        self._dry = dry

    async def bring(
        self,
        table: Loose,
        *,
        scope: str = "",
        values: Sequence[Any] = (),
        wanted: Wanted | None = None,
        here: Digest | None = None,
    ) -> tuple[int, list[str]]:
        """Bring all rows, or those whose `scope` has one of `values`; how many came, which keys differ.

        `wanted` chooses among them by their columns, and `here` counts those that are chosen.
        """
        written, different = 0, list[str]()
        for at in range(0, len(values), PAGE) if scope else (None,):
            some = values[at : at + PAGE] if at is not None else ()
            last: tuple[Any, ...] = ()
            while page := await self._page(table, scope, some, last):
                last = (page[-1][-1],)
                rows = [row[:-1] for row in page]
                if wanted:
                    rows = [row for row in rows if wanted(dict(zip(table.columns, row, strict=True)))]
                for row in rows:
                    if here is not None:
                        here.add(row_digest(row))
                came, other = await self._bring(table, rows)
                written, different = written + came, different + other
        return written, different

    async def _page(self, table: Loose, scope: str, some: Sequence[Any], last: tuple[Any, ...]) -> list[Row]:
        """Rows with what they are ordered by at their end."""
        order = table.new_id or table.key
        where = [f"{scope} IN ({', '.join('?' * len(some))})"] if scope else []
        where += [f"{order} > ?"] if last else []
        query = (
            f"SELECT {', '.join((*table.columns, order))} FROM {table.table}"  # noqa: S608 - names of ours
            + (f" WHERE {' AND '.join(where)}" if where else "")
            + f" ORDER BY {order} LIMIT {PAGE}"
        )
        return await self._source.all(query, (*some, *last))

    async def _bring(self, table: Loose, rows: Sequence[Row]) -> tuple[int, list[str]]:
        if not rows:
            return 0, []
        at = table.columns.index(table.key)
        marks = ", ".join("?" * len(rows))
        columns = ", ".join(table.columns)
        known = await self._target.all(
            f"SELECT {columns} FROM {table.table} WHERE {table.key} IN ({marks})",  # noqa: S608 - names of ours
            [row[at] for row in rows],
        )
        there = {row[at]: list(row) for row in known}
        new = [row for row in rows if row[at] not in there]
        different = [str(row[at]) for row in rows if row[at] in there and there[row[at]] != list(row)]
        if new and not self._dry:
            marks = ", ".join("?" * len(table.columns))
            async with self._target.transaction() as transaction:
                await transaction.execute_many(
                    f"INSERT INTO {table.table} ({columns}) VALUES ({marks}) ON CONFLICT DO NOTHING",  # noqa: S608 - as above
                    new,
                )
        return len(new), different


async def digest_of(rows: Rows, table: Loose) -> Digest:
    """The digest of all rows of a table."""
    found = Digest()
    async for row in _every(rows, table):
        found.add(row_digest(row))
    return found


async def mentions_in(rows: Rows, table: Loose) -> set[str]:
    """The SHA-256 that stand anywhere in a table."""
    found: set[str] = set()
    async for row in _every(rows, table):
        for value in row:
            found |= mentions_of(value)
    return found


async def _every(rows: Rows, table: Loose) -> AsyncGenerator[Row]:
    last: tuple[Any, ...] = ()
    order = table.new_id or table.key
    while True:
        where = f"WHERE {order} > ?" if last else ""
        listed = ", ".join((*table.columns, order))
        page = await rows.all(
            f"SELECT {listed} FROM {table.table} {where} ORDER BY {order} LIMIT {PAGE}",  # noqa: S608 - names of ours
            last,
        )
        for row in page:
            yield row[:-1]
        if len(page) < PAGE:
            return
        last = (page[-1][-1],)
