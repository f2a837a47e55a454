"""Writes an execution's events: first to the store, then to whoever listens."""

import asyncio
import time
from collections.abc import Mapping
from types import TracebackType
from typing import Any, Self

from engine.store.database import Database, Transaction
from engine.store.errors import StorageError
from engine.store.executions import Executions, event
from schemas.messages.events import EventKind, ExecutionEvent

TOKEN_SECONDS = 0.033
"""Tokens are gathered this long: 30 writes a second however fast they come."""

PROGRESS_SECONDS = 0.1
"""Progress that follows sooner than this replaces nothing and is dropped."""


class Trail:
    """The event writer of one execution; an async context manager that flushes at the end."""

    def __init__(self, database: Database, executions: Executions, execution_id: str, next_seq: int) -> None:
        self._database = database
        self._executions = executions
        self._id = execution_id
        self._seq = next_seq
        self._pending: list[str] = []
        self._flusher: asyncio.Task[None] | None = None
        self._writing = asyncio.Lock()
        self._failure: StorageError | None = None
        self._progress_at = 0.0

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._flusher:
            self._flusher.cancel()
            await asyncio.gather(self._flusher, return_exceptions=True)
            self._flusher = None

    async def add(self, kind: EventKind, data: Mapping[str, Any]) -> None:
        """Write and publish one event, after the tokens that came before it."""
        async with self._writing:
            await self._flush()
            await self._write(kind, dict(data))

    async def token(self, text: str) -> None:
        """Gather a token; it is written and published within `TOKEN_SECONDS`."""
        if self._failure:
            raise self._failure
        self._pending.append(text)
        if self._flusher is None or self._flusher.done():
            self._flusher = asyncio.create_task(self._flush_soon())

    async def progress(self, fraction: float | None, message: str) -> None:
        """Write progress, at most ten times a second."""
        now = time.monotonic()
        if now - self._progress_at >= PROGRESS_SECONDS or (fraction or 0) >= 1:
            self._progress_at = now
            await self.add("progress", {"fraction": fraction, "message": message})

    async def flush(self) -> None:
        """Write what is gathered."""
        async with self._writing:
            await self._flush()

    def next(self, kind: EventKind, data: Mapping[str, Any]) -> ExecutionEvent:
        """The next event, for a caller who writes it in a transaction of its own (after `flush`).

        It takes its number only with `took`, once that transaction is committed.
        """
        return event(self._id, self._seq, kind, dict(data))

    async def record(self, transaction: Transaction, written: ExecutionEvent) -> None:
        """Write an event of `next` in the caller's transaction."""
        await self._executions.record(transaction, written)

    def took(self, written: ExecutionEvent) -> None:
        """The caller's transaction is committed: publish."""
        self._seq = written.seq + 1
        self._executions.publish(written)

    def publish_unsaved(self, kind: EventKind, data: Mapping[str, Any]) -> None:
        """Tell listeners of something that could not be stored, such as a full disk."""
        self.took(self.next(kind, data))

    async def _flush_soon(self) -> None:
        await asyncio.sleep(TOKEN_SECONDS)
        try:
            await self.flush()
        except StorageError as error:
            self._failure = error

    async def _flush(self) -> None:
        if self._pending:
            text = "".join(self._pending)
            self._pending.clear()
            await self._write("token", {"text": text})

    async def _write(self, kind: EventKind, data: dict[str, Any]) -> None:
        if self._failure:
            raise self._failure
        written = self.next(kind, data)
        async with self._database.transaction() as transaction:
            await self.record(transaction, written)
        self.took(written)
