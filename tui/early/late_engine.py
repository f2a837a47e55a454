"""An engine that is not there yet."""

import asyncio
from collections.abc import AsyncGenerator, Mapping
from contextlib import aclosing
from typing import TYPE_CHECKING, TypeVar

from engine.operations.errors import OperationError

if TYPE_CHECKING:
    from engine.client.engine import Engine
    from schemas.messages.base import Answered
    from schemas.messages.events import ExecutionEvent, SessionChange

R = TypeVar("R")


class LateEngine:
    """Implements `Engine`: whatever is asked waits until the engine has come.

    Requests may be about a session that has no id yet: the names that stood for ids are replaced.
    """

    def __init__(self) -> None:
        self._came: asyncio.Future[tuple[Engine, Mapping[str, str]]] = (
            asyncio.get_running_loop().create_future()
        )

    def come(self, engine: "Engine", ids: Mapping[str, str]) -> None:
        """From now on `engine` answers; `ids` are by the names that stood for them."""
        self._came.set_result((engine, ids))

    def give_up(self) -> None:
        """No engine will come: whoever waits for one, or asks it, gets an `OperationError`."""
        self._came.set_exception(OperationError("This page is shown anew.", code="gone"))
        self._came.exception()  # it may be that nobody waits

    async def call(self, request: "Answered[R]") -> R:
        """See `Engine.call`."""
        engine, ids = await asyncio.shield(self._came)
        return await engine.call(_with_ids(request, ids))

    async def events(self, execution_id: str, after: int = 0) -> "AsyncGenerator[ExecutionEvent]":
        """See `Engine.events`."""
        engine, _ = await asyncio.shield(self._came)
        async with aclosing(engine.events(execution_id, after)) as events:
            async for event in events:
                yield event

    async def changes(self, session_id: str, after: int = 0) -> "AsyncGenerator[SessionChange]":
        """See `Engine.changes`."""
        engine, ids = await asyncio.shield(self._came)
        async with aclosing(engine.changes(ids.get(session_id, session_id), after)) as changes:
            async for change in changes:
                yield change

    async def ready(self) -> None:
        """See `Engine.ready`."""
        await asyncio.shield(self._came)

    async def close(self) -> None:
        """The engine belongs to whoever opened it."""


def _with_ids(request: "Answered[R]", ids: Mapping[str, str]) -> "Answered[R]":
    from schemas.messages.base import Message  # noqa: PLC0415 - the engine is there: it is imported

    if not isinstance(request, Message):
        return request
    news = {name: ids[value] for name, value in request if isinstance(value, str) and value in ids}
    return request.model_copy(update=news) if news else request
