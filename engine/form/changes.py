"""Which values differ between two states."""

from collections.abc import Iterator
from typing import Any

from engine.form.absent import ABSENT
from engine.form.paths import join
from engine.form.same_json import same_json
from engine.form.state import State
from schemas.json_value import is_list, is_object


def changed_paths(before: State, after: State) -> frozenset[str]:
    """Return the paths of values and texts that differ, the innermost ones, and of other shapes."""
    found = set(_changed("", before.value, after.value))
    for old, new in ((before.unparsed, after.unparsed), (before.branches, after.branches)):
        found |= {path for path in old.keys() | new.keys() if old.get(path) != new.get(path)}
    return frozenset(found)


def _changed(path: str, before: Any, after: Any) -> Iterator[str]:
    if before is after:
        return
    if is_object(before) and is_object(after):
        for key in {**before, **after}:
            yield from _changed(join(path, key), before.get(key, ABSENT), after.get(key, ABSENT))
        if list(before) != list(after):
            yield path
    elif is_list(before) and is_list(after) and len(before) == len(after):
        for at, (old, new) in enumerate(zip(before, after, strict=True)):
            yield from _changed(join(path, at), old, new)
    elif not same_json(before, after):
        yield path
