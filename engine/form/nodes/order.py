"""The order of properties, in all the spellings there are of it."""

import math
from collections.abc import Mapping
from typing import Any

from engine.form.nodes.numbers import number
from engine.form.schema.flat import Flat
from engine.form.schema.flatten import Flattener
from schemas.json_value import is_list, is_object

_OF_OBJECT = ("x-fal-order-properties", "x-order", "propertyOrder", "propertyOrdering", "order")
_OF_PROPERTY = ("x-order", "propertyOrder", "order", "x-property-order")


def ordered_properties(flat: Flat, flattener: Flattener) -> tuple[str, ...]:
    """Return the names of an object's properties as they are to be shown.

    A list of names at the object counts first, then numbers at the properties, then the order
    as written. Names that are not in the list come after it, but for a `*` in it, where they stand.
    """
    properties = flat.get("properties")
    if not is_object(properties):
        return ()
    places = _listed(flat) or _numbered(properties, flattener)
    if not places:
        return tuple(properties)
    rest = places.get("*", math.inf)
    return tuple(sorted(properties, key=lambda name: places.get(name, rest)))


def _listed(flat: Flat) -> dict[str, float]:
    for keyword in _OF_OBJECT:
        names = flat.get(keyword)
        if is_list(names):
            return {name: at for at, name in reversed([*enumerate(names)]) if isinstance(name, str)}
    return {}


def _numbered(properties: Mapping[str, Any], flattener: Flattener) -> dict[str, float]:
    places: dict[str, float] = {}
    for name, schema in properties.items():
        flat = flattener.flat(schema)
        for keyword in _OF_PROPERTY:
            if (at := number(flat.get(keyword))) is not None:
                places[name] = at
                break
    return places
