"""Two schemas that hold for the same value, as one."""

from collections.abc import Callable, Mapping
from typing import Any

from engine.form.same_json import same_json
from engine.form.schema.flat import Flat
from engine.form.schema.multiples import common_multiple
from schemas.json_value import is_list, is_object


def merge(near: Flat, far: Flat, *, near_first: bool = False) -> Flat:
    """Return what both say. Where only one can be right (a title, a default), `near` is.

    Properties of `far` stand before those of `near`, as those of a base do, but for `near_first`.
    """
    first, second = (near, far) if near_first else (far, near)
    keywords = dict(first.keywords)
    refused: list[str] = []
    for key, value in second.keywords.items():
        if key not in keywords:
            keywords[key] = value
            continue
        one, other = (keywords[key], value) if near_first else (value, keywords[key])
        try:
            keywords[key] = _both(key, one, other, near_first=near_first)
        except ValueError as error:
            refused.append(str(error))
    return Flat(
        keywords=keywords,
        unions=near.unions + far.unions,
        conditions=first.conditions + second.conditions,
        dependents=first.dependents + second.dependents,
        labels=near.labels + far.labels,
        nullable=near.nullable or far.nullable,
        refused=(*near.refused, *far.refused, *refused),
    )


def both_schemas(near: Any, far: Any) -> Any:
    """Return a schema that says what both say."""
    if near is far or far is True or (near is not True and same_json(near, far)):
        return near
    if near is True:
        return far
    if near is False or far is False:
        return False
    return {"allOf": [near, far]}


def _both(key: str, near: Any, far: Any, *, near_first: bool) -> Any:
    if key in ("properties", "patternProperties"):
        if is_object(near) and is_object(far):
            first, second = (near, far) if near_first else (far, near)
            return {
                name: both_schemas(near[name], far[name]) if name in near and name in far else schema
                for name, schema in {**first, **second}.items()
            }
    elif key in _INNER:
        if not is_list(near) and not is_list(far):
            return both_schemas(near, far)
        if is_list(near) and is_list(far):
            return _each(near, far)
    elif key == "prefixItems":
        if is_list(near) and is_list(far):
            return _each(near, far)
    elif key == "required":
        if is_list(near) and is_list(far):
            return list(dict.fromkeys(name for name in far + near if isinstance(name, str)))
    elif key in _COMBINED:
        return _COMBINED[key](near, far)
    elif key == "_ux" and is_object(near) and is_object(far):
        return {**far, **near}
    return near


_INNER = frozenset(
    {"items", "additionalProperties", "additionalItems", "unevaluatedProperties", "propertyNames"}
)


def _each(near: list[Any], far: list[Any]) -> list[Any]:
    longer = near if len(near) >= len(far) else far
    return [*map(both_schemas, near, far), *longer[min(len(near), len(far)) :]]


def _types(near: Any, far: Any) -> Any:
    ours, theirs = _listed(near), _listed(far)
    kept = [kind for kind in ours if kind in theirs or (kind == "integer" and "number" in theirs)]
    if "number" in ours and "integer" in theirs and "integer" not in kept:
        kept.append("integer")
    if not kept:
        raise ValueError(f"it must be {_words(theirs)} and {_words(ours)} at once")
    return kept if is_list(near) and is_list(far) and len(kept) > 1 else kept[0]


def _listed(kinds: Any) -> list[str]:
    return [str(kind) for kind in kinds] if is_list(kinds) else [str(kinds)]


def _words(kinds: list[str]) -> str:
    return " or ".join(kinds)


def _enum(near: Any, far: Any) -> Any:
    if not is_list(near) or not is_list(far):
        return near
    kept = [value for value in near if any(same_json(value, other) for other in far)]
    if not kept:
        raise ValueError("its lists of allowed values have none in common")
    return kept


def _const(near: Any, far: Any) -> Any:
    if not same_json(near, far):
        raise ValueError("it must be two different values at once")
    return near


def _bound(choose: Callable[[Any, Any], Any]) -> Callable[[Any, Any], Any]:
    def combined(near: Any, far: Any) -> Any:
        numbers = [n for n in (near, far) if isinstance(n, int | float) and not isinstance(n, bool)]
        return choose(*numbers) if len(numbers) == 2 else near

    return combined


def _multiple(near: Any, far: Any) -> Any:
    numbers = [n for n in (near, far) if isinstance(n, int | float) and not isinstance(n, bool)]
    try:
        return common_multiple(*numbers) if len(numbers) == 2 else near
    except ValueError:
        return near


def _either(near: Any, far: Any) -> Any:
    return near is True or far is True


_COMBINED: Mapping[str, Callable[[Any, Any], Any]] = {
    "type": _types,
    "enum": _enum,
    "const": _const,
    **dict.fromkeys(("minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties"), _bound(max)),
    **dict.fromkeys(("maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties"), _bound(min)),
    "multipleOf": _multiple,
    **dict.fromkeys(("uniqueItems", "readOnly", "writeOnly", "deprecated"), _either),
}
