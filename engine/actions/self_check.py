"""Checks of a config that only its action can make, such as whether a function exists."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Protocol, runtime_checkable

from schemas.frozen import frozen


@frozen
class ConfigProblem:
    """What is wrong at `keys` of a config. `found`, `expected` and `nearest` are for a person."""

    keys: tuple[str | int, ...]
    message: str
    found: str = ""
    expected: str = ""
    nearest: str = ""


@runtime_checkable
class SelfChecking(Protocol):
    """An action that looks at its config when a document is loaded.

    `config` has its references resolved and nothing else checked: any value may be of any
    type. `folder` is the workflow folder.
    """

    def problems(self, config: Mapping[str, Any], folder: Path) -> Iterator[ConfigProblem]: ...


def holds_template(value: Any) -> bool:
    """Whether a text would be rendered before it is used."""
    return isinstance(value, str) and any(mark in value for mark in ("{{", "{%", "{#"))
