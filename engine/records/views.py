"""Records for clients: with the versions of their fields, and how much belongs to them."""

from collections.abc import Collection, Sequence
from typing import Any

from engine.records.field_values import json_text
from engine.records.record import Record
from engine.store.database import Database
from schemas.messages.records import RecordView


async def record_views(
    database: Database, records: Sequence[Record], fields: Collection[str] | None = None
) -> list[RecordView]:
    """Views of records, with `fields` only those of their fields."""
    ids = (json_text([each.id for each in records]),)
    versions: dict[int, dict[str, int]] = {}
    for record_id, field, version in await database.all(_VERSIONS, ids):
        if fields is None or field in fields:
            versions.setdefault(record_id, {})[field] = version
    sections: dict[int, int] = {row[0]: row[1] for row in await database.all(_SECTIONS, ids)}
    files: dict[int, int] = {row[0]: row[1] for row in await database.all(_FILES, ids)}
    return [
        RecordView(
            id=each.id,
            collection=each.collection,
            parent_id=each.parent_id,
            place=each.place,
            fields=_only(each.fields, fields),
            versions=versions.get(each.id, {}),
            sections=sections.get(each.id, 0),
            files=files.get(each.id, 0),
            created_at=each.created_at,
            updated_at=each.updated_at,
        )
        for each in records
    ]


def _only(fields: dict[str, Any], wanted: Collection[str] | None) -> dict[str, Any]:
    return fields if wanted is None else {name: fields[name] for name in wanted if name in fields}


_VERSIONS = """
SELECT record_id, field, MAX(version) FROM record_values
WHERE record_id IN (SELECT CAST(value AS BIGINT) FROM json_each(?)) GROUP BY record_id, field
"""
_SECTIONS = """
SELECT parent_id, COUNT(*) FROM records
WHERE parent_id IN (SELECT CAST(value AS BIGINT) FROM json_each(?)) GROUP BY parent_id
"""
_FILES = """
SELECT record_id, COUNT(*) FROM record_files
WHERE record_id IN (SELECT CAST(value AS BIGINT) FROM json_each(?)) GROUP BY record_id
"""
