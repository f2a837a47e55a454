"""The one registry: which actions exist is a question to it, never an `if` in the engine."""

import re
from collections.abc import Callable, Iterable, Sequence
from functools import cache

from engine.actions.action import Action


class Registry:
    """Actions by the names they answer to."""

    def __init__(self, actions: Iterable[Action] = ()) -> None:
        self._exact: dict[str, Callable[[], Action]] = {}
        self._patterns: list[tuple[re.Pattern[str], str, Callable[[], Action]]] = []
        for action in actions:
            self.register(action)

    def register(self, action: Action) -> None:
        """Add an action; ValueError if one of its names is taken."""
        self.register_late(action.patterns, lambda: action)

    def register_late(self, patterns: Sequence[str], make: Callable[[], Action]) -> None:
        """Add an action by its patterns; it is made when it is first asked for. ValueError as above."""
        make = cache(make)
        for name in patterns:
            if name in self._exact or any(pattern == name for _, pattern, _ in self._patterns):
                raise ValueError(f"two actions answer to {name!r}")
            if "*" in name:
                shape = re.escape(name).replace(r"\*", r"[A-Za-z0-9_-]+")
                self._patterns.append((re.compile(shape), name, make))
            else:
                self._exact[name] = make

    def find(self, name: str) -> Action | None:
        """The action that answers to `name`, or None."""
        if name in self._exact:
            return self._exact[name]()
        return next((make() for shape, _, make in self._patterns if shape.fullmatch(name)), None)

    def names(self) -> list[str]:
        """Every name and pattern, sorted: for error messages and completion."""
        return sorted([*self._exact, *(pattern for _, pattern, _ in self._patterns)])
