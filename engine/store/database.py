"""What the rest of the engine knows of a database: rows, transactions, signals.

SQL is plain and runs on SQLite and on PostgreSQL; see docs/store.md for what that asks for.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractAsyncContextManager
from typing import Any, Protocol

from engine.store.signals import Signals

BUSY_SECONDS = 5.0
"""How long another program may hold the database before we say so."""

Row = Sequence[Any]


class Rows(Protocol):
    """What can be asked for rows: the database as last committed, or a transaction."""

    async def all(self, sql: str, parameters: Iterable[Any] = ()) -> list[Row]: ...

    async def one(self, sql: str, parameters: Iterable[Any] = ()) -> Row | None: ...


class Transaction(ABC):
    """Statements that are committed together or not at all."""

    def __init__(self) -> None:
        self._after: list[Callable[[], None]] = []
        self._topics: dict[str, None] = {}

    @abstractmethod
    async def execute(self, sql: str, parameters: Iterable[Any] = ()) -> int:
        """Run one statement; return how many rows it changed. Raises `AlreadyThere`."""

    @abstractmethod
    async def execute_many(self, sql: str, rows: Iterable[Iterable[Any]]) -> None:
        """Run one statement for each row of parameters."""

    @abstractmethod
    async def all(self, sql: str, parameters: Iterable[Any] = ()) -> list[Row]:
        """Every row of a query."""

    async def one(self, sql: str, parameters: Iterable[Any] = ()) -> Row | None:
        """The first row of a query, or None."""
        rows = await self.all(sql, parameters)
        return rows[0] if rows else None

    def after_commit(self, tell: Callable[[], None]) -> None:
        """Call `tell` once everything is on disk, even if the task is cancelled during the commit."""
        self._after.append(tell)

    async def tell(self, topic: str) -> None:
        """Tell whoever listens to a topic, in every program that can be reached, after the commit."""
        self._topics[topic] = None

    def committed(self, signals: Signals) -> None:
        """For `Database.transaction`: do what was to be done after the commit."""
        for tell in self._after:
            tell()
        if self._topics:
            signals.tell(*self._topics)


class Database(ABC):
    """An open database. Writes go through `transaction()`."""

    @property
    @abstractmethod
    def signals(self) -> Signals:
        """Where others are told of what was written here, and the other way round."""

    @abstractmethod
    def transaction(self, *, of: str = "") -> AbstractAsyncContextManager[Transaction]:
        """A write transaction. Raises `StorageError`; then nothing was changed.

        It is the only one there is at that time, in all programs. `of` says that it reads and writes
        only what belongs to that one thing, a session or an execution by its id: then it may run
        beside those of other things.

        A task cancelled inside leaves nothing behind. One cancelled while it commits has
        committed: what must follow a commit goes through `Transaction.after_commit`.
        """

    @abstractmethod
    async def all(self, sql: str, parameters: Iterable[Any] = ()) -> list[Row]:
        """Every row of a query, as last committed."""

    async def one(self, sql: str, parameters: Iterable[Any] = ()) -> Row | None:
        """The first row of a query, or None."""
        rows = await self.all(sql, parameters)
        return rows[0] if rows else None

    @abstractmethod
    async def close(self) -> None:
        """Close it, after the transactions that run."""
