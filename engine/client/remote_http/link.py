"""Whether a server answers, and when it is asked again: for whoever shows it, and for what waits for it."""

import asyncio
import random
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress

FIRST, LONGEST = 0.5, 5.0
"""Seconds before a server that went away is asked again: at first, and at most."""


class Link:
    """The link to one server. `ask` returns if it answers, and raises if not.

    It is lost when a request reaches nobody. From then on the server is asked again, with growing pauses,
    until anything reaches it: whoever waits need not ask by himself.
    """

    def __init__(self, ask: Callable[[], Awaitable[object]]) -> None:
        self._ask = ask
        self._asking: asyncio.Task[None] | None = None
        self._found = asyncio.Event()
        self._found.set()
        self._next: float | None = None
        self.away = False
        """Whether nobody answers. One request that fails is not enough: it may have met a server that
        had just closed the connection."""

    @property
    def seconds_left(self) -> float:
        """Until the server is asked again; 0 while it is being asked."""
        return max(0.0, self._next - time.monotonic()) if self._next is not None else 0.0

    def holds(self) -> None:
        """Something reached the server."""
        self.away, self._next = False, None
        self._found.set()

    def lost(self) -> None:
        """A request reached nobody."""
        self._found.clear()
        if self._asking is None or self._asking.done():
            self._asking = asyncio.create_task(self._ask_again())

    async def found(self) -> None:
        """Return once the server answers."""
        await self._found.wait()

    async def close(self) -> None:
        """Ask no more. Whoever waits goes on."""
        self._found.set()
        if self._asking is not None:
            self._asking.cancel()
            with suppress(asyncio.CancelledError):
                await self._asking

    async def _ask_again(self) -> None:
        pause = FIRST
        while not self._found.is_set():
            # Many clients of one server are not to come back at the same moment.
            wait = pause * random.uniform(0.75, 1.0)  # noqa: S311 - not a secret
            self._next = time.monotonic() + wait
            with suppress(TimeoutError):
                async with asyncio.timeout(wait):
                    await self._found.wait()
                    return
            self._next = None
            with suppress(Exception):  # whoever acts is told why; here it counts that nobody answers
                await self._ask()
            self.away = not self._found.is_set()
            pause = min(2 * pause, LONGEST)
