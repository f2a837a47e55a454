"""The one registry: which actions exist is a question to it, never an `if` in the engine."""

import re
from collections.abc import Iterable

from engine.actions.action import Action


class Registry:
    """Actions by the names they answer to."""

    def __init__(self, actions: Iterable[Action] = ()) -> None:
        self._exact: dict[str, Action] = {}
        self._patterns: list[tuple[re.Pattern[str], str, Action]] = []
        for action in actions:
            self.register(action)

    def register(self, action: Action) -> None:
        """Add an action; ValueError if one of its names is taken."""
        for name in action.patterns:
            if name in self._exact or any(pattern == name for _, pattern, _ in self._patterns):
                raise ValueError(f"two actions answer to {name!r}")
            if "*" in name:
                shape = re.escape(name).replace(r"\*", r"[A-Za-z0-9_-]+")
                self._patterns.append((re.compile(shape), name, action))
            else:
                self._exact[name] = action

    def find(self, name: str) -> Action | None:
        """The action that answers to `name`, or None."""
        if name in self._exact:
            return self._exact[name]
        return next((action for shape, _, action in self._patterns if shape.fullmatch(name)), None)

    def names(self) -> list[str]:
        """Every name and pattern, sorted: for error messages and completion."""
        return sorted([*self._exact, *(pattern for _, pattern, _ in self._patterns)])
