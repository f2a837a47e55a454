"""Tells which program runs an execution, and whether that program is still alive."""

from collections.abc import Iterable
from typing import Protocol


class Owner(Protocol):
    """This program's claim on what it runs, under a `name` that no other program ever has."""

    name: str

    async def gone(self, names: Iterable[str]) -> set[str]:
        """Those of these programs that do not live any more. Raises `StorageError`."""
        ...

    async def close(self) -> None:
        """Give the claim back."""
        ...
