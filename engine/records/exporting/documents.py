"""Reads the documents that are to be exported, with their sections, some at a time."""

import json
from collections.abc import AsyncGenerator, Sequence
from dataclasses import dataclass, field
from typing import Any

from engine.records.field_values import json_text
from engine.records.record import RECORDS, Record, record
from engine.store.database import Database

_AT_ONCE = 100


@dataclass(slots=True)
class Exported:
    """A document or section. `versions` by field, the oldest first; empty if nobody asked for them."""

    record: Record
    sections: list["Exported"] = field(default_factory=list["Exported"])
    versions: dict[str, list[dict[str, Any]]] = field(default_factory=dict[str, list[dict[str, Any]]])


async def exported(
    database: Database, document_ids: Sequence[int], *, versions: bool
) -> AsyncGenerator[list[Exported]]:
    """These documents in this order; those deleted meanwhile are left out."""
    for start in range(0, len(document_ids), _AT_ONCE):
        ids = document_ids[start : start + _AT_ONCE]
        rows = await database.all(f"{RECORDS} WHERE {_AMONG}", (json_text(list(ids)),))
        found = {row[0]: Exported(record(row)) for row in rows}
        all_ids = list(found)
        for row in await database.all(f"{RECORDS} WHERE {_OF_THESE}", (json_text(list(found)),)):
            section = Exported(record(row))
            found[section.record.parent_id or 0].sections.append(section)
            all_ids.append(section.record.id)
        documents = [found[each] for each in ids if each in found]
        if versions:
            await _add_versions(database, documents, all_ids)
        yield documents


async def _add_versions(database: Database, documents: Sequence[Exported], ids: Sequence[int]) -> None:
    by_id = {each.record.id: each for top in documents for each in (top, *top.sections)}
    for row in await database.all(_VERSIONS, (json_text(list(ids)),)):
        record_id, name, version, value, at, execution_id, note = row
        said = {"version": version, "value": json.loads(value), "at": at}
        said |= {"execution_id": execution_id} if execution_id else {"note": note}
        by_id[record_id].versions.setdefault(name, []).append(said)


_AMONG = "id IN (SELECT CAST(value AS BIGINT) FROM json_each(?))"
_OF_THESE = "parent_id IN (SELECT CAST(value AS BIGINT) FROM json_each(?)) ORDER BY parent_id, place, id"
_VERSIONS = """
SELECT record_id, field, version, value, at, execution_id, note FROM record_values
WHERE record_id IN (SELECT CAST(value AS BIGINT) FROM json_each(?)) ORDER BY record_id, field, version
"""
