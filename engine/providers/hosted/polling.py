"""How often a job is asked after."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Polling:
    """Waits that grow from `first` to `most` seconds, each `growth` times the one before.

    There is no end to it: an action's own timeout ends a job, by cancelling it.
    """

    first: float = 0.5
    most: float = 5.0
    growth: float = 1.3
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep

    async def turns(self) -> AsyncIterator[int]:
        """Counts from 0, with a wait before each turn."""
        turn, wait = 0, self.first
        while True:
            await self.sleep(wait)
            yield turn
            turn, wait = turn + 1, min(self.most, wait * self.growth)
