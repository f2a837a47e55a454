"""What a value starts with where none is given."""

from dataclasses import replace
from typing import Any

from engine.form.absent import ABSENT
from engine.form.json_at import with_value
from engine.form.nodes.choices import choices
from engine.form.nodes.describe import Spot, describe, places_of_tuple
from engine.form.nodes.order import ordered_properties
from engine.form.paths import token
from engine.form.same_json import same_json
from engine.form.schema.effective import Effective, Reader
from engine.form.schema.value_type import may_be
from engine.form.state import Choice, State
from schemas.json_value import is_list, is_object

_DEEPEST = 16
_MOST_ITEMS = 50
_UNSET = State(value=None, unparsed={"": ""})


def starting(reader: Reader, schema: Any, *, required: bool, chosen: Choice = (), depth: int = 0) -> State:
    """Return what a new value begins with: its default, what it must be, or its required parts.

    The state's value is ABSENT where it begins as not set.
    """
    effective = reader.effective(schema, ABSENT, chosen)
    flat = effective.flat
    for holder in (effective.base, flat):
        if "default" in holder.keywords and _is_usable(reader, schema, holder.get("default")):
            return State(holder.get("default"))
    if not required or depth > _DEEPEST:
        return State()
    field = describe(reader, effective, Spot("", ""))
    match field.kind:
        case "constant" if field.choices:
            return State(field.choices[0].value)
        case "null":
            return State(None)
        case "object":
            return _object(reader, effective, depth)
        case "map":
            return State({})
        case "multiselect":
            return State([])
        case "list":
            return items(
                [blank(reader, flat.get("items", True), depth + 1)] * min(field.least or 0, _MOST_ITEMS)
            )
        case "tuple":
            places = places_of_tuple(flat)[: field.least or 0][:_MOST_ITEMS]
            return items([blank(reader, place, depth + 1) for place in places])
        case _:
            return State()


def _is_usable(reader: Reader, schema: Any, default: Any) -> bool:
    """Whether a default is of a type, and one of the values, that its schema allows.

    One that is not would be an error that the person did not make, often where no control can mend it.
    """
    flat = reader.effective(schema, default).flat
    if not may_be(flat, default):
        return False
    listed, null = choices(flat)
    if not listed and not null:
        return True
    return (null or flat.nullable) if default is None else any(same_json(default, c.value) for c in listed)


def blank(reader: Reader, schema: Any, depth: int = 0) -> State:
    """Return a new list item or map entry: it is there, though it may hold no value yet."""
    state = starting(reader, schema, required=True, depth=depth)
    if state.value is not ABSENT:
        return state
    effective = reader.effective(schema)
    field = describe(reader, effective, Spot("", ""))
    match field.kind:
        case "text" | "textarea" | "secret":
            return State("")
        case "checkbox":
            return State(False)
        case "slider" if field.minimum is not None:
            return State(field.minimum)
        case _:
            return _UNSET


def items(parts: list[State]) -> State:
    """Return a list of these parts."""
    state = State([None] * len(parts))
    for at, part in enumerate(parts):
        state = state.graft(str(at), part)
    return state


def _object(reader: Reader, effective: Effective, depth: int) -> State:
    flat = effective.flat
    properties, required = flat.get("properties"), flat.get("required")
    names: list[Any] = required if is_list(required) else []
    state = State({})
    if is_object(properties):
        for name in ordered_properties(flat, reader.flattener):
            part = starting(reader, properties[name], required=name in names, depth=depth + 1)
            if part.value is not ABSENT:
                state = replace(state, value=with_value(state.value, (name,), None))
                state = state.graft(token(name), part)
    return state
