"""How much one provider may be asked: at once, and in a minute."""

import asyncio
import time
from collections import deque
from collections.abc import Awaitable, Callable

MINUTE = 60.0


class Limits:
    """A slot for one request; `async with limits:` waits for it. All calls of one provider share one.

    `max_concurrency` slots exist at a time, and at most `requests_per_minute` are given in
    any 60 seconds; None is without limit. A streamed reply keeps its slot until it is
    closed. `clock` gives seconds, `sleep` waits for some. `shared` takes a turn among several
    programs: it says in how many seconds that comes.
    """

    def __init__(
        self,
        max_concurrency: int | None = None,
        requests_per_minute: int | None = None,
        *,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        shared: Callable[[int], Awaitable[float]] | None = None,
    ) -> None:
        self._slots = asyncio.Semaphore(max_concurrency) if max_concurrency else None
        self._rate = requests_per_minute
        self._clock = clock
        self._sleep = sleep
        self._shared = shared
        self._given: deque[float] = deque(maxlen=requests_per_minute)
        self._turn = asyncio.Lock()
        self._rest_until = float("-inf")

    def rest(self, seconds: float) -> None:
        """Give no slot for so long: the provider has said that it is too much."""
        self._rest_until = max(self._rest_until, self._clock() + seconds)

    async def __aenter__(self) -> None:
        if self._slots is not None:
            await self._slots.acquire()
        try:
            # One at a time, so that those who wait go in the order in which they came.
            async with self._turn:
                while (wait := self._wait()) > 0:
                    await self._sleep(wait)
                if self._rate:
                    self._given.append(self._clock())
            if self._rate and self._shared and (wait := await self._shared(self._rate)) > 0:
                await self._sleep(wait)
        except BaseException:
            self._release()
            raise

    async def __aexit__(self, *_: object) -> None:
        self._release()

    def _wait(self) -> float:
        now = self._clock()
        wait = self._rest_until - now
        if self._rate and len(self._given) == self._rate:
            wait = max(wait, self._given[0] + MINUTE - now)
        return wait

    def _release(self) -> None:
        if self._slots is not None:
            self._slots.release()
