"""Two connections for PgQueuer: one asks, one listens.

Its own driver does both over one, where a question waits until nobody listens: up to a second.
"""

import asyncio
import contextlib
from typing import Self

import psycopg
from pgqueuer.core.tm import TaskManager
from pgqueuer.ports.driver import NotifyCallback
from psycopg import AsyncRawCursor, sql
from psycopg.rows import dict_row

from engine.store.postgres.address import Address
from engine.store.postgres.connections import Connection, connect, discard
from engine.store.postgres.schema import SCHEMA

PATIENCE_SECONDS = 5.0
"""How long to try to connect."""


class AskingAndListening:
    """Implements PgQueuer's `Driver`. An async context manager: at its end it listens no more."""

    def __init__(self, asking: Connection, listening: Connection) -> None:
        self._asking = asking
        self._listening = listening
        self._callbacks: dict[str, list[NotifyCallback]] = {}
        self._shutdown = asyncio.Event()
        self._tasks = TaskManager()
        self._watcher: asyncio.Task[None] | None = None

    @classmethod
    async def connect(cls, address: Address, patience: float = PATIENCE_SECONDS) -> Self:
        """Both connections. Raises `StorageError`."""
        asking = await connect(address, patience, _in_schema)
        try:
            return cls(asking, await connect(address, patience, _in_schema))
        except BaseException:
            await discard(asking)
            raise

    @property
    def lost(self) -> bool:
        """Whether one of the connections has ended."""
        watched = self._watcher is not None and self._watcher.done()
        return watched or self._asking.closed or self._listening.closed

    async def close(self) -> None:
        """End both connections."""
        await discard(self._asking)
        await discard(self._listening)

    @property
    def shutdown(self) -> asyncio.Event:
        return self._shutdown

    @property
    def tm(self) -> TaskManager:
        return self._tasks

    async def fetch(self, query: str, *args: object) -> list[dict[str, object]]:
        cursor = AsyncRawCursor(self._asking, row_factory=dict_row)
        await cursor.execute(query.encode(), args or None)
        return await cursor.fetchall()

    async def execute(self, query: str, *args: object) -> str:
        cursor = AsyncRawCursor(self._asking)
        await cursor.execute(query.encode(), args or None)
        return cursor.statusmessage or ""

    async def notify(self, channel: str, payload: str) -> None:
        await self.execute("SELECT pg_notify($1, $2)", channel, payload)

    async def add_listener(self, channel: str, callback: NotifyCallback) -> None:
        if channel not in self._callbacks:
            await self._listening.execute(sql.SQL("LISTEN {}").format(sql.Identifier(channel)))
            self._callbacks[channel] = []
        self._callbacks[channel].append(callback)
        if self._watcher is None:
            self._watcher = asyncio.create_task(self._watch(), name="queue notices")

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        self._shutdown.set()
        if self._watcher:
            self._watcher.cancel()
            await asyncio.wait([self._watcher])
        await self._tasks.gather_tasks()

    async def _watch(self) -> None:
        # Once it is lost this ends, and `lost` says so.
        with contextlib.suppress(psycopg.Error):
            async for notice in self._listening.notifies():
                for callback in self._callbacks.get(notice.channel, ()):
                    callback(notice.payload)


async def _in_schema(connection: Connection) -> None:
    await connection.execute(f"SET search_path = {SCHEMA}, public".encode())
