"""Signals between programs: PostgreSQL's LISTEN and NOTIFY.

What is told after a commit is gathered and sent on a connection of its own: a NOTIFY inside of
transactions would make all of them wait for one another's commit. A signal that is lost, with the
program that was to send it or with a connection, is made up for: whoever hears again looks once, and
there is a slow look in between (`NET_SECONDS`).
"""

import asyncio
import contextlib
import logging
import secrets
from collections.abc import Awaitable, Callable

import psycopg

from engine.store.errors import StorageError
from engine.store.postgres.address import Address
from engine.store.postgres.connections import Connection, connect, discard
from engine.store.signals import Signals

CHANNEL = "reroll"
_MOST_BYTES = 7000
"""Of one notification; PostgreSQL takes up to 8000."""
_CHECK_SECONDS = 10.0
"""A connection on which nothing came for so long is asked whether it lives."""
_PAUSE_SECONDS = 0.5
_NEWS_SECONDS = 5.0
_LAST_SECONDS = 1.0
"""How long closing waits for the last news to be sent."""

_Work = Callable[[Connection], Awaitable[None]]

_log = logging.getLogger(__name__)


class PostgresSignals(Signals):
    """Those of all programs on one database."""

    def __init__(self, address: Address) -> None:
        super().__init__()
        self._address = address
        self._name = secrets.token_hex(8)
        self._hears = False
        self._news: dict[str, None] = {}
        self._sending = False
        self._some = asyncio.Event()
        self._sent = asyncio.Event()
        self._tasks: list[asyncio.Task[None]] = []

    @property
    def far(self) -> bool:
        """See `Signals`."""
        return self._hears

    def start(self) -> None:
        """Begin to listen and to tell."""
        self._tasks = [
            asyncio.create_task(self._keep(self._listen), name="signals in"),
            asyncio.create_task(self._keep(self._send), name="signals out"),
        ]

    async def close(self) -> None:
        """Tell what is left to tell, then stop."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(_LAST_SECONDS):
                # What is on its way is no news any more, and would be cut off.
                while (self._news or self._sending) and self._hears:
                    self._sent.clear()
                    await self._sent.wait()
        for task in self._tasks:
            task.cancel()
        if self._tasks:
            await asyncio.wait(self._tasks)
        self._hears = False

    def tell(self, *topics: str) -> None:
        """See `Signals`: here at once, elsewhere a moment later."""
        super().tell(*topics)
        self._news.update(dict.fromkeys(topics))
        self._some.set()

    async def _keep(self, work: _Work) -> None:
        """Do it on a connection, and on another one whenever that is lost."""
        while True:
            try:
                connection = await connect(self._address, 0, _settle)
                try:
                    await work(connection)
                finally:
                    await discard(connection)
            except (psycopg.Error, StorageError, OSError, TimeoutError) as error:
                _log.debug("signals: %s", type(error).__name__)
            except Exception:  # noqa: BLE001 - whoever is told may fail; the next one is told all the same
                _log.exception("signals")
            await asyncio.sleep(_PAUSE_SECONDS)

    async def _listen(self, connection: Connection) -> None:
        await connection.execute(f"LISTEN {CHANNEL}".encode())
        self._hears = True
        self._wake_all()
        try:
            while True:
                async for each in connection.notifies(timeout=_CHECK_SECONDS):
                    sender, *topics = each.payload.split("\n")
                    if sender != self._name:
                        self._wake(topics, own=False)
                async with asyncio.timeout(_NEWS_SECONDS):
                    await connection.execute(b"SELECT 1")
        finally:
            self._hears = False

    async def _send(self, connection: Connection) -> None:
        while True:
            await self._some.wait()
            self._some.clear()
            while self._news:
                topics = self._some_news()
                self._sending = True
                payload = "\n".join((self._name, *topics))
                try:
                    async with asyncio.timeout(_NEWS_SECONDS):
                        await connection.execute(b"SELECT pg_notify(%s, %s)", (CHANNEL, payload))
                except BaseException:
                    self._news = dict.fromkeys((*topics, *self._news))
                    self._some.set()
                    raise
                finally:
                    self._sending = False
                self._sent.set()

    def _some_news(self) -> list[str]:
        """As many topics as one notification holds, taken out."""
        taken: list[str] = []
        room = _MOST_BYTES
        for topic in self._news:
            room -= len(topic.encode()) + 1
            if room < 0 and taken:
                break
            taken.append(topic)
        # Before they are sent: one told meanwhile is news again.
        for topic in taken:
            del self._news[topic]
        return taken


async def _settle(connection: Connection) -> None:
    # What is told says only where to look: it need not reach the disk.
    await connection.execute(b"SET synchronous_commit = off; SET statement_timeout = 5000", prepare=False)
