"""Unions whose branch another field tells: a property with a choice of values, of which each branch has some.

    {"properties": {"has": {"enum": ["no", "one"]}},
     "oneOf": [{"properties": {"has": {"const": "no"}}},
               {"properties": {"has": {"const": "one"}, "age": {}}}]}

There the choice is made at that property, so the union is no choice of its own.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from engine.form.same_json import same_json
from engine.form.schema.flat import Flat
from engine.form.schema.merge import merge
from engine.form.schema.unions import Branch
from schemas.frozen import frozen
from schemas.json_value import is_list, is_object


@frozen
class Told:
    """`name` is the property that tells; `values` what it has in each branch."""

    name: str
    values: tuple[Sequence[Any], ...]

    def branch_of(self, value: Any) -> int | None:
        """Return the number of the branch that an object is told to be, or None."""
        if not is_object(value) or self.name not in value:
            return None
        own = value[self.name]
        return next((at for at, named in enumerate(self.values) if _has(named, own)), None)


def told_by(branches: Sequence[Branch], rest: Flat, read: Callable[[Any], Flat]) -> Told | None:
    """Return what tells between branches that stand beside `rest`; `read` says what a schema comes to."""
    properties = rest.get("properties")
    for name in properties if is_object(properties) else ():
        inner = [_property(branch.flat, name) for branch in branches]
        if any(schema is None for schema in inner):
            continue
        values = [_values(read(schema)) for schema in inner]
        if all(values) and _are_apart(values) and len(_values(read(properties[name]))) > 1:
            return Told(name, tuple(values))
    return None


def with_told(branch: Flat, rest: Flat, name: str) -> Flat:
    """Return what both say, but that the property that tells can still have all its values."""
    both = merge(rest, branch, near_first=True)
    properties = {**both.get("properties"), name: rest.get("properties")[name]}
    return replace(both, keywords={**both.keywords, "properties": properties})


def _property(flat: Flat, name: str) -> Any:
    properties = flat.get("properties")
    return properties.get(name) if is_object(properties) else None


def _values(flat: Flat) -> list[Any]:
    if "const" in flat.keywords:
        return [flat.get("const")]
    if is_list(listed := flat.get("enum")):
        return listed
    return [True, False] if flat.get("type") == "boolean" else []


def _are_apart(values: Sequence[Sequence[Any]]) -> bool:
    return not any(
        _has(later, each) for at, named in enumerate(values) for later in values[at + 1 :] for each in named
    )


def _has(values: Sequence[Any], value: Any) -> bool:
    return any(same_json(each, value) for each in values)
