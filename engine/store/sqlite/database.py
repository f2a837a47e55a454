"""SQLite: one writer, one reader, in WAL mode, with errors a person can act on."""

import asyncio
import contextlib
import sqlite3
from collections.abc import AsyncGenerator, Iterable
from pathlib import Path
from typing import Any, Self

import aiosqlite

from engine.finish import finish
from engine.store.database import BUSY_SECONDS, Database, Row, Transaction
from engine.store.errors import StorageError, closed, from_os
from engine.store.signals import Signals
from engine.store.sqlite.errors import from_sqlite
from engine.store.tables import MIGRATIONS


class SqliteTransaction(Transaction):
    """Implements `Transaction`. sqlite3.Error passes through it: `SqliteDatabase` says what it means."""

    def __init__(self, connection: aiosqlite.Connection) -> None:
        super().__init__()
        self._connection = connection

    async def execute(self, sql: str, parameters: Iterable[Any] = ()) -> int:
        """See `Transaction`."""
        cursor = await self._connection.execute(sql, parameters)
        return cursor.rowcount

    async def execute_many(self, sql: str, rows: Iterable[Iterable[Any]]) -> None:
        """See `Transaction`."""
        await self._connection.executemany(sql, rows)

    async def all(self, sql: str, parameters: Iterable[Any] = ()) -> list[Row]:
        """See `Transaction`."""
        return list(await self._connection.execute_fetchall(sql, parameters))

    async def commit(self, signals: Signals) -> None:
        """For `SqliteDatabase.transaction`, which commits at its end."""
        await self._connection.commit()
        self.committed(signals)


class SqliteDatabase(Database):
    """Implements `Database`: writes go one at a time, whatever they are of."""

    def __init__(self, path: Path, writer: aiosqlite.Connection, reader: aiosqlite.Connection) -> None:
        self.path = path
        self._signals = Signals()
        self._writer = writer
        self._reader = reader
        self._writing = asyncio.Lock()
        self._closed = False

    @property
    def signals(self) -> Signals:
        """See `Database`: other programs are not reached."""
        return self._signals

    @classmethod
    async def open(cls, path: Path, *, busy_seconds: float = BUSY_SECONDS) -> Self:
        """Open or create the database at `path`. Raises `StorageError`."""
        try:
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        except OSError as error:
            raise from_os(error, path.parent) from None
        opened: list[aiosqlite.Connection] = []

        async def connect() -> None:
            opened.append(await aiosqlite.connect(path, isolation_level=None, timeout=busy_seconds))

        try:
            for _ in range(2):
                # A cancelled one leaves a thread that answers to a loop which may be closed by then.
                await finish(connect())
            writer, reader = opened
            await _use_wal(writer, busy_seconds)
            for pragma in ("synchronous=FULL", "foreign_keys=ON", "temp_store=MEMORY"):
                await writer.execute(f"PRAGMA {pragma}")
            await _migrate(writer, path)
            await reader.execute("PRAGMA query_only=ON")
            return cls(path, writer, reader)
        except BaseException as error:
            for connection in opened:
                await finish(connection.close())
            if isinstance(error, sqlite3.Error):
                raise from_sqlite(error, path) from None
            raise

    async def close(self) -> None:
        """Close both connections, after the transaction that runs; the WAL is folded into the file."""
        self._closed = True
        async with self._writing:
            await finish(self._reader.close())
            await finish(self._writer.close())

    @contextlib.asynccontextmanager
    async def transaction(self, *, of: str = "") -> AsyncGenerator[Transaction]:
        """See `Database`."""
        async with self._writing:
            self._check_open()
            transaction = SqliteTransaction(self._writer)
            try:
                try:
                    # The statements run in a thread that no cancellation stops: wait for each,
                    # or a BEGIN that nobody waits for leaves a transaction open for ever.
                    await finish(self._begin())
                    yield transaction
                    await finish(transaction.commit(self._signals))
                except BaseException:
                    await finish(self._undo())
                    raise
            except sqlite3.Error as error:
                raise from_sqlite(error, self.path) from None

    async def all(self, sql: str, parameters: Iterable[Any] = ()) -> list[Row]:
        """Every row of a query, as last committed."""
        self._check_open()
        try:
            return list(await self._reader.execute_fetchall(sql, parameters))
        except sqlite3.Error as error:
            raise from_sqlite(error, self.path) from None

    async def _begin(self) -> None:
        await self._writer.execute("BEGIN IMMEDIATE")

    async def _undo(self) -> None:
        # Does nothing without a transaction: SQLite itself rolls back on some errors.
        with contextlib.suppress(sqlite3.Error):
            await self._writer.rollback()

    def _check_open(self) -> None:
        if self._closed:
            raise closed()


async def _use_wal(writer: aiosqlite.Connection, busy_seconds: float) -> None:
    """Switch to WAL. SQLite does not wait for locks here, as when two programs make a database at once."""
    end = asyncio.get_running_loop().time() + busy_seconds
    while True:
        try:
            await writer.execute("PRAGMA journal_mode=WAL")
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) or asyncio.get_running_loop().time() >= end:
                raise
            await asyncio.sleep(0.02)
        else:
            return


async def _migrate(writer: aiosqlite.Connection, path: Path) -> None:
    if await _version(writer, path) == len(MIGRATIONS):
        return
    await writer.execute("BEGIN IMMEDIATE")
    # Another process may have migrated while we waited for the lock.
    for number in range(await _version(writer, path), len(MIGRATIONS)):
        for statement in MIGRATIONS[number].split(";"):
            if statement.strip():
                await writer.execute(statement)
        await writer.execute(f"PRAGMA user_version={number + 1}")
    await writer.commit()


async def _version(connection: aiosqlite.Connection, path: Path) -> int:
    rows = list(await connection.execute_fetchall("PRAGMA user_version"))
    version = int(rows[0][0])
    if version > len(MIGRATIONS):
        raise StorageError(
            "newer",
            f"The database {path} was written by a newer Reroll.",
            hint="Install the newer version, or set REROLL_HOME to another folder.",
        )
    return version
