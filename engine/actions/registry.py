"""The one registry: which actions exist is a question to it, never an `if` in the engine."""

import re
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from engine.actions.action import Action
    from engine.actions.plugins import FolderActions


class Registry:
    """Actions by the names they answer to.

    `folders` finds those that a workflow folder brings along, which only its documents can name.
    """

    def __init__(
        self, actions: "Iterable[Action]" = (), folders: "Callable[[], FolderActions] | None" = None
    ) -> None:
        self.folders = cache(folders) if folders else None
        self._exact: dict[str, Callable[[], Action]] = {}
        self._patterns: list[tuple[re.Pattern[str], str, Callable[[], Action]]] = []
        for action in actions:
            self.register(action)

    def register(self, action: "Action") -> None:
        """Add an action; ValueError if one of its names is taken."""
        self.register_late(action.patterns, lambda: action)

    def register_late(self, patterns: Sequence[str], make: "Callable[[], Action]") -> None:
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

    def find(self, name: str) -> "Action | None":
        """The action that answers to `name`, or None."""
        if name in self._exact:
            return self._exact[name]()
        return next((make() for shape, _, make in self._patterns if shape.fullmatch(name)), None)

    def known_as(self, name: str) -> str | None:
        """The name or pattern by which an action answers to `name`; None if none does."""
        if name in self._exact:
            return name
        return next((pattern for shape, pattern, _ in self._patterns if shape.fullmatch(name)), None)

    def find_for(self, name: str, folder: Path | None) -> "Action | None":
        """The action that answers to `name`, or one that the workflow folder brings along. Blocks.

        Raises `ActionError` for one that may not run, such as of a folder that is not trusted.
        """
        action = self.find(name)
        if action is None and folder is not None and self.folders is not None:
            return self.folders().find(folder, name)
        return action

    def names_for(self, folder: Path) -> list[str]:
        """Every name that the folder's documents can use. Blocks."""
        return sorted([*self.names(), *(self.folders().declared(folder) if self.folders else ())])

    def names(self) -> list[str]:
        """Every name and pattern, sorted: for error messages and completion."""
        return sorted([*self._exact, *(pattern for _, pattern, _ in self._patterns)])
