"""`LocalEngine`: the engine inside this process."""

from collections.abc import AsyncGenerator, Mapping
from contextlib import aclosing
from pathlib import Path
from typing import Self, TypeVar

from engine.actions.registry import Registry
from engine.operations.dispatcher import as_operation_error, dispatch
from engine.operations.services import Services
from engine.store.database import BUSY_SECONDS
from schemas.messages.base import Answered
from schemas.messages.events import ExecutionEvent, SessionChange

R = TypeVar("R")


class LocalEngine:
    """Implements `Engine`. Several programs may open the same home at the same time."""

    def __init__(self, services: Services) -> None:
        self._services = services

    @classmethod
    async def open(
        cls,
        home: Path,
        *,
        registry: Registry | None = None,
        stand_ins: Mapping[str, str] | None = None,
        busy_seconds: float = BUSY_SECONDS,
        store: str = "",
    ) -> Self:
        """Open the engine on a home folder. Raises `OperationError`.

        `stand_ins` lets built-in providers (`sketch`, `embedded`) answer for others, by name.
        `busy_seconds` is how long to wait for another program that holds the database.
        `store` is where a shared one is, `postgresql://…`; else what the environment or the file says.
        """
        try:
            services = await Services.open(
                home, registry=registry, stand_ins=stand_ins, busy_seconds=busy_seconds, store=store
            )
            return cls(services)
        except Exception as error:
            raise as_operation_error(error) from error

    async def call(self, request: Answered[R]) -> R:
        """Run an operation. Raises `OperationError`."""
        return await dispatch(self._services, request)

    async def events(self, execution_id: str, after: int = 0) -> AsyncGenerator[ExecutionEvent]:
        """An execution's events after number `after`, to its end. Raises `OperationError`."""
        try:
            await self._services.running.get(execution_id)
            async with aclosing(
                self._services.executions.events(execution_id, after, passing=True)
            ) as events:
                async for event in events:
                    yield event
        except Exception as error:
            raise as_operation_error(error) from error

    async def changes(self, session_id: str, after: int = 0) -> AsyncGenerator[SessionChange]:
        """A session's changes after number `after`, for as long as they are read. Raises `OperationError`."""
        try:
            async with aclosing(self._services.log.changes(session_id, after)) as changes:
                async for change in changes:
                    yield change
        except Exception as error:
            raise as_operation_error(error) from error

    async def drained(self) -> None:
        """Return once nothing runs in this program and nothing waits that it could begin."""
        await self._services.running.drained()

    async def ready(self) -> None:
        """It is, since it was opened."""

    async def close(self) -> None:
        """Stop and close everything."""
        await self._services.close()
