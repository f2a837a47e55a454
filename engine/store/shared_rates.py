"""How often something may be done in a minute by all programs of a PostgreSQL together."""

import logging
from collections.abc import Awaitable, Callable, Iterable
from typing import Any, Protocol, runtime_checkable

from engine.store.database import Database, Row
from engine.store.errors import StorageError

MINUTE = 60.0

_log = logging.getLogger(__name__)


@runtime_checkable
class _Shared(Protocol):
    """A database on PostgreSQL, known by what it alone can do."""

    async def beside(self, sql: str, parameters: Iterable[Any] = ()) -> list[Row]: ...


def turns_on(database: Database) -> Callable[[str, int], Awaitable[float]] | None:
    """Takes turns for all programs of a shared store; None where there is but this one.

    A store that cannot be reached keeps nobody waiting: each program has a limit of its own beside this.
    """
    if not isinstance(database, _Shared):
        return None
    shared: _Shared = database

    async def turn(name: str, a_minute: int) -> float:
        try:
            return await reserve(shared, name, a_minute)
        except StorageError as error:
            _log.warning("the rate of %s is not shared at present: %s", name, error.message)
            return 0.0

    return turn


async def reserve(database: _Shared, name: str, a_minute: int) -> float:
    """Take the next turn of `name`; return in how many seconds it comes. Raises `StorageError`.

    In any 60 seconds there are at most `a_minute` turns: a tenth of them at once, the others evenly
    after each other. The clock is the database's.
    """
    burst = max(1, a_minute // 10)
    between = MINUTE / (a_minute - burst + 1)
    ((seconds,),) = await database.beside(_RESERVE, (name, between, between, between))
    return max(0.0, float(seconds) - burst * between)


_RESERVE = """
INSERT INTO rates (name, next_at) VALUES (?, extract(epoch FROM clock_timestamp()) + ?)
ON CONFLICT (name) DO UPDATE
SET next_at = greatest(rates.next_at, excluded.next_at - ?) + ?
RETURNING next_at - extract(epoch FROM clock_timestamp())
"""
