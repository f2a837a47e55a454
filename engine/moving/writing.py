"""Writes a thing as it is in one store into another one, in one transaction."""

from collections.abc import Mapping, Sequence
from typing import Any

from engine.moving.scanning import Digest, Found, Key, folded, pages, row_digest, scope_of
from engine.moving.tables import Kind, Part
from engine.store.database import Row, Rows, Transaction


class ChangedMeanwhile(Exception):
    """The thing is not what it was when it was looked at: somebody works on it."""


async def write_thing(
    transaction: Transaction,
    source: Rows,
    kind: Kind,
    seen: Found,
    there: Found,
    *,
    also: Mapping[str, Any] | None = None,
) -> None:
    """Make what is `there` what was `seen` in the source. Raises `ChangedMeanwhile`, `StorageError`.

    `also` says what columns get that are copied `also`, in a new row that has nothing there.
    """
    for part in kind.parts:
        await _write_part(transaction, source, part, seen, there.parts.get(part.name, {}), also or {})


async def _write_part(
    transaction: Transaction,
    source: Rows,
    part: Part,
    seen: Found,
    there: Mapping[Key, bytes],
    also: Mapping[str, Any],
) -> None:
    """Row by row as it comes: each must be one that was seen, and all that were seen must come."""
    where = [part.columns.index(each) for each in part.key]
    folds: dict[Key, Digest] = {}
    come = 0
    async for page in pages(source, part, scope_of(part, seen), (*part.columns, *part.also)):
        new: list[Row] = []
        for full in page:
            row = full[: len(part.columns)]
            key = tuple(row[each] for each in where)
            digest = row_digest(row)
            if part.folded:
                folds.setdefault(key[:1], Digest()).add(digest)
                if key[:1] not in there:
                    new.append(full)
                continue
            come += 1
            if seen.parts[part.name].get(key) != digest:
                raise ChangedMeanwhile
            if key not in there:
                new.append(full)
            elif there[key] != digest:
                await _update(transaction, part, row, key)
        if new:
            await _insert(transaction, part, new, also)
    if part.folded:
        if folded(folds) != seen.parts[part.name]:
            raise ChangedMeanwhile
    elif come != len(seen.parts[part.name]):
        raise ChangedMeanwhile
    if not part.log:
        for key in there.keys() - seen.parts[part.name].keys():
            await transaction.execute(f"DELETE FROM {part.table} WHERE {_is(part.key)}", key)  # noqa: S608 - names of ours


async def _insert(transaction: Transaction, part: Part, rows: Sequence[Row], also: Mapping[str, Any]) -> None:
    columns = (*part.columns, *part.also)
    given = [also.get(name) if name in part.also else None for name in columns]
    if any(given):
        rows = [
            [(value or new) if new else value for value, new in zip(row, given, strict=True)] for row in rows
        ]
    marks = ", ".join("?" * len(columns))
    await transaction.execute_many(
        f"INSERT INTO {part.table} ({', '.join(columns)}) VALUES ({marks})",  # noqa: S608 - names of ours
        rows,
    )


async def _update(transaction: Transaction, part: Part, row: Row, key: Key) -> None:
    rest = {name: value for name, value in zip(part.columns, row, strict=True) if name not in part.key}
    changes = ", ".join(f"{name} = ?" for name in rest)
    await transaction.execute(
        f"UPDATE {part.table} SET {changes} WHERE {_is(part.key)}",  # noqa: S608 - names of ours
        (*rest.values(), *key),
    )


def _is(key: Sequence[str]) -> str:
    return " AND ".join(f"{name} = ?" for name in key)
