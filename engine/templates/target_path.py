"""Target paths and merge modes: where a result goes in the display data (row A8).

A path is dotted, with `[0]`, `[-1]` and `[id=abc]` after any part: `scenes[id=s1].title`.
A leading `data.` means the same place. Functions here return new data and never change
what they are given, so that a failed change leaves everything as it was.
"""

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from schemas.frozen import frozen
from schemas.json_value import is_list, is_object, kind_of

if TYPE_CHECKING:
    from schemas.documents.sub_action import MergeMode

_PART = re.compile(r"(?P<name>[^.\[\]]+)|\[(?P<index>-?\d+)\]|\[(?P<key>[^=\[\]]+)=(?P<match>[^\[\]]*)\]")


@frozen
class Match:
    """`[key=value]`: the first list item whose `key` is `value`, compared as text."""

    key: str
    value: str


Part = str | int | Match


class PathError(ValueError):
    """The path does not fit the data."""


def parse(path: str) -> tuple[Part, ...]:
    """Split a path into parts; ValueError says what is wrong with it."""
    parts: list[Part] = []
    position = 0
    while position < len(path):
        if path[position] == "." and parts and position + 1 < len(path) and path[position + 1] not in ".[":
            position += 1
        elif parts and path[position] != "[":
            raise ValueError(f"unexpected {path[position]!r} at {position + 1} in {path!r}")
        found = _PART.match(path, position)
        if not found:
            raise ValueError(f"unexpected {path[position]!r} at {position + 1} in {path!r}")
        if found["name"] is not None:
            parts.append(found["name"])
        elif found["index"] is not None:
            parts.append(int(found["index"]))
        else:
            parts.append(Match(found["key"], found["match"]))
        position = found.end()
    if parts and parts[0] == "data":
        parts = parts[1:]
    if not parts:
        raise ValueError("the path is empty")
    if not isinstance(parts[0], str):
        raise ValueError(f"{path!r} must start with a name")
    return tuple(parts)


def same_place(path: str, other: str) -> bool:
    """Whether two paths mean the same; False if one cannot be read."""
    try:
        return parse(path) == parse(other)
    except ValueError:
        return False


def read(data: Any, path: str, default: Any = None) -> Any:
    """The value at `path`, or `default` where the path leads nowhere."""
    for part in parse(path):
        try:
            data = _step(data, part, path)
        except PathError:
            return default
    return data


def apply(
    data: Mapping[str, Any],
    path: str,
    mode: "MergeMode",
    value: Any,
    *,
    key: str | None = None,
    only_empty: bool = False,
) -> dict[str, Any]:
    """Return a copy of `data` with `value` merged in at `path`.

    `replace` sets; `append` and `prepend` add to a list (a list value adds its items);
    `merge` merges mappings deeply; `update` merges into one item: the one the path names,
    or the one whose `key` field equals the value's. Missing mappings on the way, and a
    missing list at the end, are made. `PathError` if the path does not fit.
    """
    return _put(dict(data), parse(path), mode, value, path, key, only_empty)


def _put(
    data: Any,
    parts: tuple[Part, ...],
    mode: "MergeMode",
    value: Any,
    path: str,
    key: str | None,
    only_empty: bool,
) -> Any:
    if not parts:
        return _combine(data, mode, value, path, key, only_empty)
    part, rest = parts[0], parts[1:]
    if isinstance(part, str):
        if data is None:
            data = {}
        if not is_object(data):
            raise PathError(f"{path!r}: {part!r} is looked up in {kind_of(data)}, not in an object")
        return {**data, part: _put(data.get(part), rest, mode, value, path, key, only_empty)}
    items = _as_list(data, path)
    at = _position(items, part, path)
    return [*items[:at], _put(items[at], rest, mode, value, path, key, only_empty), *items[at + 1 :]]


def _combine(old: Any, mode: "MergeMode", value: Any, path: str, key: str | None, only_empty: bool) -> Any:
    match mode:
        case "replace":
            return value
        case "append" | "prepend":
            items = _as_list([] if old is None else old, path)
            added = value if is_list(value) else [value]
            return [*items, *added] if mode == "append" else [*added, *items]
        case "merge":
            if old is not None and not is_object(old):
                raise PathError(f"{path!r}: merge needs an object there, found {kind_of(old)}")
            if not is_object(value):
                raise PathError(f"{path!r}: merge needs an object to merge, got {kind_of(value)}")
            return deep_merge(old or {}, value, only_empty=only_empty)
        case "update":
            return _update(old, value, path, key)


def _update(old: Any, value: Any, path: str, key: str | None) -> Any:
    if is_list(old):
        field = key or "id"
        if not is_object(value) or field not in value:
            raise PathError(f"{path!r}: update of a list needs an object with {field!r}")
        at = _position(old, Match(field, str(value[field])), path)
        return [*old[:at], _update(old[at], value, path, key), *old[at + 1 :]]
    if is_object(old) and is_object(value):
        return deep_merge(old, value)
    return value


def deep_merge(old: Mapping[str, Any], new: Mapping[str, Any], *, only_empty: bool = False) -> dict[str, Any]:
    """Merge `new` into a copy of `old`; with `only_empty` what is filled already stays."""
    merged = dict(old)
    for name, value in new.items():
        before = merged.get(name)
        if is_object(before) and is_object(value):
            merged[name] = deep_merge(before, value, only_empty=only_empty)
        elif not only_empty or before is None or before == "" or before == [] or before == {}:
            merged[name] = value
    return merged


def _step(data: Any, part: Part, path: str) -> Any:
    if isinstance(part, str):
        if not is_object(data) or part not in data:
            raise PathError(f"{path!r}: there is no {part!r}")
        return data[part]
    items = _as_list(data, path)
    return items[_position(items, part, path)]


def _position(items: list[Any], part: int | Match | str, path: str) -> int:
    if isinstance(part, int):
        if not -len(items) <= part < len(items):
            raise PathError(f"{path!r}: index {part} is out of range, there are {len(items)} items")
        return part % len(items)
    if isinstance(part, Match):
        for at, item in enumerate(items):
            if is_object(item) and str(item.get(part.key)) == part.value:
                return at
        raise PathError(f"{path!r}: no item has {part.key} = {part.value!r}")
    raise PathError(f"{path!r}: {part!r} is not an index")


def _as_list(data: Any, path: str) -> list[Any]:
    if not is_list(data):
        raise PathError(f"{path!r}: needs a list there, found {kind_of(data)}")
    return data
