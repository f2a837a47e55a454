"""Reads and replaces values inside a JSON value by their keys; nothing is altered in place."""

from collections.abc import Sequence
from typing import Any

from engine.form.absent import ABSENT
from schemas.json_value import is_list, is_object


def value_at(value: Any, keys: Sequence[str]) -> Any:
    """Return what stands at `keys`, or ABSENT. Indexes are decimal texts."""
    for key in keys:
        if is_object(value):
            value = value.get(key, ABSENT)
        elif is_list(value) and (at := index_of(key)) is not None and at < len(value):
            value = value[at]
        else:
            return ABSENT
    return value


def with_value(value: Any, keys: Sequence[str], new: Any) -> Any:
    """Return `value` with `new` at `keys`; ABSENT removes it.

    What is on the way there must exist (an object's last key may be new, and an index may be
    the list's length); KeyError otherwise.
    """
    if not keys:
        return new
    key, rest = keys[0], keys[1:]
    if is_object(value):
        if rest and key not in value:
            raise KeyError(key)
        copy = dict(value)
        inner = with_value(copy.get(key), rest, new)
        if inner is ABSENT:
            copy.pop(key, None)
        else:
            copy[key] = inner
        return copy
    if is_list(value):
        at = index_of(key)
        if at is None or at > len(value) or (at == len(value) and rest):
            raise KeyError(key)
        inner = with_value(value[at] if at < len(value) else None, rest, new)
        items = value[:at] if inner is ABSENT else [*value[:at], inner]
        return items + value[at + 1 :]
    raise KeyError(key)


def index_of(key: str) -> int | None:
    """Return the index that a key spells, or None."""
    return int(key) if key.isascii() and key.isdecimal() and len(key) < 10 else None
