"""What became of a transaction whose connection broke at its commit.

PostgreSQL is asked by the transaction's number. Only after a crash of the server that number may have
been given to another transaction, if nothing of ours had reached its disk. Whether there was a crash tells
a table that PostgreSQL empties then, and at no other time: an unlogged one, with a row of each program.
"""

import secrets
from collections.abc import Awaitable, Callable, Iterable
from typing import Any, Literal

from engine.store.database import Row

Outcome = Literal["committed", "undone", "under way", "unknown"]
Ask = Callable[[str, Iterable[Any]], Awaitable[list[Row]]]


class Outcomes:
    """For one program. `read` and `write` run a statement each."""

    def __init__(self, read: Ask, write: Ask) -> None:
        self._read = read
        self._write = write
        self.name = ""
        """Of this program's row: what a transaction has to know of when it begins."""

    async def start(self) -> None:
        """Begin to watch for crashes, or again after one. Raises `StorageError`."""
        name = secrets.token_hex(8)
        await self._write("INSERT INTO uncrashed (name) VALUES (?)", (name,))
        self.name = name

    async def of(self, number: str, name: str) -> Outcome:
        """What became of the transaction of that number that began when the row was `name`.

        Raises `StorageError`.
        """
        # A number that was never given is in the future: as one that was undone.
        [[status, calm]] = await self._read(_STATUS, (number, number, name))
        if status == "in progress":
            return "under way"
        if status != "committed":
            return "undone"
        if calm:
            return "committed"
        if self.name == name:
            await self.start()
        return "unknown"

    async def close(self) -> None:
        """Forget this program. Raises `StorageError`."""
        await self._write("DELETE FROM uncrashed WHERE name = ?", (self.name,))


_STATUS = """
SELECT CASE WHEN CAST(? AS xid8) < pg_snapshot_xmax(pg_current_snapshot())
            THEN pg_xact_status(CAST(? AS xid8)) END,
       EXISTS (SELECT 1 FROM uncrashed WHERE name = ?)
"""
