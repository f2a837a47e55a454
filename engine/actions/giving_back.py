"""Executions that wait again after they were begun: put off by a provider, or left by their worker."""

from collections.abc import Callable
from dataclasses import dataclass, field

from engine.actions.scope import Write
from engine.actions.trail import Trail
from engine.providers.errors import ProviderError
from engine.providers.http.failures import NeverSent
from engine.store.again import has_results, provider_of, queue_again, times_begun
from engine.store.database import Database
from engine.store.executions import ExecutionRequest, Executions

MOST_BEGUN = 5
"""How often an execution is begun by itself."""

LONGEST_SECONDS = 3600.0
"""A provider that asks for more time than this fails the execution."""

Repeatable = Callable[[ExecutionRequest, str], bool]
"""Whether running a request twice, at the provider of that name, does no harm and costs nothing more."""


@dataclass(slots=True)
class GivingBack:
    """Lets executions of jobs wait again where that is safe; others are none of its business."""

    database: Database
    executions: Executions
    owner: str
    repeatable: Repeatable
    mine: set[str] = field(default_factory=set[str])
    """Executions that are run as jobs, and can be handed out again."""
    waits: dict[str, float] = field(default_factory=dict[str, float])
    """Of those that were given back, in how many seconds they are to be begun again."""

    async def put_off(self, execution_id: str, trail: Trail, error: Exception) -> bool:
        """Whether a provider's refusal means "later", and the execution waits for that."""
        if execution_id not in self.mine or not isinstance(error, ProviderError):
            return False
        begun = await times_begun(self.database, execution_id)
        seconds = _later(error, begun)
        if seconds is None or begun >= MOST_BEGUN or await has_results(self.database, execution_id):
            return False
        why = f"{error.message} It is begun again in {seconds:.0f} s ({begun} of {MOST_BEGUN})."
        return await self._give_back(execution_id, trail, self.owner, seconds, why)

    async def leave(self, execution_id: str, request: ExecutionRequest, trail: Trail) -> bool:
        """Whether this program, which closes, leaves the execution to another one."""
        if execution_id not in self.mine or not await self._safe(execution_id, request):
            return False
        why = "The worker that ran this was stopped. Another one begins it again."
        return await self._give_back(execution_id, trail, self.owner, 0.0, why)

    async def take_over(self, execution_id: str, request: ExecutionRequest, owner: str) -> bool:
        """Whether an execution that `owner`, which is gone, ran is begun again."""
        if not await self._safe(execution_id, request):
            return False
        seq = await self.executions.next_seq(execution_id)
        why = "Nothing is heard of the worker that ran this. It is begun again."
        async with Trail(self.database, self.executions, execution_id, seq) as trail:
            return await self._give_back(execution_id, trail, owner, 0.0, why)

    async def _safe(self, execution_id: str, request: ExecutionRequest) -> bool:
        if await times_begun(self.database, execution_id) >= MOST_BEGUN:
            return False
        if await has_results(self.database, execution_id):
            return False
        return self.repeatable(request, await provider_of(self.database, execution_id))

    async def _give_back(self, execution_id: str, trail: Trail, owner: str, seconds: float, why: str) -> bool:
        async def change(write: Write) -> None:
            async with self.database.transaction(of=execution_id) as transaction:
                if not await queue_again(transaction, execution_id, owner):
                    raise _NotOursError
                await write(transaction)

        try:
            await trail.add_with("log", {"message": why}, change)
        except _NotOursError:
            return False
        self.waits[execution_id] = seconds
        return True


def _later(error: ProviderError, begun: int) -> float | None:
    """In how many seconds it may be asked again; None if that would not help, or it may have begun."""
    if not error.retryable or not (error.code == "rate_limited" or isinstance(error, NeverSent)):
        return None
    if error.retry_after is None:
        return min(5.0 * 2 ** max(begun - 1, 0), 300.0)
    return error.retry_after if error.retry_after <= LONGEST_SECONDS else None


class _NotOursError(Exception):
    """The execution was cancelled or taken meanwhile; the transaction is rolled back."""
