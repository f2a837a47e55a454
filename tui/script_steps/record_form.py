"""The fields of a record that a step reads and writes, as a form (row C1)."""

from collections.abc import Mapping, Sequence
from typing import Any, Literal

from engine.form.absent import ABSENT
from engine.form.model import FormModel
from schemas.clean_text import clean_line
from schemas.documents.script_step import ScriptField
from schemas.frozen import frozen
from schemas.messages.records import RecordView

Way = Literal["reads", "writes", "both"]

_GROUPS = {"reads": "Reads", "both": "Reads and writes", "writes": "Writes"}


@frozen
class FormField:
    """A field of the form: its name there, the record's field, and whether the step reads or writes it."""

    name: str
    db_field: str
    label: str
    lines: bool
    way: Way


def form_fields(inputs: Mapping[str, ScriptField], outputs: Mapping[str, ScriptField]) -> list[FormField]:
    """Every field of the record once, what is read first."""
    read = {field.db_field: field for field in inputs.values()}
    written = {field.db_field: field for field in outputs.values()}
    found: list[FormField] = []
    for db_field, field in {**written, **read}.items():
        way: Way = "both" if db_field in read and db_field in written else "reads"
        way = way if db_field in read else "writes"
        # The record's own names may hold what separates the parts of a form's paths.
        found.append(FormField("", db_field, clean_line(field.label), field.type == "textarea", way))
    order = list(_GROUPS)
    found.sort(key=lambda field: order.index(field.way))
    return [
        FormField(f"field_{number}", each.db_field, each.label, each.lines, each.way)
        for number, each in enumerate(found)
    ]


def form_schema(fields: Sequence[FormField], record: RecordView) -> dict[str, Any]:
    """Texts are texts; what else a record holds is edited as JSON."""
    properties: dict[str, Any] = {}
    for field in fields:
        value = record.fields.get(field.db_field)
        ux: dict[str, Any] = {"group": field.way, "group_label": _GROUPS[field.way]}
        shape: dict[str, Any] = {"title": field.label, "_ux": ux}
        if value is None or isinstance(value, str):
            shape["type"] = "string"
            ux["input_type"] = "textarea" if field.lines or "\n" in (value or "") else "text"
        properties[field.name] = shape
    return {"type": "object", "properties": properties, "_ux": {"layout": "sections"}}


def form_values(fields: Sequence[FormField], values: Mapping[str, Any]) -> dict[str, Any]:
    """What the form holds of the record's `values` (by their names there); None is not set."""
    return {field.name: values[field.db_field] for field in fields if values.get(field.db_field) is not None}


def value_in(model: FormModel, field: FormField) -> Any:
    """What a field of the form means for the record: None where it is not set."""
    value = model.value(field.name)
    return None if value is ABSENT else value
