"""The database: one writer, one reader, in WAL mode, with errors a person can act on."""

import asyncio
import contextlib
import sqlite3
from collections.abc import AsyncGenerator, Iterable, Sequence
from pathlib import Path
from typing import Any, Self

import aiosqlite

from engine.store.errors import StorageError, from_os, from_sqlite
from engine.store.tables import MIGRATIONS

BUSY_SECONDS = 5.0
"""How long another program may hold the database before we say so."""

Row = Sequence[Any]


class Transaction:
    """Statements that are committed together or not at all."""

    def __init__(self, connection: aiosqlite.Connection) -> None:
        self._connection = connection

    async def execute(self, sql: str, parameters: Iterable[Any] = ()) -> int:
        """Run one statement; return how many rows it changed."""
        cursor = await self._connection.execute(sql, parameters)
        return cursor.rowcount

    async def execute_many(self, sql: str, rows: Iterable[Iterable[Any]]) -> None:
        """Run one statement for each row of parameters."""
        await self._connection.executemany(sql, rows)

    async def all(self, sql: str, parameters: Iterable[Any] = ()) -> list[Row]:
        """Every row of a query."""
        return list(await self._connection.execute_fetchall(sql, parameters))

    async def one(self, sql: str, parameters: Iterable[Any] = ()) -> Row | None:
        """The first row of a query, or None."""
        rows = await self.all(sql, parameters)
        return rows[0] if rows else None


class Database:
    """An open database. Writes go through `transaction()`, one at a time."""

    def __init__(self, path: Path, writer: aiosqlite.Connection, reader: aiosqlite.Connection) -> None:
        self.path = path
        self._writer = writer
        self._reader = reader
        self._writing = asyncio.Lock()

    @classmethod
    async def open(cls, path: Path) -> Self:
        """Open or create the database at `path`. Raises `StorageError`."""
        try:
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        except OSError as error:
            raise from_os(error, path.parent) from None
        opened: list[aiosqlite.Connection] = []
        try:
            for _ in range(2):
                opened.append(await aiosqlite.connect(path, isolation_level=None, timeout=BUSY_SECONDS))
            writer, reader = opened
            for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "temp_store=MEMORY"):
                await writer.execute(f"PRAGMA {pragma}")
            await _migrate(writer, path)
            await reader.execute("PRAGMA query_only=ON")
            return cls(path, writer, reader)
        except BaseException as error:
            for connection in opened:
                await connection.close()
            if isinstance(error, sqlite3.Error):
                raise from_sqlite(error, path) from None
            raise

    async def close(self) -> None:
        """Close both connections; the WAL is folded into the file."""
        await self._reader.close()
        await self._writer.close()

    @contextlib.asynccontextmanager
    async def transaction(self) -> AsyncGenerator[Transaction]:
        """A write transaction. Raises `StorageError`; then nothing was changed."""
        async with self._writing:
            try:
                await self._writer.execute("BEGIN IMMEDIATE")
                try:
                    yield Transaction(self._writer)
                    await self._writer.execute("COMMIT")
                except BaseException:
                    if self._writer.in_transaction:
                        await self._writer.execute("ROLLBACK")
                    raise
            except sqlite3.IntegrityError:
                raise
            except sqlite3.Error as error:
                raise from_sqlite(error, self.path) from None

    async def all(self, sql: str, parameters: Iterable[Any] = ()) -> list[Row]:
        """Every row of a query, as last committed."""
        try:
            return list(await self._reader.execute_fetchall(sql, parameters))
        except sqlite3.Error as error:
            raise from_sqlite(error, self.path) from None

    async def one(self, sql: str, parameters: Iterable[Any] = ()) -> Row | None:
        """The first row of a query, or None."""
        rows = await self.all(sql, parameters)
        return rows[0] if rows else None


async def _migrate(writer: aiosqlite.Connection, path: Path) -> None:
    version = await _version(writer)
    if version > len(MIGRATIONS):
        raise StorageError(
            "newer",
            f"The database {path} was written by a newer Reroll.",
            hint="Install the newer version, or set REROLL_HOME to another folder.",
        )
    if version == len(MIGRATIONS):
        return
    await writer.execute("BEGIN IMMEDIATE")
    # Another process may have migrated while we waited for the lock.
    for number in range(await _version(writer), len(MIGRATIONS)):
        for statement in MIGRATIONS[number].split(";"):
            if statement.strip():
                await writer.execute(statement)
        await writer.execute(f"PRAGMA user_version={number + 1}")
    await writer.execute("COMMIT")


async def _version(connection: aiosqlite.Connection) -> int:
    rows = list(await connection.execute_fetchall("PRAGMA user_version"))
    return int(rows[0][0])
