"""Writes an execution's events: first to the store, then to whoever listens."""

import asyncio
import time
from base64 import b64encode
from collections.abc import Awaitable, Callable, Mapping
from types import TracebackType
from typing import Any, Self

from engine.actions.action import Preview
from engine.actions.scope import Write
from engine.store.database import Database, Transaction
from engine.store.errors import StorageError
from engine.store.executions import Executions, event
from schemas.messages.events import EventKind, ExecutionEvent

TOKEN_SECONDS = 0.033
"""Tokens are gathered this long: 30 writes a second however fast they come."""

PROGRESS_SECONDS = 0.1
"""Progress that follows sooner than this replaces nothing and is dropped."""


class Trail:
    """The event writer of one execution; an async context manager.

    Events are numbered without gaps: a number is taken when its event is committed.
    """

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
        self._late: dict[str, Any] | None = None
        self._late_writer: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        writers = [writer for writer in (self._flusher, self._late_writer) if writer]
        for writer in writers:
            writer.cancel()
        if writers:
            await asyncio.wait(writers)
        self._flusher = self._late_writer = None

    async def add(self, kind: EventKind, data: Mapping[str, Any]) -> None:
        """Write and publish one event, after the tokens that came before it."""
        await self.add_with(kind, data, self._alone)

    async def add_with(
        self, kind: EventKind, data: Mapping[str, Any], change: Callable[[Write], Awaitable[None]]
    ) -> None:
        """Write an event in the transaction that `change` makes, and publish it once that is committed.

        `change` passes its transaction to the `Write` it is given. If it raises, the event
        does not exist.
        """
        async with self._writing:
            await self._flush()
            await self._write(kind, data, change)

    async def token(self, text: str) -> None:
        """Gather a token; it is written and published within `TOKEN_SECONDS`."""
        if self._failure:
            raise self._failure
        self._pending.append(text)
        if self._flusher is None or self._flusher.done():
            self._flusher = asyncio.create_task(self._flush_soon())

    async def progress(self, fraction: float | None, message: str) -> None:
        """Write progress, at most ten times a second; the newest is never left out for long."""
        data = {"fraction": fraction, "message": message}
        now = time.monotonic()
        if now - self._progress_at >= PROGRESS_SECONDS or (fraction or 0) >= 1:
            self._progress_at, self._late = now, None
            await self.add("progress", data)
            return
        self._late = data
        if self._late_writer is None or self._late_writer.done():
            self._late_writer = asyncio.create_task(self._write_late())

    def preview(self, preview: Preview) -> None:
        """Show listeners in this program how an item looks so far; nothing is written."""
        data = {
            "index": preview.index,
            "media_type": preview.media_type,
            "data": b64encode(preview.data).decode("ascii"),
        }
        self._executions.publish(event(self._id, self._seq - 1, "preview", data))

    async def _write_late(self) -> None:
        await asyncio.sleep(self._progress_at + PROGRESS_SECONDS - time.monotonic())
        late, self._late = self._late, None
        if late is None:
            return
        self._progress_at = time.monotonic()
        try:
            await self.add("progress", late)
        except StorageError as error:
            self._failure = error

    async def end(
        self, kind: EventKind, data: Mapping[str, Any], change: Callable[[Write], Awaitable[None]]
    ) -> None:
        """Write the last event, also when tokens before it could not be written."""
        async with self._writing:
            try:
                await self._flush()
            except StorageError:
                self._pending.clear()
            await self._write(kind, data, change)

    def publish_unsaved(self, kind: EventKind, data: Mapping[str, Any]) -> None:
        """Tell listeners of something that could not be stored, such as a full disk."""
        self._took(event(self._id, self._seq, kind, dict(data)))

    async def _flush_soon(self) -> None:
        await asyncio.sleep(TOKEN_SECONDS)
        try:
            async with self._writing:
                await self._flush()
        except StorageError as error:
            self._failure = error

    async def _flush(self) -> None:
        """Write what is gathered; it stays gathered until it is on disk."""
        if not self._pending:
            return
        count = len(self._pending)

        async def change(write: Write) -> None:
            async with self._database.transaction(of=self._id) as transaction:
                await write(transaction)
                transaction.after_commit(forget)

        def forget() -> None:
            del self._pending[:count]

        await self._write("token", {"text": "".join(self._pending)}, change)

    async def _alone(self, write: Write) -> None:
        async with self._database.transaction(of=self._id) as transaction:
            await write(transaction)

    async def _write(
        self, kind: EventKind, data: Mapping[str, Any], change: Callable[[Write], Awaitable[None]]
    ) -> None:
        written = event(self._id, self._seq, kind, dict(data))

        async def write(transaction: Transaction) -> None:
            await self._executions.record(transaction, written)
            transaction.after_commit(lambda: self._took(written))

        try:
            await change(write)
        except StorageError as error:
            if error.code != "lost":
                raise
            # Nothing was saved: again, on another connection.
            await change(write)

    def _took(self, written: ExecutionEvent) -> None:
        self._seq = written.seq + 1
        self._executions.publish(written)
