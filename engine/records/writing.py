"""Writes fields: the current values of a record and their versions, always both."""

import json
import time
from collections.abc import Mapping
from typing import Any

from engine.records.errors import unknown_records
from engine.records.field_values import MAX_FIELDS, cell_text, check_name, json_text, stored
from engine.session.errors import SessionError
from engine.store.database import Rows, Transaction


async def write_fields(
    transaction: Transaction,
    record_id: int,
    values: Mapping[str, Any],
    *,
    execution_id: str = "",
    note: str = "",
) -> dict[str, int]:
    """Give fields new versions; return the number of each that changed.

    A value that is there already makes no version. Raises `SessionError`: not_found, or
    unprocessable for a name or value that no field can have.
    """
    row = await transaction.one("SELECT fields FROM records WHERE id = ?", (record_id,))
    if row is None:
        raise unknown_records([record_id])
    fields: dict[str, Any] = json.loads(row[0])
    changed: dict[str, str] = {}
    for name, value in checked(values).items():
        text = json_text(value)
        if name not in fields or json_text(fields[name]) != text:
            fields[name] = value
            changed[name] = text
    if not changed:
        return {}
    if len(fields) > MAX_FIELDS:
        raise SessionError("unprocessable", f"A record has at most {MAX_FIELDS} fields.")
    now = time.time()
    numbers = await newest_versions(transaction, record_id)
    made = {name: numbers.get(name, 0) + 1 for name in changed}
    await transaction.execute_many(
        INSERT_VALUE,
        [
            (record_id, name, made[name], text, now, execution_id, "" if execution_id else note)
            for name, text in changed.items()
        ],
    )
    await transaction.execute(
        "UPDATE records SET fields = ?, updated_at = ? WHERE id = ?", (json_text(fields), now, record_id)
    )
    return made


def checked(values: Mapping[str, Any]) -> dict[str, Any]:
    """Fields as records keep them; unprocessable, naming all that cannot be."""
    kept: dict[str, Any] = {}
    wrong: list[str] = []
    for name, value in values.items():
        try:
            check_name(name)
            kept[name], _ = stored(value)
        except ValueError as error:
            wrong.append(f"{name[:100]!r}: {error}")
    if wrong:
        raise SessionError("unprocessable", "Nothing was saved: fields cannot be so.", details=wrong)
    return kept


async def write_many(
    transaction: Transaction, values: Mapping[int, Mapping[str, Any]], *, note: str, cells: bool
) -> None:
    """Give fields of many records new versions; the values are such as `checked` returns.

    `cells`: the values are cells of a table, all texts. One that says what is there changes nothing:
    its JSON, or nothing at all for null or a field that the record does not have.
    """
    now = time.time()
    ids = json_text(list(values))
    numbers = {(row[0], row[1]): row[2] for row in await transaction.all(_NEWEST, (ids,))}
    made: list[tuple[Any, ...]] = []
    updated: list[tuple[Any, ...]] = []
    for record_id, held in await transaction.all(_FIELDS, (ids,)):
        fields: dict[str, Any] = json.loads(held)
        before = len(made)
        for name, value in values[record_id].items():
            text = json_text(value)
            if cells and value == cell_text(fields.get(name)):
                continue
            if name not in fields or json_text(fields[name]) != text:
                fields[name] = value
                number = numbers.get((record_id, name), 0) + 1
                made.append((record_id, name, number, text, now, "", note))
        if len(made) > before:
            updated.append((json_text(fields), now, record_id))
    await transaction.execute_many(INSERT_VALUE, made)
    await transaction.execute_many("UPDATE records SET fields = ?, updated_at = ? WHERE id = ?", updated)


async def newest_versions(rows: Rows, record_id: int) -> dict[str, int]:
    """The number of the newest version of each field of a record."""
    found = await rows.all(
        "SELECT field, MAX(version) FROM record_values WHERE record_id = ? GROUP BY field", (record_id,)
    )
    return {row[0]: row[1] for row in found}


INSERT_VALUE = """
INSERT INTO record_values (record_id, field, version, value, at, execution_id, note)
VALUES (?, ?, ?, ?, ?, ?, ?)
"""
_NEWEST = """
SELECT record_id, field, MAX(version) FROM record_values
WHERE record_id IN (SELECT CAST(value AS BIGINT) FROM json_each(?)) GROUP BY record_id, field
"""
_FIELDS = "SELECT id, fields FROM records WHERE id IN (SELECT CAST(value AS BIGINT) FROM json_each(?))"
