"""Connections to PostgreSQL: some, made when needed, replaced when lost.

Not psycopg_pool: after an outage its pauses between attempts grow to many seconds; here whoever waits
tries, several times a second, for as long as it may wait.
"""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable

import psycopg
from psycopg import AsyncConnection
from psycopg.pq import TransactionStatus

from engine.finish import finish
from engine.store.errors import closed
from engine.store.postgres.address import Address
from engine.store.postgres.errors import busy, from_postgres, is_final, unreachable

Connection = AsyncConnection[tuple[object, ...]]
Prepare = Callable[[Connection], Awaitable[None]]

_PAUSES = (0.05, 0.1, 0.2, 0.4)
"""Between attempts to connect; the last one again and again."""
_ATTEMPT_SECONDS = 6.0
_CLOSE_SECONDS = 2.0
_HALF_MADE_SECONDS = 0.5


async def connect(address: Address, patience: float, prepare: Prepare) -> Connection:
    """A new connection, in autocommit; tries for `patience` seconds. Raises `StorageError`."""
    loop = asyncio.get_running_loop()
    end = loop.time() + patience
    attempt = 0
    while True:
        connection: Connection | None = None
        try:
            connection = await _attempt(address)
            async with asyncio.timeout(_ATTEMPT_SECONDS):
                await prepare(connection)
            return connection
        except (psycopg.Error, OSError, TimeoutError) as error:
            if connection is not None:
                await discard(connection)
            if is_final(error):
                raise unreachable(error, address.where) from None
            if isinstance(error, psycopg.Error) and error.sqlstate:
                raise from_postgres(error, address.where) from None
            if loop.time() >= end:
                raise unreachable(error, address.where) from None
        except BaseException:
            if connection is not None:
                await discard(connection)
            raise
        await asyncio.sleep(_PAUSES[min(attempt, len(_PAUSES) - 1)])
        attempt += 1


async def _attempt(address: Address) -> Connection:
    task = asyncio.ensure_future(
        AsyncConnection.connect(**address.settings, autocommit=True)  # pyright: ignore[reportArgumentType] - libpq's own settings are texts
    )
    try:
        done, _ = await asyncio.wait({task}, timeout=_ATTEMPT_SECONDS)
    except asyncio.CancelledError:
        await finish(_abandon(task))
        raise
    if not done:
        await finish(_abandon(task))
        raise TimeoutError
    return task.result()


async def _abandon(task: "asyncio.Future[Connection]") -> None:
    """Give up an attempt: where the server answers it is made first, and then closed.

    One that is half made would hold a place at the server until that one gives up, a minute later.
    """
    await asyncio.wait({task}, timeout=_HALF_MADE_SECONDS)
    if not task.done():
        task.cancel()
        await asyncio.wait({task})
    if not task.cancelled() and task.exception() is None:
        await discard(task.result())


async def discard(connection: Connection) -> None:
    """Close a connection, whatever state it is in."""

    async def close() -> None:
        with contextlib.suppress(psycopg.Error, OSError, TimeoutError):
            async with asyncio.timeout(_CLOSE_SECONDS):
                await connection.close()

    await finish(close())


class Connections:
    """Up to `most` connections; whoever needs one waits its turn for `patience` seconds."""

    def __init__(self, address: Address, most: int, patience: float, prepare: Prepare) -> None:
        self._address = address
        self._patience = patience
        self._prepare = prepare
        self._most = most
        self._room = asyncio.Semaphore(most)
        self._in_use = 0
        self._waiting = 0
        self._idle: list[Connection] = []
        self._closed = False

    async def take(self) -> Connection:
        """A connection, to be given back; it may have been lost since its last use. Raises `StorageError`."""
        if self._closed:
            raise closed()
        self._waiting += 1
        loop = asyncio.get_running_loop()
        end = loop.time() + self._patience
        try:
            async with asyncio.timeout_at(end):
                await self._room.acquire()
        except TimeoutError:
            raise busy(self._address.where) from None
        finally:
            self._waiting -= 1
        self._in_use += 1
        try:
            while self._idle:
                connection = self._idle.pop()
                if not connection.closed:
                    return connection
            return await connect(self._address, max(end - loop.time(), 0), self._prepare)
        except BaseException:
            self._free()
            raise

    async def give(self, connection: Connection) -> None:
        """Give a connection back; one with something unfinished, or lost, is closed."""
        try:
            if self._closed or connection.info.transaction_status != TransactionStatus.IDLE:
                await discard(connection)
            else:
                self._idle.append(connection)
        finally:
            self._free()

    def _free(self) -> None:
        self._in_use -= 1
        self._room.release()

    def numbers(self) -> dict[str, int]:
        """How many may be in use, are, lie idle; and how many wait for one."""
        return {
            "most": self._most,
            "in_use": self._in_use,
            "idle": len(self._idle),
            "waiting": self._waiting,
        }

    async def lost(self) -> None:
        """One was found lost: what lies idle is not trusted either."""
        idle, self._idle = self._idle, []
        for connection in idle:
            await discard(connection)

    async def close(self) -> None:
        """Close those that lie idle, and the others as they are given back."""
        self._closed = True
        await self.lost()
