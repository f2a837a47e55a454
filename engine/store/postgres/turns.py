"""Whose turn it is to write, in this program; between programs PostgreSQL's advisory locks say so.

Who waits here holds no connection.
"""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from hashlib import blake2b

WHOLE = "pg_advisory_xact_lock(5231, 1)"
_SHARED = "pg_advisory_xact_lock_shared(5231, 1)"


def lock_of(thing: str) -> str:
    """What takes the lock, in SQL: of everything, or of one thing beside those of others."""
    if not thing:
        return WHOLE
    key = int.from_bytes(blake2b(thing.encode(), digest_size=8).digest(), "big", signed=True)
    return f"{_SHARED}, pg_advisory_xact_lock({key})"


class Turns:
    """One turn at a time for each thing, and for the whole."""

    def __init__(self) -> None:
        self._locks: dict[str, tuple[asyncio.Lock, int]] = {}

    async def quiet(self) -> None:
        """Return when nobody holds or awaits a turn."""
        while self._locks:
            lock, _ = next(iter(self._locks.values()))
            async with lock:
                pass
            await asyncio.sleep(0)

    @asynccontextmanager
    async def of(self, thing: str) -> AsyncGenerator[None]:
        """Hold the turn of a thing."""
        lock, waiting = self._locks.get(thing, (asyncio.Lock(), 0))
        self._locks[thing] = lock, waiting + 1
        try:
            async with lock:
                yield
        finally:
            _, waiting = self._locks.pop(thing)
            if waiting > 1:
                self._locks[thing] = lock, waiting - 1
