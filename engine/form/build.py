"""Makes fields from a JSON Schema and its `_ux` hints (rows B2 to B4)."""

import json
import math
from collections.abc import Sequence
from typing import Any, TypeVar, cast

from pydantic import BaseModel, ValidationError

from engine.form.field import Choice, Field, Kind, Placement, Section, ValueType
from engine.form.resolve import resolve
from schemas.clean_text import clean, clean_line
from schemas.documents.form import FieldUx, FormUx
from schemas.json_value import is_list, is_object

Ux = TypeVar("Ux", bound=BaseModel)

LONG_TEXT = 200
"""Characters a text may have before it gets a text area instead of one line."""

_LONG_DEFAULT = 60
_LATE = math.inf


def build_fields(schema: dict[str, Any]) -> tuple[Field, ...]:
    """Return the fields of an object schema, in the order in which they are shown.

    Order: `x-fal-order-properties` of the object, else `x-order` of the properties, else as
    written. Hints that are wrong are left out (loading a document reports them); a property
    that no control fits is edited as JSON.
    """
    root = schema
    top, _ = resolve(schema, root)
    properties = top.get("properties")
    if not is_object(properties):
        return ()
    required = top.get("required")
    names = {name for name in required if isinstance(name, str)} if is_list(required) else set[str]()
    fields = [
        _field(name, *resolve(property_, root), required=name in names)
        if is_object(property_)
        # `true` allows anything; `false` nothing, which validation says.
        else _field(name, {}, True, required=name in names)
        for name, property_ in properties.items()
    ]
    return tuple(_ordered(fields, top))


def build_sections(fields: Sequence[Field]) -> tuple[Section, ...]:
    """Gather fields by group, each group where its first field stands."""
    groups: dict[str | None, list[Field]] = {}
    for field in fields:
        groups.setdefault(field.group, []).append(field)
    return tuple(
        Section(group, _group_label(group, members), tuple(members)) for group, members in groups.items()
    )


def form_ux(schema: dict[str, Any]) -> FormUx:
    """Return the form's own `_ux`, with the defaults for what is missing or wrong."""
    return _hints(FormUx, schema.get("_ux"))


def _group_label(group: str | None, members: Sequence[Field]) -> str:
    if group is None:
        return ""
    label = next((field.group_label for field in members if field.group_label), "")
    return label or _title_of(group)


def _field(name: str, schema: dict[str, Any], nullable: bool, *, required: bool) -> Field:
    ux = _hints(FieldUx, schema.get("_ux"))
    choices, null_choice = _choices(schema)
    value_type = _value_type(schema, choices)
    minimum, maximum, step = _bounds(schema, value_type)
    default = schema.get("default")
    placeholder = ux.placeholder or (f"default: {_label(default)}" if default not in (None, "") else "")
    return Field(
        name=name,
        title=_text(schema.get("title")) or _title_of(name),
        kind=_kind(schema, ux, value_type, choices, (minimum, maximum)),
        value_type=value_type,
        schema=schema,
        description=clean(description) if isinstance(description := schema.get("description"), str) else "",
        choices=choices,
        minimum=minimum,
        maximum=maximum,
        step=step,
        max_length=length if isinstance(length := schema.get("maxLength"), int) else None,
        required=required,
        nullable=nullable or null_choice,
        has_default="default" in schema,
        default=default,
        placeholder=placeholder,
        placement=Placement(ux.grid_column, ux.grid_row, ux.column_span, ux.row_span, ux.width),
        group=ux.group,
        group_label=ux.group_label or "",
        visible_when=ux.visible_when,
        rows=ux.rows,
    )


def _kind(
    schema: dict[str, Any],
    ux: FieldUx,
    value_type: ValueType,
    choices: tuple[Choice, ...],
    bounds: tuple[int | float | None, int | float | None],
) -> Kind:
    """Take the author's choice where it can hold the value, else what the schema suggests."""
    hint = ux.input_type
    numeric = value_type in ("number", "integer")
    bounded = numeric and None not in bounds and cast(float, bounds[0]) <= cast(float, bounds[1])
    typed: Kind = "integer" if value_type == "integer" else "number"
    if hint == "json":
        return "json"
    if choices:
        return hint if hint in ("radio", "select") else "select"
    if value_type == "boolean":
        return "checkbox"
    if numeric:
        # An unbounded slider has no ends to stand between.
        return "slider" if bounded and hint in (None, "slider") else typed
    if value_type == "string":
        if hint in ("text", "textarea", "secret"):
            return hint
        return _text_kind(schema)
    return "json"


