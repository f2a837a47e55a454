"""Who takes what an execution makes: found by the name in its request."""

from collections.abc import Callable, Mapping
from functools import cache

from engine.actions.action import Outputs
from engine.actions.errors import ActionError
from engine.actions.scope import Landing, Scope, Write
from engine.store.executions import ExecutionRequest
from schemas.messages.results import Result
from schemas.messages.session import ExecutionStatus


class Landings:
    """Implements `Landing` by handing on to the one that `request.landing` names.

    A name that this version does not know, as after going back to an older program, is an `ActionError`.
    """

    def __init__(self, session: Landing) -> None:
        self._by_name: dict[str, Callable[[], Landing]] = {"": lambda: session}

    def add_late(self, name: str, make: Callable[[], Landing]) -> None:
        """Take in another one, made when it is first needed; ValueError if the name is taken."""
        if name in self._by_name:
            raise ValueError(f"two landings are called {name!r}")
        self._by_name[name] = cache(make)

    def _of(self, request: ExecutionRequest) -> Landing:
        if request.landing not in self._by_name:
            raise ActionError("unknown_landing", f"{request.label} was begun by another version of Reroll.")
        return self._by_name[request.landing]()

    async def scope(self, request: ExecutionRequest) -> Scope:
        return await self._of(request).scope(request)

    async def item(
        self, execution_id: str, request: ExecutionRequest, result: Result, write: Write, *, listed: bool
    ) -> None:
        await self._of(request).item(execution_id, request, result, write, listed=listed)

    async def outputs(
        self,
        execution_id: str,
        request: ExecutionRequest,
        outputs: Outputs,
        results: list[Result],
        write: Write,
    ) -> None:
        await self._of(request).outputs(execution_id, request, outputs, results, write)

    async def ended(
        self,
        execution_id: str,
        request: ExecutionRequest,
        status: ExecutionStatus,
        error: Mapping[str, object] | None,
        write: Write,
    ) -> None:
        await self._of(request).ended(execution_id, request, status, error, write)
