"""`RemoteEngine`: the engine of a `reroll serve`, over HTTP or a Unix socket."""

import asyncio
import math
from collections.abc import AsyncGenerator
from contextlib import aclosing
from pathlib import Path
from typing import Any, Self, TypeVar
from urllib.parse import quote

from pydantic import ValidationError

from engine.access.kept_tokens import OpenToOthers, find_token
from engine.client.remote_http.address import parse_address
from engine.client.remote_http.connection import LONG, ORDINARY, Connection
from engine.client.remote_http.exports import Exports
from engine.client.remote_http.files import KeptBlobs, SentFiles
from engine.client.remote_http.following import PATIENCE, Following
from engine.client.remote_http.link import Link
from engine.operations.dispatcher import as_operation_error
from engine.operations.errors import BadRequest, Internal
from engine.operations.listed import operation_of
from engine.operations.reference import reply_of
from schemas.messages.access import GetMe, Me
from schemas.messages.base import Answered, Message
from schemas.messages.events import ExecutionEvent, SessionChange
from schemas.messages.executions import BlobContent
from schemas.messages.session import SessionSummary
from schemas.messages.sessions import GetSession

R = TypeVar("R")

_WAIT_FOR_WHAT_RUNS = frozenset(
    {
        *("sessions.start", "sessions.resume", "sessions.restore", "interactions.continue"),
        *("conversation.resend", "script-steps.execute", "models.fetch", "results.export"),
        *("records.preview-import", "records.import", "records.export"),
    }
)
"""Operations whose reply comes when something has ended that may take long."""


class RemoteEngine:
    """Implements `Engine`. What a server names by a path of its own is here a copy, see `GetBlob`."""

    def __init__(
        self, connection: Connection, kept: Path, exports: Path | None = None, *, patience: float = PATIENCE
    ) -> None:
        self._connection = connection
        self._closed = asyncio.Event()
        self._patience = patience
        self._following = Following(connection, self._closed)
        self._blobs = KeptBlobs(connection, kept)
        self._files = SentFiles(connection)
        self._exports = Exports(connection, exports or kept / "exports", self._summary)
        self.me = Me(user="", role="admin")

    @classmethod
    async def open(
        cls,
        address: str,
        kept: Path,
        exports: Path | None = None,
        *,
        token: str = "",
        patience: float = PATIENCE,
    ) -> Self:
        """The engine at `http://…` or at a socket's path, if it answers. Raises `OperationError`.

        `token` says who asks, where the server wants to know; see `engine.access.kept_tokens`.
        Files that are looked at are kept below the folder `kept`, what is exported goes below `exports`
        (`kept` without it) where no other place is named. `patience` is for how many
        seconds an execution's events try to come back while nobody answers.
        """
        # Reading the CA certificates takes a while: not on the event loop.
        connection = await asyncio.to_thread(Connection, parse_address(address), token)
        try:
            await connection.greet()
        except BaseException:
            await connection.close()
            raise
        return cls(connection, kept, patience=patience)

    @classmethod
    async def open_from(cls, home: Path, address: str) -> Self:
        """The same for whoever owns a home folder: with the token that is kept there for that server."""
        try:
            token = await asyncio.to_thread(find_token, home, address)
        except OpenToOthers as error:
            raise BadRequest(str(error)) from None
        engine = await cls.open(address, home / "remote", home / "exports", token=token)
        try:
            engine.me = await engine.call(GetMe())
        except BaseException:
            await engine.close()
            raise
        return engine

    async def call(self, request: Answered[R]) -> R:
        """Run an operation there. Raises `OperationError`."""
        assert isinstance(request, Message)
        if self._closed.is_set():
            raise _closed()
        try:
            operation = operation_of(type(request))
            elsewhere: Message | None = self._exports.elsewhere(request)
            sent: Message = elsewhere or await self._files.with_files(request)
            group, _, verb = operation.name.partition(".")
            data = await self._connection.post(
                f"/api/{group}/{verb}",
                sent.model_dump_json(by_alias=True, exclude_unset=True).encode(),
                timeout=LONG if operation.name in _WAIT_FOR_WHAT_RUNS else ORDINARY,
            )
            reply = self._read(reply_of(operation), data)
            answer: Any = reply
            if isinstance(reply, BlobContent):
                answer = await self._blobs.here(reply)
            elif elsewhere is not None:
                answer = await self._exports.here(request, reply)
            return answer
        except Exception as error:
            raise as_operation_error(error) from error

    async def events(self, execution_id: str, after: int = 0) -> AsyncGenerator[ExecutionEvent]:
        """An execution's events after number `after`, to its end. Raises `OperationError`.

        What passes (`PASSING_KINDS`) while a connection is broken is not sent again.
        """
        path = f"/api/executions/{quote(execution_id, safe='')}/events"
        async with aclosing(self._following.follow(path, after, self._patience)) as events:
            async for event in events:
                yield self._read(ExecutionEvent, event)

    async def changes(self, session_id: str, after: int = 0) -> AsyncGenerator[SessionChange]:
        """A session's changes after number `after`, for as long as they are read. Raises `OperationError`.

        Once they have begun they come back after every cut, however long it takes: calls say meanwhile
        that nobody answers.
        """
        path = f"/api/sessions/{quote(session_id, safe='')}/changes"
        async with aclosing(self._following.follow(path, after, math.inf)) as changes:
            async for change in changes:
                yield self._read(SessionChange, change)

    @property
    def link(self) -> Link:
        """Whether the server answers, and when it is asked again."""
        return self._connection.link

    async def ready(self) -> None:
        """It is, since it was opened."""

    async def close(self) -> None:
        """Let the server go; what runs there goes on. Once more does no harm."""
        self._closed.set()
        await self._connection.close()

    async def _summary(self, session_id: str) -> SessionSummary:
        return (await self.call(GetSession(session_id=session_id))).summary

    def _read(self, model: Any, data: Any) -> Any:
        try:
            return model.model_validate(data)
        except ValidationError:
            raise self._connection.nonsense() from None


def _closed() -> Internal:
    return Internal("The engine is closed.", code="closed")
