"""A database on PostgreSQL: what every repository asks for, with connections that replace themselves."""

import asyncio
import contextlib
from collections.abc import AsyncGenerator, Iterable
from typing import Any, Self

import psycopg
from psycopg.pq import TransactionStatus

from engine.finish import finish
from engine.store.database import Database, Row, Transaction
from engine.store.errors import StorageError, closed
from engine.store.postgres.address import Address
from engine.store.postgres.connections import Connection, Connections, connect, discard
from engine.store.postgres.errors import from_postgres, is_lost, unknown_outcome
from engine.store.postgres.outcomes import Outcomes
from engine.store.postgres.schema import SCHEMA, migrate
from engine.store.postgres.signals import PostgresSignals
from engine.store.postgres.sql import translated
from engine.store.postgres.turns import Turns, lock_of

PATIENCE_SECONDS = 20.0
"""How long to wait for a database that cannot be reached, before we say so."""
LOCK_SECONDS = 30.0
"""How long others may write before we say that it is their turn for too long."""
STATEMENT_SECONDS = 60.0
MOST = 5
"""Connections for writing, and as many for reading."""
MOST_BESIDE = 2
"""Connections for what waits for nobody's turn: heartbeats must not stand behind writers that do."""
_COMMIT_SECONDS = 30.0
_LAST_SECONDS = 2.0


_Mark = tuple[str, str]
"""A transaction's number, and the name that `Outcomes` had then."""


class PostgresTransaction(Transaction):
    """Implements `Transaction`."""

    def __init__(self, connection: Connection, where: str) -> None:
        super().__init__()
        self._connection = connection
        self._where = where

    async def execute(self, sql: str, parameters: Iterable[Any] = ()) -> int:
        """See `Transaction`."""
        try:
            cursor = await self._connection.execute(translated(sql), storable(parameters))
        except psycopg.Error as error:
            raise from_postgres(error, self._where) from None
        return cursor.rowcount

    async def execute_many(self, sql: str, rows: Iterable[Iterable[Any]]) -> None:
        """See `Transaction`."""
        given = [storable(row) for row in rows]
        if not given:
            return
        try:
            async with self._connection.cursor() as cursor:
                await cursor.executemany(translated(sql), given)
        except psycopg.Error as error:
            raise from_postgres(error, self._where) from None

    async def all(self, sql: str, parameters: Iterable[Any] = ()) -> list[Row]:
        """See `Transaction`."""
        try:
            cursor = await self._connection.execute(translated(sql), storable(parameters))
            return list(await cursor.fetchall())
        except psycopg.Error as error:
            raise from_postgres(error, self._where) from None


