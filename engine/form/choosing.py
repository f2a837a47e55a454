"""What happens to values when another shape of a union is chosen, and when it is taken back."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from engine.form.absent import ABSENT
from engine.form.json_at import with_value
from engine.form.paths import is_within, join, keys_of
from engine.form.schema.flat import Flat
from engine.form.state import Choice, State
from schemas.json_value import is_object

_BEFORE: Choice = ()
"""In a state's `kept`, among the choices: that there was no value before a shape was chosen inside."""


def without_own(part: State) -> State:
    """Return the part without what belongs to the union itself."""
    return replace(
        part,
        branches={path: choice for path, choice in part.branches.items() if path},
        kept={path: kept for path, kept in part.kept.items() if path},
    )


def properties_of(base: Flat) -> Sequence[str]:
    """Return the names of the properties that are the same in every shape."""
    properties = base.get("properties")
    return list(properties) if is_object(properties) else []


def shared(here: State, part: State, begun: State, names: Sequence[str]) -> State:
    """Give `part`, which comes, the values that `here`, which goes, has for properties of both.

    Where `part` is not set, only what differs from how `here` had `begun` is given to it: the
    rest nobody put there.
    """
    if not is_object(here.value):
        return part
    for name in names:
        path = join("", name)
        own, held = here.cut(path), part.value
        there = own.value is not ABSENT or any(is_within(key, path) for key in here.unparsed)
        if there and (held is not ABSENT or not own.looks_like(begun.cut(path))):
            whole: Any = held if is_object(held) else {}
            part = replace(part, value=with_value(whole, (name,), None)).graft(path, own)
        elif not there and is_object(held) and name in held:
            part = part.put(path, ABSENT)
    return part


def noted_as_not_set(state: State, path: str) -> State:
    """Note that what is at `path` was not set before."""
    kept = {**state.kept.get(path, {}), _BEFORE: State()}
    return replace(state, kept={**state.kept, path: kept})


def was_not_set(state: State, path: str) -> bool:
    return _BEFORE in state.kept.get(path, {})


def not_set(state: State, path: str) -> State:
    """Return the state without a value there; the shapes chosen inside, and what they held, stay."""
    kept = {
        key: {c: held for c, held in by.items() if c != _BEFORE or not is_within(key, path)}
        for key, by in state.kept.items()
    }
    return replace(
        state,
        value=with_value(state.value, keys_of(path), ABSENT),
        unparsed={key: text for key, text in state.unparsed.items() if not is_within(key, path)},
        kept={key: by for key, by in kept.items() if by},
    )
