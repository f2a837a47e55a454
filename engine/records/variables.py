"""What templates and conditions of a script step see of a record."""

from collections.abc import Mapping
from typing import Any

from engine.records.record import Record


def record_variables(record: Record, document: Record, inputs: Mapping[str, Any]) -> dict[str, Any]:
    """`record`, `document`, `section` (None where the step runs over documents), `inputs`, `values`."""
    shown = as_variable(record)
    return {
        "record": shown,
        "section": shown if record.parent_id is not None else None,
        "document": shown if record.id == document.id else as_variable(document),
        "inputs": dict(inputs),
        "values": dict(inputs),
    }


def as_variable(record: Record) -> dict[str, Any]:
    """The fields of a record by name, with its `id` and `place`; `fields` has those of any name."""
    return {**record.fields, "id": record.id, "place": record.place, "fields": record.fields}


def inputs_of(fields: Mapping[str, str], record: Record, given: Mapping[str, Any]) -> dict[str, Any]:
    """The inputs by key: what was given for this run, else what the record has; nothing is an empty text.

    `fields` are the records' fields by input key.
    """
    values = {key: given.get(key, record.fields.get(field)) for key, field in fields.items()}
    return {key: "" if value is None else value for key, value in values.items()}
