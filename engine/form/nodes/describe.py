"""Makes a field from what a schema says about a value (rows B2 to B4)."""

from dataclasses import replace
from typing import Any

from engine.form.field import Field, Placement, Shapes
from engine.form.nodes.choices import choices, suggestions
from engine.form.nodes.control import control_for, is_tuple, rest_of_object
from engine.form.nodes.hints import field_hints
from engine.form.nodes.numbers import bounds, count
from engine.form.nodes.texts import line, lines, title_of
from engine.form.schema.effective import Effective, Reader
from engine.form.schema.flat import Flat
from engine.form.schema.labels import spelt
from engine.form.schema.value_type import json_type
from schemas.frozen import frozen
from schemas.json_value import is_list, is_object


@frozen
class Spot:
    """Where a value stands: its path, what it is called there, and what the place demands of it.

    `title` is a person's own name for it, such as a map's key; it comes before the schema's.
    """

    path: str
    name: str
    required: bool = False
    entry: bool = False
    title: str | None = None


def describe(reader: Reader, effective: Effective, spot: Spot) -> Field:
    """Return the field for a value."""
    flat, base = effective.flat, effective.base
    ux = field_hints(flat.get("_ux"))
    chosen, null_choice = choices(flat)
    kind_of_value = json_type(flat)
    low, high, step = None, None, None
    if kind_of_value in ("number", "integer"):
        low, high, step = bounds(flat, whole=kind_of_value == "integer")
    default = flat.get("default")
    nullable = flat.nullable or null_choice or kind_of_value == "null"
    kind = control_for(flat, ux, kind_of_value, chosen, (low, high), nullable=nullable)
    field = Field(
        name=spot.path,
        title=_title(base if effective.switches else flat, spot),
        kind=kind,
        value_type=kind_of_value,
        schema=dict(flat.keywords),
        description=lines((base if effective.switches else flat).get("description")),
        choices=chosen,
        minimum=low,
        maximum=high,
        step=step,
        max_length=count(flat.get("maxLength")),
        required=spot.required,
        nullable=nullable,
        has_default="default" in flat.keywords,
        default=default,
        placeholder=ux.placeholder or (f"default: {spelt(default)}" if default not in (None, "") else ""),
        placement=Placement(ux.grid_column, ux.grid_row, ux.column_span, ux.row_span, ux.width),
        group=ux.group,
        group_label=ux.group_label or "",
        visible_when=ux.visible_when,
        rows=ux.rows,
        format=line(flat.get("format")),
        suggestions=suggestions(flat),
        read_only=flat.get("readOnly") is True,
        write_only=flat.get("writeOnly") is True,
        deprecated=flat.get("deprecated") is True,
        shapes=tuple(
            Shapes(
                tuple(each.label for each in switch.branches),
                tuple(each.description for each in switch.branches),
                switch.chosen,
            )
            for switch in effective.switches
        ),
        entry=spot.entry,
        reason=line(flat.refused[0]) if flat.refused else "",
    )
    if field.kind == "list":
        return _list(reader, flat, field)
    return _object(flat, field) if field.kind in ("object", "map") else _tuple(flat, field)


def _title(flat: Flat, spot: Spot) -> str:
    own = line(flat.get("title"))
    if spot.title is not None:
        return line(spot.title) or "(no name)"
    if spot.name.isdecimal() and "/" in spot.path:
        return f"{own} {int(spot.name) + 1}".strip()
    return own or title_of(spot.name)


def _list(reader: Reader, flat: Flat, field: Field) -> Field:
    items = reader.effective(flat.get("items", True))
    offered, null = choices(items.flat)
    # Null is an item that no tick stands for.
    plain = not (items.switches or null or items.flat.nullable)
    several = bool(offered) and plain and "const" not in items.flat.keywords
    return replace(
        field,
        kind="multiselect" if several else "list",
        choices=offered if several else (),
        least=count(flat.get("minItems")),
        most=count(flat.get("maxItems")),
        unique=flat.get("uniqueItems") is True,
        open=flat.get("items") is not False,
    )


def _object(flat: Flat, field: Field) -> Field:
    more = rest_of_object(flat)
    return replace(
        field,
        least=count(flat.get("minProperties")),
        most=count(flat.get("maxProperties")),
        open=is_object(more) or more is True or bool(flat.get("patternProperties")),
    )


def _tuple(flat: Flat, field: Field) -> Field:
    if field.kind != "tuple" or not is_tuple(flat):
        return field
    return replace(
        field,
        least=count(flat.get("minItems")),
        most=count(flat.get("maxItems")),
        unique=flat.get("uniqueItems") is True,
        open=rest_of_tuple(flat) is not False,
    )


def places_of_tuple(flat: Flat) -> list[Any]:
    """Return the schemas of a tuple's places."""
    places = flat.get("prefixItems")
    places = places if is_list(places) else flat.get("items")
    return places if is_list(places) else []


def rest_of_tuple(flat: Flat) -> Any:
    """Return the schema of what follows a tuple's places; False where nothing may.

    Where the schema does not say, nothing is offered, though more is allowed.
    """
    if is_list(flat.get("prefixItems")):
        return flat.get("items", False)
    return flat.get("additionalItems", False)
