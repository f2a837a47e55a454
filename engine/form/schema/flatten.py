"""Gathers what a schema says in several places: `$ref` is followed, `allOf` merged, once per schema."""

from collections.abc import Mapping
from typing import Any

from engine.form.schema.document import Document
from engine.form.schema.flat import NOTHING_KNOWN, Flat
from engine.form.schema.labels import labels_of
from engine.form.schema.merge import merge
from engine.form.schema.value_type import TYPES
from schemas.json_value import is_list, is_object

FORBIDDEN = "no value is allowed here"
"""Why a part is refused whose schema is `false`, or says so in another way."""

_DEEPEST = 160
_MOST_PARTS = 5_000
_REFERENCES = ("$ref", "$dynamicRef", "$recursiveRef")
_APART = frozenset(
    {
        *_REFERENCES,
        *("allOf", "oneOf", "anyOf", "if", "then", "else", "nullable"),
        *("dependencies", "dependentSchemas", "dependentRequired"),
        *("$schema", "$id", "$defs", "definitions", "$comment", "$anchor", "$dynamicAnchor"),
    }
)


class Flattener:
    """Flattens schemas of one document; each once, so that equal questions get the same object."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._done: dict[int, tuple[Any, Flat]] = {}
        self._merged: dict[tuple[int, int, bool], tuple[Flat, Flat, Flat]] = {}
        self._cut_short = 0
        self._parts = 0

    def flat(self, schema: Any) -> Flat:
        """Return what the schema says; for anything that is no schema, nothing is known."""
        self._parts = 0
        return self._flat(schema, frozenset())

    def merged(self, near: Flat, far: Flat, *, near_first: bool = False) -> Flat:
        """`merge`, which gives the same object for the same two."""
        if far is NOTHING_KNOWN:
            return near
        key = (id(near), id(far), near_first)
        if key not in self._merged:
            self._merged[key] = (near, far, merge(near, far, near_first=near_first))
        return self._merged[key][2]

    def _flat(self, schema: Any, above: frozenset[int]) -> Flat:
        if not is_object(schema):
            return Flat(refused=(FORBIDDEN,)) if schema is False else NOTHING_KNOWN
        known = self._done.get(id(schema))
        if known is not None:
            return known[1]
        self._parts += 1
        if id(schema) in above or len(above) >= _DEEPEST or self._parts > _MOST_PARTS:
            self._cut_short += 1
            circle = id(schema) in above
            return Flat(
                refused=(("the reference leads back to itself" if circle else "it is too entangled"),)
            )
        before = self._cut_short
        found = self._gather(schema, above | {id(schema)})
        if not above or self._cut_short == before:
            # Inside a circle the answer depends on where one came in, so there it is not kept.
            self._done[id(schema)] = (schema, found)
        return found

    def _gather(self, schema: Mapping[str, Any], above: frozenset[int]) -> Flat:
        found = _own(schema)
        for keyword in _REFERENCES:
            if keyword in schema:
                target, refusal = self._document.follow(schema[keyword], schema)
                base = Flat(refused=(refusal,)) if refusal else self._flat(target, above)
                found = merge(found, base)
        parts = schema.get("allOf")
        if is_list(parts):
            base = NOTHING_KNOWN
            for part in parts:
                base = merge(base, self._flat(part, above), near_first=True)
            found = merge(found, base)
        return found


def _lists_null(schema: Mapping[str, Any]) -> bool:
    """Whether the values that a schema lists, if it lists any, have null among them."""
    if "const" in schema:
        return schema["const"] is None
    return not is_list(values := schema.get("enum")) or any(value is None for value in values)


def _own(schema: Mapping[str, Any]) -> Flat:
    """What stands in the schema itself."""
    keywords = {key: value for key, value in schema.items() if key not in _APART}
    nullable = schema.get("nullable") is True
    kinds = keywords.get("type")
    if is_list(kinds):
        rest = [kind for kind in kinds if kind != "null"]
        if rest:
            nullable = nullable or (len(rest) < len(kinds) and _lists_null(schema))
            keywords["type"] = rest[0] if len(rest) == 1 else rest
        elif kinds:
            keywords["type"] = "null"
    unions = tuple(
        tuple(branches) for name in ("oneOf", "anyOf") if is_list(branches := schema.get(name)) and branches
    )
    dependents: list[Mapping[str, Any]] = []
    for name in ("dependencies", "dependentSchemas", "dependentRequired"):
        if is_object(by_property := schema.get(name)):
            dependents.append(by_property)
    unknown = [
        kind for kind in (kinds if is_list(kinds) else [kinds]) if "type" in schema and kind not in TYPES
    ]
    refused = [f"“{unknown[0]}” is no type"] if unknown else []
    if "not" in schema and schema["not"] in (True, {}):
        refused.append(FORBIDDEN)
    return Flat(
        refused=tuple(refused),
        keywords=keywords,
        unions=unions,
        conditions=(schema,) if "if" in schema else (),
        dependents=tuple(dependents),
        labels=labels_of(schema),
        nullable=nullable,
    )
