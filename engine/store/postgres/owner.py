"""Which programs on one PostgreSQL live: each raises a counter of its own.

A program is gone when this one saw its counter unchanged for `GONE_SECONDS`, by this one's own clock
that never jumps, while the database answered at every look. So neither a clock that is set nor an
outage of the database makes anybody gone. Whoever finds one gone says so to all by deleting its row, if
the counter still is what it was. A program that was only held up makes its row again; what it was
running has been given up by then and takes nothing more from it, see docs/store.md.
"""

import asyncio
import contextlib
import logging
import secrets
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from time import monotonic
from typing import Self

from engine.store.errors import StorageError
from engine.store.postgres.database import PostgresDatabase

BEAT_SECONDS = 5.0
GONE_SECONDS = 30.0
_CLOSE_SECONDS = 2.0

_log = logging.getLogger(__name__)


@dataclass(slots=True)
class _Seen:
    """A program's counter, and for how long it has been seen so, in seconds."""

    beats: int
    unchanged: float = 0.0


class CountingOwner:
    """Implements `engine.store.owner.Owner`; `clock` in seconds, for tests."""

    def __init__(
        self, database: PostgresDatabase, *, beat: float, gone: float, clock: Callable[[], float]
    ) -> None:
        self.name = secrets.token_hex(16)
        self._database = database
        self._beat = beat
        self._gone = gone
        self._clock = clock
        self._seen: dict[str, _Seen] = {}
        self._looked: float | None = None
        """When the last look was that the database answered, if the one after it did not fail."""
        self._loop: asyncio.Task[None] | None = None

    @classmethod
    async def claim(
        cls,
        database: PostgresDatabase,
        *,
        beat: float = BEAT_SECONDS,
        gone: float = GONE_SECONDS,
        clock: Callable[[], float] = monotonic,
    ) -> Self:
        """Claim a new name. Raises `StorageError`."""
        owner = cls(database, beat=beat, gone=gone, clock=clock)
        await owner.beat()
        owner._loop = asyncio.create_task(owner._keep_beating(), name="heartbeat")
        return owner

    async def gone(self, names: Iterable[str]) -> set[str]:
        """See `Owner`."""
        asked = set(names) - {self.name}
        return asked - await self.look() if asked else set()

    async def look(self) -> set[str]:
        """Who lives, by what was seen up to now; who does not is deleted. Raises `StorageError`."""
        try:
            rows = await self._database.all("SELECT name, beats FROM programs")
        except StorageError:
            self._looked = None
            raise
        now = self._clock()
        # A long time without a look, as when this program was stopped, says nothing of the others.
        first = self._looked is None
        passed = 0.0 if self._looked is None else min(now - self._looked, 2 * self._beat)
        self._looked = now
        found = {str(name): int(beats) for name, beats in rows}
        before, self._seen = self._seen, {}
        for name, beats in found.items():
            seen = before.get(name)
            same = seen is not None and seen.beats == beats
            self._seen[name] = _Seen(beats, seen.unchanged + passed if same and seen else 0.0)
        if first:
            # After an outage the others need their time to come back, too.
            for each in self._seen.values():
                each.unchanged = 0.0
        for name, seen in list(self._seen.items()):
            if name != self.name and seen.unchanged >= self._gone and await self._bury(name, seen.beats):
                found.pop(name, None)
                self._seen.pop(name, None)  # another look may have been faster
        return set(found)

    async def beat(self) -> None:
        """Say that this program lives. Raises `StorageError`."""
        await self._database.beside(_BEAT, (self.name,))

    async def close(self) -> None:
        """See `Owner`."""
        if self._loop:
            self._loop.cancel()
            await asyncio.wait([self._loop])
        # Without the database others find out by themselves.
        with contextlib.suppress(StorageError, TimeoutError):
            async with asyncio.timeout(_CLOSE_SECONDS):
                await self._database.beside("DELETE FROM programs WHERE name = ?", (self.name,))

    async def _bury(self, name: str, beats: int) -> bool:
        """Say to all that a program is gone; False if it has just been heard of."""
        return bool(await self._database.beside(_BURY, (name, beats)))

    async def _keep_beating(self) -> None:
        while True:
            await asyncio.sleep(self._beat)
            # Each by itself: whoever cannot look still lives.
            for act in (self.beat, self.look):
                try:
                    await act()
                except StorageError:
                    pass
                except Exception:  # noqa: BLE001 - a fault here must not make this program seem gone
                    _log.exception("heartbeat")


_BEAT = """
INSERT INTO programs (name, beats) VALUES (?, 1) ON CONFLICT (name) DO UPDATE SET beats = programs.beats + 1
"""
_BURY = "DELETE FROM programs WHERE name = ? AND beats = ? RETURNING name"
