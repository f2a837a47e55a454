"""Puts the parts of a list or a map together anew, with everything that each of them holds."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TypeVar

from engine.form.paths import join
from engine.form.state import State

T = TypeVar("T")


def parts_of(state: State, path: str, count: int) -> list[State]:
    """Return the items of the list at `path`, each as a state of its own."""
    return [state.cut(join(path, at)) for at in range(count)]


def with_items(state: State, path: str, parts: Sequence[State]) -> State:
    """Return the state with these items in the list at `path`."""
    return _rebuilt(state, path, [part.value for part in parts], enumerate(parts))


def with_entries(state: State, path: str, parts: Sequence[tuple[str, State]]) -> State:
    """Return the state with these keys and values in the object at `path`, in this order."""
    return _rebuilt(state, path, {key: part.value for key, part in parts}, parts)


def _rebuilt(state: State, path: str, value: object, parts: Iterable[tuple[str | int, State]]) -> State:
    bare = state.put(path, value)
    # The choice of a branch for the whole list is not part of any item.
    fresh = replace(
        bare, branches=_with(bare.branches, state.branches, path), kept=_with(bare.kept, state.kept, path)
    )
    for key, part in parts:
        if part.unparsed or part.branches or part.kept:
            fresh = fresh.graft(join(path, key), part)
    return fresh


def _with(entries: Mapping[str, T], before: Mapping[str, T], path: str) -> Mapping[str, T]:
    return {**entries, path: before[path]} if path in before else entries
