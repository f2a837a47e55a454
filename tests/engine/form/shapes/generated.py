"""Makes schemas and data with the mix of features that real ones have; the same each time."""

import copy
import itertools
from collections.abc import Iterator
from functools import cache
from random import Random
from typing import Any

from tests.engine.form.shapes.mix import KINDS, MIX
from tests.engine.form.shapes.parts import PARTS
from tests.engine.form.shapes.piece import Piece, Shape, one
from tests.engine.form.shapes.single_values import PLAIN, SINGLE
from tests.engine.form.shapes.whole import WHOLE

_PIECES = {**SINGLE, **PARTS, **WHOLE}
_HOLDERS = {
    "generation": ("components/schemas", "components/schemas", "$defs"),
    "tool": ("$defs",),
    "config": ("definitions", "$defs"),
    "form": ("definitions", "$defs", "components/schemas"),
}
_DRAFT_07 = "http://json-schema.org/draft-07/schema#"


def generated() -> Iterator[Shape]:
    """Yield every generated shape, kind after kind."""
    for kind, many in KINDS.items():
        for number in range(many):
            yield _shape(kind, number, [name for name, spots in _spots(kind).items() if number in spots])


@cache
def _spots(kind: str) -> dict[str, frozenset[int]]:
    """Which schemas of a kind have a feature: as many as its share says, at least one."""
    many = KINDS[kind]
    return {
        feature: frozenset(Random(f"{kind} {feature}").sample(range(many), max(1, round(share * many / 100))))
        for feature, share in MIX[kind].items()
    }


def _shape(kind: str, number: int, features: list[str]) -> Shape:
    dice = Random(f"{kind} {number}")
    plain = dice.sample(PLAIN[kind], dice.randint(1, len(PLAIN[kind]) - 1))
    pieces = [one(name, schema, value) for name, schema, value in plain]
    pieces += [_PIECES[feature](dice) for feature in features if feature in _PIECES]
    dice.shuffle(pieces)
    if "section" in features:
        pieces = [*pieces[::2], _section(pieces[1::2])]
    if "repeated" in features:
        pieces = [*pieces[1::2], _repeated(pieces[::2])]
    schema = _joined(pieces)
    values = {name: value for piece in pieces for name, value in piece.values.items()}
    needed = [name for piece in pieces for name in piece.needed]
    names = list(values)
    if "required" in features:
        needed += dice.sample(names, dice.randint(1, len(names)))
        schema["required"] = sorted(set(needed) & schema["properties"].keys(), key=names.index)
    _dress(schema, values, features, dice, kind)
    least = _least(schema, values, needed)
    holder = dice.choice(_HOLDERS[kind])
    if any("prefixItems" in (text := str(piece)) or "dependent" in text for piece in pieces):
        holder = "$defs"
    return Shape(
        name=f"{kind}-{number:02}",
        kind=kind,
        schema=_held(schema, _defs(pieces), holder),
        samples=(values,) if least == values else (values, least),
        json=frozenset(pointer for piece in pieces for pointer in piece.json),
        fallback=frozenset(pointer for piece in pieces for pointer in piece.fallback),
    )


def _section(pieces: list[Piece]) -> Piece:
    """An object of its own with these pieces inside."""
    schema, values, needed, json, fallback = _inside(pieces, "/advanced")
    return Piece({"advanced": schema}, {"advanced": values}, _defs(pieces), {}, needed, json, fallback)


def _repeated(pieces: list[Piece]) -> Piece:
    """A list of objects with these pieces inside: one with all values, one with the least."""
    schema, values, needed, json, fallback = _inside(pieces, "/entries/0")
    least = _least(schema, values, [name for piece in pieces for name in piece.needed])
    fallback += tuple(each.replace("/0/", "/1/") for each in fallback)
    # What a schema leaves open is a field in the second entry, too; parts of a value are there only with it.
    json += tuple(each.replace("/0/", "/1/") for each in json if each.count("/") == 3)
    entries = {"type": "array", "items": schema}
    return Piece(
        {"entries": entries}, {"entries": [values, least]}, _defs(pieces), {}, needed, json, fallback
    )


def _inside(
    pieces: list[Piece], pointer: str
) -> tuple[dict[str, Any], dict[str, Any], tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    schema = _joined(pieces)
    needed = [name for piece in pieces for name in piece.needed if name in schema["properties"]]
    if needed:
        schema["required"] = needed
    values = {name: value for piece in pieces for name, value in piece.values.items()}
    json = tuple(pointer + each for piece in pieces for each in piece.json)
    return schema, values, (), json, tuple(pointer + each for piece in pieces for each in piece.fallback)


def _defs(pieces: list[Piece]) -> dict[str, Any]:
    return {name: each for piece in pieces for name, each in piece.defs.items()}


def _joined(pieces: list[Piece]) -> dict[str, Any]:
    properties = {name: copy.deepcopy(each) for piece in pieces for name, each in piece.properties.items()}
    schema: dict[str, Any] = {"type": "object", "properties": properties}
    for piece in pieces:
        for keyword, value in piece.root.items():
            before = schema.get(keyword)
            schema[keyword] = [*before, *value] if isinstance(before, list) else copy.deepcopy(value)
    return schema


def _least(schema: dict[str, Any], values: dict[str, Any], needed: list[str]) -> dict[str, Any]:
    """The values that must be there, and what these depend on."""
    kept = set(needed)
    for name, others in schema.get("dependentRequired", {}).items():
        kept |= set(others) if name in kept else set()
    for name, more in schema.get("dependentSchemas", {}).items():
        kept |= set(more["required"]) if name in kept else set()
    return {name: value for name, value in values.items() if name in kept}


def _dress(
    schema: dict[str, Any], values: dict[str, Any], features: list[str], dice: Random, kind: str
) -> None:
    """Add what concerns the look, and defaults."""
    order = itertools.count()
    for name, each in schema["properties"].items():
        if "title" in features and kind != "config":
            each.setdefault("title", name.replace("_", " ").title())
        if "description" in features and dice.random() < 0.8:
            each.setdefault("description", f"What {name} is used for. " * dice.choice((1, 1, 2, 5)))
        if "order" in features:
            each["x-order"] = next(order)
        scalar = isinstance(values.get(name), str | int | float)
        if "default" in features and scalar and "anyOf" not in each and dice.random() < 0.6:
            each.setdefault("default", values[name])
    if "title" in features:
        schema["title"] = "Input" if kind == "generation" else f"{kind.title()} settings"
    if "description" in features:
        schema["description"] = "Made for a test."
    if "deprecated" in features:
        next(iter(schema["properties"].values()))["deprecated"] = True
    if "closed" in features and values.keys() <= schema["properties"].keys():
        schema["additionalProperties"] = False
    if "untyped" in features:
        del schema["type"]


def _held(schema: dict[str, Any], defs: dict[str, Any], holder: str) -> dict[str, Any]:
    """The whole document, with definitions where this sort of document has them."""
    whole = schema
    if defs:
        outer, _, inner = holder.partition("/")
        whole = {**schema, outer: {inner: defs} if inner else defs}
    if holder == "definitions":
        whole = {"$schema": _DRAFT_07, **whole}
    return _renamed(whole, f"#/{holder}/")


def _renamed(value: Any, holder: str) -> Any:
    """The schema with its references leading to where the definitions are."""
    if isinstance(value, dict):
        return {key: _renamed(each, holder) for key, each in value.items()}
    if isinstance(value, list):
        return [_renamed(each, holder) for each in value]
    return value.replace("#/$defs/", holder) if isinstance(value, str) else value
