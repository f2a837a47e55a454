"""Everything a form holds at one moment. States are values: an edit makes a new one.

So undo is keeping the states before, and each of them costs only what differs.
"""

from collections.abc import Callable, Mapping
from dataclasses import field, replace
from typing import Any, TypeVar

from engine.form.absent import ABSENT
from engine.form.json_at import value_at, with_value
from engine.form.paths import is_within, keys_of
from engine.form.same_json import same_json
from schemas.frozen import frozen

T = TypeVar("T")

Choice = tuple[int, ...]
"""Which branch of each union at one place, the outermost first."""


@frozen
class State:
    """`value` is the JSON so far (or ABSENT); the rest is by path, relative to that value.

    `unparsed` are texts that mean no value (yet): a property is absent meanwhile, a list's item
    or a map's entry is null in `value`. `branches` are the choices of the person; `kept` what
    the branches that are not chosen held.
    """

    value: Any = ABSENT
    unparsed: Mapping[str, str] = field(default_factory=dict[str, str])
    branches: Mapping[str, Choice] = field(default_factory=dict[str, Choice])
    kept: Mapping[str, Mapping[Choice, "State"]] = field(default_factory=dict[str, Mapping[Choice, "State"]])

    def at(self, path: str) -> Any:
        """Return the value at `path`, or ABSENT where there is none, or only a text."""
        return ABSENT if path in self.unparsed else value_at(self.value, keys_of(path))

    def put(self, path: str, value: Any) -> "State":
        """Return the state with a value there, without texts and choices at or below it."""
        return replace(self, value=with_value(self.value, keys_of(path), value)).forget(path)

    def forget(self, path: str) -> "State":
        """Return the state without texts, choices and kept branches at `path` and below."""
        return replace(
            self,
            unparsed=_without(self.unparsed, path),
            branches=_without(self.branches, path),
            kept=_without(self.kept, path),
        )

    def cut(self, path: str) -> "State":
        """Return what stands at `path` as a state of its own."""
        return State(
            value=value_at(self.value, keys_of(path)),
            unparsed=_inside(self.unparsed, path),
            branches=_inside(self.branches, path),
            kept=_inside(self.kept, path),
        )

    def graft(self, path: str, part: "State") -> "State":
        """Return the state with `part` at `path`, in place of everything there."""
        state = self.put(path, part.value)
        return replace(
            state,
            unparsed={**state.unparsed, **_outside(part.unparsed, path)},
            branches={**state.branches, **_outside(part.branches, path)},
            kept={**state.kept, **_outside(part.kept, path)},
        )

    def looks_like(self, other: "State") -> bool:
        """Whether both hold the same values and texts, whatever shapes they stand in."""
        return same_json(self.value, other.value) and self.unparsed == other.unparsed


def _without(entries: Mapping[str, T], path: str) -> Mapping[str, T]:
    if not any(is_within(key, path) for key in entries):
        return entries
    return {key: value for key, value in entries.items() if not is_within(key, path)}


def _inside(entries: Mapping[str, T], path: str) -> dict[str, T]:
    return _renamed(entries, lambda key: key[len(path) :].lstrip("/") if is_within(key, path) else None)


def _outside(entries: Mapping[str, T], path: str) -> dict[str, T]:
    return _renamed(entries, lambda key: f"{path}/{key}" if path and key else path or key)


def _renamed(entries: Mapping[str, T], rename: Callable[[str], str | None]) -> dict[str, T]:
    return {name: value for key, value in entries.items() if (name := rename(key)) is not None}
