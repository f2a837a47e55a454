"""Reads things out of a database, page by page, and takes their digests: the same on every database."""

import hashlib
import json
import re
from collections.abc import AsyncGenerator, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from engine.moving.tables import Kind, Part
from engine.store.database import Row, Rows

PAGE = 500
"""Rows that are read at once."""
_TOGETHER = 50
"""Values of a scope that are asked for at once."""
_MENTIONS = re.compile(r"\b[0-9a-f]{64}\b")

Key = tuple[Any, ...]


class Digest:
    """The digest of a set of rows, whatever order they come in: the sum of their SHA-256."""

    __slots__ = ("rows", "sum")

    def __init__(self) -> None:
        self.sum = 0
        self.rows = 0

    def add(self, row: bytes) -> None:
        """Count one more row, by its own digest."""
        self.sum = (self.sum + int.from_bytes(row)) % (1 << 256)
        self.rows += 1

    def __str__(self) -> str:
        return f"{self.sum:064x}"


@dataclass(slots=True)
class Found:
    """A thing as it is in a database: its rows by part and key, each by its digest.

    `mentions` are the SHA-256 that stand anywhere in it: of blobs and documents, or of nothing.
    """

    id: Any
    identity: tuple[Any, ...] = ()
    parts: dict[str, dict[Key, bytes]] = field(default_factory=dict[str, dict[Key, bytes]])
    mentions: set[str] = field(default_factory=set[str])

    def __bool__(self) -> bool:
        return any(self.parts.values())

    def count_into(self, totals: "dict[str, Digest]") -> None:
        """Add all rows to the digests of the parts."""
        for name, rows in self.parts.items():
            total = totals.setdefault(name, Digest())
            for row in rows.values():
                total.add(row)


def row_digest(values: Iterable[Any]) -> bytes:
    """The SHA-256 of a row: of its values as JSON."""
    return hashlib.sha256(json.dumps(list(values)).encode()).digest()


def mentions_of(value: Any) -> set[str]:
    """The SHA-256 that stand in a text."""
    return {*_MENTIONS.findall(value)} if isinstance(value, str) and len(value) >= 64 else set()


async def pages(
    rows: Rows, part: Part, scope: Sequence[Any], columns: Sequence[str] | None = None
) -> AsyncGenerator[list[Row]]:
    """The rows of a part that belong to any of `scope`, as `columns` (those of the part)."""
    order = (*((part.by,) if part.by else ()), *part.key)
    listed = ", ".join((*(columns or part.columns), *order))
    for at in range(0, len(scope), _TOGETHER):
        some, last = list(scope[at : at + _TOGETHER]), []
        while True:
            where = f"{part.scope} IN ({_marks(some)})"
            if last:
                where += f" AND ({', '.join(order)}) > ({_marks(last)})"
            found = await rows.all(
                f"SELECT {listed} FROM {part.table} WHERE {where} ORDER BY {', '.join(order)} LIMIT {PAGE}",  # noqa: S608 - names of ours
                (*some, *last),
            )
            if not found:
                break
            yield [row[: -len(order)] for row in found]
            if len(found) < PAGE:
                break
            last = list(found[-1][-len(order) :])


async def scan(rows: Rows, kind: Kind, thing_id: Any) -> Found:
    """Read a thing; one that is not there is empty."""
    found = Found(thing_id, await identity_of(rows, kind, thing_id))
    for part in kind.parts:
        await _scan_part(rows, part, found)
    return found


async def identity_of(rows: Rows, kind: Kind, thing_id: Any) -> tuple[Any, ...]:
    """What tells a thing from another one with its id; empty if there is none."""
    own = kind.parts[0]
    row = await rows.one(
        f"SELECT {', '.join(kind.identity)} FROM {own.table} WHERE {own.scope} = ?",  # noqa: S608 - names of ours
        (thing_id,),
    )
    return tuple(row or ())


async def _scan_part(rows: Rows, part: Part, found: Found) -> None:
    known = found.parts[part.name] = {}
    where = [part.columns.index(each) for each in part.key]
    folds: dict[Key, Digest] = {}
    async for page in pages(rows, part, scope_of(part, found)):
        for row in page:
            key = tuple(row[each] for each in where)
            digest = row_digest(row)
            if part.folded:
                folds.setdefault(key[:1], Digest()).add(digest)
            else:
                known[key] = digest
            for value in row:
                found.mentions |= mentions_of(value)
    known |= folded(folds)


def folded(folds: Mapping[Key, Digest]) -> dict[Key, bytes]:
    """The digests of rows that count as one."""
    return {key: row_digest((str(fold), fold.rows)) for key, fold in folds.items()}


def scope_of(part: Part, found: Found) -> list[Any]:
    """To what the rows of a part belong, after the parts before it were read."""
    if not part.of:
        return [found.id]
    return list(dict.fromkeys(key[0] for name in part.of for key in found.parts[name]))


def _marks(values: Sequence[Any]) -> str:
    return ", ".join("?" * len(values))