class PostgresDatabase(Database):
    """Implements `Database`; `patience` and `lock` in seconds."""

    def __init__(self, address: Address, *, patience: float, lock: float) -> None:
        self.where = address.where
        self.address = address
        self._patience = patience
        self._settings = (
            f"SET search_path = {SCHEMA}, public; SET lock_timeout = {int(lock * 1000)};"
            f" SET statement_timeout = {int(STATEMENT_SECONDS * 1000)};"
            f" SET idle_in_transaction_session_timeout = {int(STATEMENT_SECONDS * 1000)}"
        ).encode()
        self._writers = Connections(address, MOST, patience, self._prepare)
        self._readers = Connections(address, MOST, patience, self._prepare_reader)
        self._beside = Connections(address, MOST_BESIDE, patience, self._prepare)
        self._outcomes = Outcomes(self.all, self.beside)
        self._turns = Turns()
        self._closed = False
        self._signals = PostgresSignals(address)

    @property
    def signals(self) -> PostgresSignals:
        """See `Database`: all programs are reached."""
        return self._signals

    @classmethod
    async def open(
        cls, address: Address, *, patience: float = PATIENCE_SECONDS, lock: float = LOCK_SECONDS
    ) -> Self:
        """Connect, and bring the tables up to date. Raises `StorageError`."""
        database = cls(address, patience=patience, lock=lock)
        connection = await connect(address, patience, database._prepare)
        try:
            await migrate(connection, address.where)
        except psycopg.Error as error:
            raise from_postgres(error, address.where) from None
        finally:
            await discard(connection)
        try:
            await database._outcomes.start()
        except BaseException:
            await database.close()
            raise
        database._signals.start()
        return database

    def pool_numbers(self) -> dict[str, int]:
        """Connections of both kinds, for whoever watches: see `Connections.numbers`."""
        pools = {"writers": self._writers, "readers": self._readers}
        return {f"{kind}_{what}": count for kind, of in pools.items() for what, count in of.numbers().items()}

    async def close(self) -> None:
        """See `Database`."""
        self._closed = True
        await self._turns.quiet()
        await self._signals.close()
        with contextlib.suppress(StorageError, TimeoutError):
            async with asyncio.timeout(_LAST_SECONDS):
                await self._outcomes.close()
        for each in (self._writers, self._readers, self._beside):
            await each.close()

    @contextlib.asynccontextmanager
    async def transaction(self, *, of: str = "") -> AsyncGenerator[Transaction]:
        """See `Database`."""
        async with self._turns.of(of):
            if self._closed:
                raise closed()
            connection, mark = await self._begin(of)
            transaction = PostgresTransaction(connection, self.where)
            try:
                yield transaction
            except BaseException as error:
                await finish(self._undo(connection, error))
                raise
            await finish(self._end(connection, mark, transaction))

    async def all(self, sql: str, parameters: Iterable[Any] = ()) -> list[Row]:
        """See `Database`. Asked again where the connection was lost."""
        given, statement = storable(parameters), translated(sql)
        end = asyncio.get_running_loop().time() + self._patience
        while True:
            connection = await self._readers.take()
            try:
                cursor = await connection.execute(statement, given)
                return list(await cursor.fetchall())
            except psycopg.Error as error:
                if not is_lost(error) or asyncio.get_running_loop().time() >= end:
                    raise from_postgres(error, self.where) from None
                await discard(connection)
                await self._readers.lost()
            except asyncio.CancelledError:
                await discard(connection)  # see `_undo`
                raise
            finally:
                await finish(self._readers.give(connection))

    async def beside(self, sql: str, parameters: Iterable[Any] = ()) -> list[Row]:
        """Run one statement that writes, in a transaction of its own which waits for nobody's turn."""
        connection = await self._beside.take()
        try:
            cursor = await connection.execute(translated(sql), storable(parameters))
            return list(await cursor.fetchall()) if cursor.description else []
        except psycopg.Error as error:
            if is_lost(error):
                await discard(connection)
                await self._beside.lost()
            raise from_postgres(error, self.where) from None
        finally:
            await finish(self._beside.give(connection))

    async def _prepare(self, connection: Connection) -> None:
        await connection.execute(self._settings, prepare=False)

    async def _prepare_reader(self, connection: Connection) -> None:
        settings = self._settings + b"; SET default_transaction_read_only = on"
        await connection.execute(settings, prepare=False)

    async def _begin(self, of: str) -> tuple[Connection, _Mark]:
        """A connection in a transaction that has its lock, and what it is to be known by later."""
        # One round trip. The lock comes in a statement before those that read: these see what is committed.
        begin = f"BEGIN; SELECT {lock_of(of)}, pg_current_xact_id()::text".encode()
        end = asyncio.get_running_loop().time() + self._patience
        while True:
            connection = await self._writers.take()
            name = self._outcomes.name
            try:
                cursor = await connection.execute(begin, prepare=False)
                while cursor.nextset():
                    pass
                row = await cursor.fetchone()
                assert row is not None
                return connection, (str(row[-1]), name)
            except BaseException as error:
                await finish(self._undo(connection, error))
                if not isinstance(error, psycopg.Error):
                    raise
                # Nothing was asked of it yet: begun again on another connection.
                if not is_lost(error) or asyncio.get_running_loop().time() >= end:
                    raise from_postgres(error, self.where) from None
                await self._writers.lost()

    async def _end(self, connection: Connection, mark: _Mark, transaction: Transaction) -> None:
        try:
            await self._commit(connection, mark)
        finally:
            await self._writers.give(connection)
        transaction.committed(self._signals)

    async def _commit(self, connection: Connection, mark: _Mark) -> None:
        if connection.info.transaction_status == TransactionStatus.INERROR:
            await connection.execute(b"ROLLBACK", prepare=False)
            raise StorageError("unavailable", f"The database {self.where} refused a statement before.")
        try:
            async with asyncio.timeout(_COMMIT_SECONDS):
                await connection.execute(b"COMMIT", prepare=False)
        except (psycopg.Error, TimeoutError) as error:
            if not is_lost(error):
                raise from_postgres(error, self.where) from None
            await discard(connection)
            await self._writers.lost()
            if not await self._has_committed(mark):
                raise from_postgres(error, self.where) from None

    async def _has_committed(self, mark: _Mark) -> bool:
        """What became of a transaction whose connection broke at its commit. Raises `StorageError`."""
        end = asyncio.get_running_loop().time() + self._patience
        while asyncio.get_running_loop().time() < end:
            try:
                outcome = await self._outcomes.of(*mark)
            except StorageError:
                break
            if outcome == "unknown":
                break
            # While its process still is at it, nobody knows.
            if outcome != "under way":
                return outcome == "committed"
            await asyncio.sleep(0.1)
        raise unknown_outcome(self.where)

    async def _undo(self, connection: Connection, error: BaseException) -> None:
        try:
            if isinstance(error, asyncio.CancelledError):
                # The wish to cancel its statement may be late, and meet the next one.
                await discard(connection)
            elif connection.info.transaction_status != TransactionStatus.IDLE:
                async with asyncio.timeout(_COMMIT_SECONDS):
                    await connection.execute(b"ROLLBACK", prepare=False)
        except (psycopg.Error, TimeoutError):
            await discard(connection)  # the server undoes what a lost connection had begun
        finally:
            await self._writers.give(connection)


def storable(parameters: Iterable[Any]) -> tuple[Any, ...]:
    """Parameters as PostgreSQL can keep them: it has no texts with a NUL in it, U+FFFD stands for that."""
    return tuple(
        each.replace("\0", "\ufffd") if isinstance(each, str) and "\0" in each else each
        for each in parameters
    )
