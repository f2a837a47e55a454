"""How often a job is asked after, and how much silence is borne."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import TypeVar

from engine.providers.errors import ProviderError
from schemas.frozen import frozen

T = TypeVar("T")


@frozen
class Polling:
    """Waits that grow from `first` to `most` seconds, each `growth` times the one before.

    There is no end to it: an action's own timeout ends a job, by cancelling it. Up to
    `misses` questions in a row may fail with what can pass (each has the HTTP layer's tries
    behind it): a job that was paid for is not given up for a moment without a network.
    """

    first: float = 0.5
    most: float = 5.0
    growth: float = 1.3
    misses: int = 5
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep

    async def turns(self) -> AsyncIterator[int]:
        """Counts from 0, with a wait before each turn."""
        turn, wait = 0, self.first
        while True:
            await self.sleep(wait)
            yield turn
            turn, wait = turn + 1, min(self.most, wait * self.growth)

    async def answers(self, ask: Callable[[], Awaitable[T]]) -> AsyncIterator[T]:
        """What `ask` gives, again and again, with a wait before each. Raises its `ProviderError`."""
        missed = 0
        async for _ in self.turns():
            try:
                answer = await ask()
            except ProviderError as error:
                missed += 1
                if not error.retryable or missed > self.misses:
                    raise
                continue
            missed = 0
            yield answer