def _text_kind(schema: dict[str, Any]) -> Kind:
    format_, length, default = schema.get("format"), schema.get("maxLength"), schema.get("default")
    if format_ == "password" or schema.get("writeOnly") is True:
        return "secret"
    long = isinstance(length, int) and length > LONG_TEXT
    long_default = isinstance(default, str) and (len(default) > _LONG_DEFAULT or "\n" in default)
    return "textarea" if format_ == "textarea" or long or long_default else "text"


def _value_type(schema: dict[str, Any], choices: tuple[Choice, ...]) -> ValueType:
    type_ = schema.get("type")
    if type_ in ("string", "number", "integer", "boolean"):
        return type_
    if type_ is not None or any(key in schema for key in ("$ref", "anyOf", "oneOf", "not", "if")):
        return "any"
    if choices:
        return "any"
    if any(key in schema for key in ("minLength", "maxLength", "pattern", "format")):
        return "string"
    if any(key in schema for key in ("minimum", "maximum", "multipleOf")):
        return "number"
    match schema.get("default"):
        case str():
            return "string"
        case bool():
            return "boolean"
        case int() | float():
            return "number"
        case _:
            return "any"


def _choices(schema: dict[str, Any]) -> tuple[tuple[Choice, ...], bool]:
    """Return the choices without null, and whether null was one."""
    found: list[Choice] = []
    values = schema.get("enum")
    if is_list(values):
        names = schema.get("enumNames")
        labels = names if is_list(names) and len(names) == len(values) else values
        found = [Choice(value, _label(label)) for value, label in zip(values, labels, strict=True)]
    elif "const" in schema:
        found = [Choice(schema["const"], _label(schema["const"]))]
    else:
        for union in ("oneOf", "anyOf"):
            variants = schema.get(union)
            if is_list(variants) and variants and all(is_object(v) and "const" in v for v in variants):
                found = [Choice(v["const"], _text(v.get("title")) or _label(v["const"])) for v in variants]
    kept = tuple(choice for choice in found if choice.value is not None)
    return kept, len(kept) < len(found)


def _bounds(
    schema: dict[str, Any], value_type: ValueType
) -> tuple[int | float | None, int | float | None, int | float | None]:
    """Return the lowest and highest value that can be chosen, and the step.

    An exclusive bound counts for integers (the next one is meant); for numbers there is no
    next one, so there it is left to validation.
    """
    if value_type not in ("number", "integer"):
        return None, None, None
    low, high = _number(schema.get("minimum")), _number(schema.get("maximum"))
    if value_type == "integer":
        low = None if low is None else math.ceil(low)
        high = None if high is None else math.floor(high)
        over, under = _number(schema.get("exclusiveMinimum")), _number(schema.get("exclusiveMaximum"))
        if over is not None:
            low = max(low if low is not None else -_LATE, math.floor(over) + 1)
        if under is not None:
            high = min(high if high is not None else _LATE, math.ceil(under) - 1)
    step = _number(schema.get("multipleOf"))
    return low, high, step if step and step > 0 else None


def _number(value: Any) -> int | float | None:
    numeric = isinstance(value, (int, float)) and not isinstance(value, bool)
    return value if numeric and math.isfinite(value) else None


def _ordered(fields: list[Field], schema: dict[str, Any]) -> list[Field]:
    names = schema.get("x-fal-order-properties")
    if is_list(names):
        places: dict[str, float] = {name: at for at, name in enumerate(names) if isinstance(name, str)}
    else:
        places = {f.name: at for f in fields if (at := _number(f.schema.get("x-order"))) is not None}
    return sorted(fields, key=lambda field: places.get(field.name, _LATE)) if places else fields


def _hints(model: type[Ux], value: Any) -> Ux:
    """Read hints; wrong ones are left out, so that a form from elsewhere still opens."""
    hints = dict(value) if is_object(value) else {}
    try:
        return model.model_validate(hints)
    except ValidationError as error:
        for problem in error.errors(include_url=False, include_context=False, include_input=False):
            hints.pop(str(problem["loc"][0]), None)
        return model.model_validate(hints)


def _text(value: Any) -> str:
    return clean_line(value).strip() if isinstance(value, str) else ""


def _label(value: Any) -> str:
    if isinstance(value, str):
        return clean_line(value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    return clean_line(json.dumps(value, ensure_ascii=False))


def _title_of(name: str) -> str:
    """`aspect_ratio` and `aspectRatio` read "Aspect ratio"."""
    words = clean_line(name).replace("_", " ").replace("-", " ").split()
    spaced = " ".join(words)
    return spaced[:1].upper() + spaced[1:] if spaced else "(no name)"
