"""A record as stored."""

import json
from typing import Any

from engine.store.database import Row
from schemas.frozen import frozen

RECORDS = "SELECT id, collection, parent_id, place, fields, created_at, updated_at FROM records"
"""The beginning of queries whose rows `record` reads."""


@frozen
class Record:
    """A document (`parent_id` is None) or a section. `place` counts from 1. Times are Unix seconds."""

    id: int
    collection: str
    parent_id: int | None
    place: int
    fields: dict[str, Any]
    created_at: float
    updated_at: float


def record(row: Row) -> Record:
    """The record of a row of `RECORDS`."""
    record_id, collection, parent_id, place, fields, created_at, updated_at = row
    return Record(record_id, collection, parent_id, place, json.loads(fields), created_at, updated_at)
