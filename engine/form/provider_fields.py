"""Fields that a provider contributes to a form (row B11), laid under those of the workflow.

A filled form says in `_ux.filled` what it was made for and how to get the author's form back:
`made_for` (provider, operation, model, and the `model_field` that chooses it), `added` (fields of
the provider only), `own` (the author's fields as they were written), `order` (their names).
"""

from collections.abc import Mapping, Sequence
from typing import Any

from schemas.json_value import is_list, is_object

_PLACEMENT_ONLY = frozenset({"title", "description", "default", "examples", "_ux"})
"""A property that says nothing else is there for a provider that has such a parameter."""
FROM_PROVIDER = "parameter_of"
"""In a field's `_ux`: the provider that it belongs to."""


def filled(
    schema: Mapping[str, Any],
    offered: Mapping[str, Any],
    made_for: Mapping[str, Any],
    *,
    only: Sequence[str] | None = None,
    group: str = "parameters",
    group_label: str | None = None,
) -> dict[str, Any]:
    """The form `schema` with the fields of `offered`, a provider's JSON Schema.

    What the author says of a field wins, key by key; other fields of the provider (those in
    `only`, if given) follow in a group. `schema` may be filled already, for another provider.
    """
    author = bare(schema)
    own = _properties(author)
    theirs = _properties(offered)
    merged: dict[str, Any] = {}
    for name, shape in own.items():
        if name in theirs and is_object(shape):
            merged[name] = _laid_over(theirs[name], shape)
        elif not is_object(shape) or set(shape) - _PLACEMENT_ONLY or not shape:
            merged[name] = shape
    added = [name for name in theirs if name not in own and (only is None or name in only)]
    label = group_label or str(offered.get("title") or "Parameters")
    for name in added:
        hints = {"group": group, "group_label": label, **_hints(theirs[name])}
        merged[name] = {**theirs[name], "_ux": {**hints, FROM_PROVIDER: made_for.get("provider", "")}}
    needed = [name for name in _names(offered.get("required")) if name in merged]
    required = [*(name for name in _names(author.get("required")) if name in merged), *needed]
    note = {
        "made_for": dict(made_for),
        "added": added,
        "own": {name: shape for name, shape in own.items() if merged.get(name) != shape},
        "order": list(own),
        "required": author.get("required"),
    }
    made = {**author, "properties": merged, "_ux": {**_hints(author), "filled": note}}
    if required:
        made["required"] = list(dict.fromkeys(required))
    return made


def bare(schema: Mapping[str, Any]) -> dict[str, Any]:
    """The author's form again, with what became of it since; a form that was not filled as it is."""
    note = _hints(schema).get("filled")
    if not is_object(note):
        return dict(schema)
    present = {name: shape for name, shape in _properties(schema).items() if name not in note["added"]}
    present |= note["own"]
    order = [*(name for name in note["order"] if name in present), *present]
    author: dict[str, Any] = {**schema, "properties": {name: present[name] for name in order}}
    author["_ux"] = {name: value for name, value in _hints(schema).items() if name != "filled"}
    author.pop("required", None)
    if note.get("required") is not None:
        author["required"] = note["required"]
    return author


def made_for(schema: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """What a form was filled for; None if it was not."""
    note = _hints(schema).get("filled")
    return note["made_for"] if is_object(note) else None


def is_parameter(shape: Mapping[str, Any]) -> bool:
    """Whether a field is a provider's: it is no part of a prompt, whatever its type."""
    return FROM_PROVIDER in _hints(shape)


def _laid_over(theirs: Mapping[str, Any], own: Mapping[str, Any]) -> dict[str, Any]:
    merged = {**theirs, **own}
    if own.get("type", theirs.get("type")) != theirs.get("type"):
        merged = dict(own)  # another kind of value: their bounds and choices mean nothing for it
    elif "default" in own and "default" in theirs and not _fits(own["default"], merged):
        merged["default"] = theirs["default"]
    hints = {**_hints(theirs), **_hints(own)}
    return {**merged, "_ux": hints} if hints else merged


def _fits(value: Any, shape: Mapping[str, Any]) -> bool:
    choices = shape.get("enum")
    if is_list(choices):
        return value in choices
    options = shape.get("oneOf")
    if is_list(options):
        return value in [each.get("const") for each in options if is_object(each)]
    if isinstance(value, int | float):
        return shape.get("minimum", value) <= value <= shape.get("maximum", value)
    return True


def _properties(schema: Mapping[str, Any]) -> Mapping[str, Any]:
    properties = schema.get("properties")
    return properties if is_object(properties) else {}


def _hints(schema: Mapping[str, Any]) -> Mapping[str, Any]:
    hints = schema.get("_ux")
    return hints if is_object(hints) else {}


def _names(value: Any) -> list[str]:
    return [each for each in value if isinstance(each, str)] if is_list(value) else []
