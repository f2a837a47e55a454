"""The order in which an object's keys are submitted: that of the data and of the schema, not of the edits."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from schemas.json_value import is_list, is_object


def in_order(value: Mapping[str, Any], data: Iterable[str], known: Sequence[str]) -> Mapping[str, Any]:
    """Return the object with its keys in order; the very same one if they are.

    Keys that the `data` had keep its order, `known` ones that came later stand as the schema
    has them, before or behind their neighbours there. What a person named stays where it is.
    """
    keys = list(value)
    ordered = _as_in(keys, [key for key in data if key in value])
    ordered = _inserted(ordered, [key for key in known if key in value], frozenset(data))
    return value if ordered == keys else {key: value[key] for key in ordered}


def _as_in(keys: list[str], wanted: list[str]) -> list[str]:
    """The keys, those that are `wanted` in that order at the places that they have together."""
    turn, moved = iter(wanted), frozenset(wanted)
    return [next(turn) if key in moved else key for key in keys]


def _inserted(keys: list[str], known: list[str], settled: Collection[str]) -> list[str]:
    """The keys, with the known ones that are not settled each behind the one before it in `known`."""
    coming = frozenset(known).difference(settled)
    if not coming:
        return keys
    behind: dict[str | None, list[str]] = {None: []}
    before: str | None = None
    for key in known:
        if key in coming:
            behind.setdefault(before, []).append(key)
        else:
            before = key
    rest = [each for key in keys if key not in coming for each in (key, *behind.get(key, ()))]
    return behind[None] + rest


def containers(value: Any) -> dict[int, Any]:
    """Return every object and list of a value by its identity, the value itself among them."""
    found: dict[int, Any] = {}
    waiting = [value]
    while waiting:
        each = waiting.pop()
        if id(each) in found:
            continue
        if is_object(each):
            found[id(each)] = each
            waiting.extend(each.values())
        elif is_list(each):
            found[id(each)] = each
            waiting.extend(each)
    return found
