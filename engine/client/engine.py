"""The engine interface: operations, and two streams of events."""

from collections.abc import AsyncGenerator
from typing import TYPE_CHECKING, Protocol, TypeVar

if TYPE_CHECKING:
    from schemas.messages.base import Answered
    from schemas.messages.events import ExecutionEvent, SessionChange

R = TypeVar("R")


class Engine(Protocol):
    """What a terminal, a script or a server talks to.

    `call` runs the operation of a request and returns its reply; it raises
    `engine.operations.errors.OperationError` and nothing else. `events` yields an
    execution's events after number `after`, stored ones first, until it ends. `changes`
    yields what happens to a session, from any client, for as long as it is read. Both raise
    `OperationError`, for example if there is no such thing, and end when the engine is closed.
    `ready` returns when requests are answered; until then, what they are made of may not even be loaded.
    """

    async def call(self, request: "Answered[R]") -> R: ...

    def events(self, execution_id: str, after: int = 0) -> AsyncGenerator["ExecutionEvent"]: ...

    def changes(self, session_id: str, after: int = 0) -> AsyncGenerator["SessionChange"]: ...

    async def ready(self) -> None: ...

    async def close(self) -> None: ...
