"""Checks an `input_schema`: the JSON Schema, its `_ux` hints, and that the two fit together (B2, B3)."""

from collections.abc import Mapping
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError

from engine.documents.check_condition import check_condition
from engine.documents.check_schema import check_schema
from engine.documents.findings import Findings, shown
from engine.documents.place import Place
from engine.documents.pydantic_problems import check
from engine.form.nodes.control import input_types
from engine.form.nodes.describe import Spot, describe
from engine.form.schema.document import Document
from engine.form.schema.effective import Reader
from engine.spelling import nearest
from schemas.documents.form import FieldUx, FormUx
from schemas.documents.layout_words import InputType
from schemas.json_value import is_object

_DEFAULT_MUST_FIT = (
    *("type", "enum", "const", "multipleOf", "minLength", "maxLength", "minItems", "maxItems"),
    *("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"),
)


def check_form(schema: Any, place: Place, findings: Findings) -> None:
    """Report what is wrong with a form's schema; does nothing for values that are no object."""
    if not is_object(schema):
        return
    if schema.get("type", "object") != "object":
        findings.problem(
            place.at("type"), "a form must be an object", found=shown(schema["type"]), expected='"object"'
        )
    check_schema(schema, place, findings)
    form = check(FormUx, schema.get("_ux", {}), place.at("_ux"), findings)
    properties = schema.get("properties", {})
    if not is_object(properties):
        return
    reader = Reader(Document(schema))
    fields = _check_fields(properties, list(properties), place.at("properties"), findings, reader)
    if isinstance(form, FormUx):
        _check_grid(form, fields, place.at("properties"), findings)


def _check_fields(
    properties: Mapping[str, Any], names: list[str], place: Place, findings: Findings, reader: Reader
) -> dict[str, FieldUx]:
    """Check each property (and what is nested in it); returns the hints of this level."""
    found: dict[str, FieldUx] = {}
    for name, schema in properties.items():
        if not is_object(schema):
            continue
        at = place.at(name)
        form, hints = _hints(schema, at, findings)
        ux = check(FieldUx, hints, at.at("_ux"), findings)
        found[name] = ux if isinstance(ux, FieldUx) else FieldUx()
        if found[name].visible_when is not None:
            _check_condition(found[name].visible_when or "", names, at.at("_ux", "visible_when"), findings)
        _check_input_type(found[name].input_type, schema, at, findings, reader)
        _check_default(schema, at, findings)
        inner = schema.get("properties")
        if is_object(inner):
            fields = _check_fields(inner, [*names, *inner], at.at("properties"), findings, reader)
            _check_grid(form, fields, at.at("properties"), findings)
    return found


def _hints(schema: Mapping[str, Any], place: Place, findings: Findings) -> tuple[FormUx, Any]:
    """The hints for what is inside the field, and its own: an object in the form may have both."""
    hints = schema.get("_ux", {})
    if not is_object(hints) or not is_object(schema.get("properties")):
        return FormUx(), hints
    of_form = {key: value for key, value in hints.items() if key in FormUx.model_fields}
    form = check(FormUx, of_form, place.at("_ux"), findings)
    own = {key: value for key, value in hints.items() if key not in of_form}
    return form if isinstance(form, FormUx) else FormUx(), own


def _check_input_type(
    asked: InputType | None, schema: Mapping[str, Any], place: Place, findings: Findings, reader: Reader
) -> None:
    if asked is None or asked == "json":
        return
    field = describe(reader, reader.effective(schema), Spot("", ""))
    possible = (*input_types(field), "json")
    if asked not in possible:
        findings.warn(
            place.at("_ux", "input_type"),
            "the schema's value has no such control, so it gets its usual one",
            found=shown(asked),
            expected=" or ".join(shown(each) for each in possible),
        )


def _check_condition(source: str, names: list[str], place: Place, findings: Findings) -> None:
    used = check_condition(source, place, findings)
    for name in sorted(used - {*names, "values"}):
        findings.warn(place, "the form has no such field", found=shown(name), nearest=nearest(name, names))


def _check_default(schema: Mapping[str, Any], place: Place, findings: Findings) -> None:
    if "default" not in schema or schema["default"] is None:
        return
    rules = {key: schema[key] for key in _DEFAULT_MUST_FIT if key in schema}
    try:
        validator: Any = Draft202012Validator(rules)
        errors: list[ValidationError] = list(validator.iter_errors(schema["default"]))
    except Exception:  # noqa: BLE001 - the rules themselves are wrong, which was reported already
        return
    for error in errors:
        findings.warn(place.at("default"), f"the default does not fit: {error.message}")


def _check_grid(form: FormUx, fields: Mapping[str, FieldUx], place: Place, findings: Findings) -> None:
    if form.layout != "grid":
        return
    taken: dict[tuple[int, int], str] = {}
    for name, ux in fields.items():
        at = place.at(name, "_ux")
        span, first = ux.column_span or 1, ux.grid_column or 1
        if first + span - 1 > form.grid_columns:
            key = "grid_column" if first > form.grid_columns else "column_span"
            found = f"columns {first} to {first + span - 1}" if span > 1 else f"column {first}"
            expected = f"1 to {form.grid_columns}"
            findings.problem(at.at(key), "beyond the grid's columns", found=found, expected=expected)
            continue
        if ux.grid_column is None or ux.grid_row is None or ux.visible_when is not None:
            continue
        rows = range(ux.grid_row, min(ux.grid_row + (ux.row_span or 1), ux.grid_row + 100))
        cells = [(row, column) for row in rows for column in range(first, first + span)]
        owner = next((taken[cell] for cell in cells if cell in taken), None)
        if owner is not None:
            message = f'the cell at row {ux.grid_row}, column {first} is taken by "{owner}"'
            findings.problem(at, message, found=shown(name))
        taken.update(dict.fromkeys(cells, name))
