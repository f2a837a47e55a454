"""What a `oneOf` or `anyOf` means for a form: a choice of values, null, a choice of shapes, or nothing."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from engine.form.same_json import same_json
from engine.form.schema.discriminator import telling
from engine.form.schema.flat import Flat
from engine.form.schema.flatten import Flattener
from engine.form.schema.value_type import json_type
from schemas.clean_text import clean, clean_line
from schemas.frozen import frozen
from schemas.json_value import is_list, is_object

MOST_BRANCHES = 256
_DEEPEST = 8
_ANNOTATIONS = frozenset({"title", "description", "default", "examples", "deprecated", "_ux"})
_ONLY_CHECKS = _ANNOTATIONS | {"required", "not", "minProperties", "maxProperties", "contains"}
_SCALARS = frozenset({"string", "number", "integer", "boolean"})


@frozen
class Branch:
    """One shape of a union. `schema` is it as written, `flat` what it adds to what holds for all."""

    label: str
    description: str
    schema: Any
    flat: Flat


@frozen
class Union:
    """What a union comes to: either `branches` of which one is chosen, or just `flat` in its place."""

    flat: Flat
    branches: tuple[Branch, ...] = ()


def read_union(flattener: Flattener, base: Flat, listed: Sequence[Any]) -> Union:
    """Read a union of schemas that stands beside `base`."""
    found = list(_spread(flattener, listed, frozenset(), 0))[:MOST_BRANCHES]
    if (discriminator := base.get("discriminator")) is not None:
        found = [replace(e, flat=telling(discriminator, e.schema, e.flat) or e.flat) for e in found]
    kept = [each for each in found if not _only_null(each.flat)]
    null = Flat(nullable=len(kept) < len(found))
    if not kept:
        return Union(Flat(keywords={"type": "null"}))
    fitting = [each for each in kept if not flattener.merged(each.flat, base).refused] or kept
    if len(fitting) == 1 and not _is_labelled(fitting[0].flat):
        return Union(flattener.merged(fitting[0].flat, null))
    if all(each.flat.fixed and each.flat.keywords.keys() <= _ONLY_CHECKS for each in fitting):
        return Union(null)
    choices = _as_choices(fitting, base)
    if choices is not None:
        return Union(flattener.merged(choices, null))
    alike = _alike(flattener, base, fitting)
    if alike is not None:
        return Union(flattener.merged(alike, null))
    return Union(null, tuple(_named(each, at) for at, each in enumerate(fitting)))


def type_branches(kinds: Sequence[str], schemas: Sequence[Any]) -> tuple[Branch, ...]:
    """Return the branches of a `type` that names several; `schemas` are `{"type": kind}` for each."""
    return tuple(
        Branch(_TYPE_WORDS.get(kind, clean_line(kind)), "", schema, Flat(keywords={"type": kind}))
        for kind, schema in zip(kinds, schemas, strict=True)
    )


def _spread(
    flattener: Flattener, listed: Sequence[Any], above: frozenset[int], depth: int
) -> Iterator[Branch]:
    """Yield the branches; one that is nothing but a union itself gives its own branches instead."""
    for schema in listed:
        flat = flattener.flat(schema)
        pure = len(flat.unions) == 1 and flat.keywords.keys() <= _ANNOTATIONS and not flat.conditions
        if pure and depth < _DEEPEST and id(flat) not in above:
            yield from _spread(flattener, flat.unions[0], above | {id(flat)}, depth + 1)
        else:
            yield Branch("", "", schema, flat)


def _only_null(flat: Flat) -> bool:
    if flat.get("type") == "null":
        return True
    return ("const" in flat.keywords and flat.get("const") is None) or flat.get("enum") == [None]


def _is_labelled(flat: Flat) -> bool:
    """Whether the title is that of a value, not of the field."""
    return "const" in flat.keywords and bool(_title(flat))


def _as_choices(branches: Sequence[Branch], base: Flat) -> Flat | None:
    """An enum, if each branch is a value or a list of values."""
    values: list[Any] = []
    labels: list[tuple[Any, str]] = []
    for branch in branches:
        flat = branch.flat
        if not flat.fixed or is_object(flat.get("properties")):
            return None
        if "const" in flat.keywords:
            own = [flat.get("const")]
            labels += [(own[0], title)] if (title := _title(flat)) else []
        elif is_list(flat.get("enum")):
            own = flat.get("enum")
            only_one = len(own) == 1 and bool(_title(flat))
            labels += [(own[0], _title(flat))] if only_one else []
            labels += flat.labels
        else:
            return None
        values += [value for value in own if not any(same_json(value, other) for other in values)]
    return Flat(keywords={"enum": values}, labels=tuple(labels))


def _alike(flattener: Flattener, base: Flat, branches: Sequence[Branch]) -> Flat | None:
    """What one control can hold, if all branches are of the same scalar type: checks are for validation.

    Values that some branches name become suggestions.
    """
    merged = [flattener.merged(each.flat, base) for each in branches]
    kinds = {json_type(flat) if "type" in flat.keywords or not _valued(flat) else "any" for flat in merged}
    if kinds == {"integer", "number"}:
        kinds = {"number"}
    if len(kinds) != 1 or not kinds <= _SCALARS or not all(flat.fixed for flat in merged):
        return None
    named = [value for flat in merged if _valued(flat) for value in _values(flat)]
    known = base.get("examples")
    keywords: dict[str, Any] = {"type": kinds.pop()}
    if named:
        keywords["examples"] = [*(known if is_list(known) else []), *named]
    formats = {each.flat.get("format") for each in branches}
    if len(formats) == 1 and None not in formats:
        keywords["format"] = formats.pop()
    return Flat(keywords=keywords)


def _valued(flat: Flat) -> bool:
    return "const" in flat.keywords or is_list(flat.get("enum"))


def _values(flat: Flat) -> list[Any]:
    return [flat.get("const")] if "const" in flat.keywords else list(flat.get("enum"))


def _named(branch: Branch, at: int) -> Branch:
    description = branch.flat.get("description")
    return Branch(
        _label(branch, at),
        clean(description) if isinstance(description, str) else "",
        branch.schema,
        branch.flat,
    )


def _label(branch: Branch, at: int) -> str:
    """Name a branch: its title, what its fixed properties say, what it refers to, or its type."""
    flat = branch.flat
    if title := _title(flat):
        return title
    properties = flat.get("properties")
    if is_object(properties):
        for inner in properties.values():
            value = fixed_value(inner)
            if isinstance(value, str) and value:
                return clean_line(value)
    reference = branch.schema.get("$ref") if is_object(branch.schema) else None
    if isinstance(reference, str) and (name := reference.rpartition("/")[2].lstrip("#")):
        return clean_line(name)
    kind = json_type(flat)
    if kind == "array" and is_object(items := flat.get("items")) and isinstance(items.get("type"), str):
        return f"list of {_TYPE_WORDS.get(items['type'], clean_line(items['type']))}"
    if _valued(flat):
        return clean_line(", ".join(str(value) for value in _values(flat)[:4]))
    return _TYPE_WORDS.get(kind, "") if kind != "any" else f"variant {at + 1}"


def fixed_value(schema: Any) -> Any:
    """Return the one value that a schema as written allows, or None."""
    if not is_object(schema):
        return None
    if "const" in schema:
        return schema["const"]
    values = schema.get("enum")
    return values[0] if is_list(values) and len(values) == 1 else None


def _title(flat: Flat) -> str:
    title = flat.get("title")
    return clean_line(title).strip() if isinstance(title, str) else ""


_TYPE_WORDS = {
    "string": "text",
    "number": "number",
    "integer": "whole number",
    "boolean": "yes or no",
    "array": "list",
    "object": "object",
}
