"""How often something may happen, by whom: token buckets in memory, one set per server."""

import time
from collections.abc import Callable


class Buckets:
    """`burst` at once, then `rate` a second, for each key. Forgets keys that have not been seen for long."""

    def __init__(
        self, rate: float, burst: float, *, most: int = 10_000, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._rate = rate
        self._burst = burst
        self._most = most
        self._clock = clock
        self._left: dict[str, tuple[float, float]] = {}
        """By key, the last seen at the end: how many are left, and when that was."""

    def take(self, key: str) -> float:
        """0 if it may happen now, which is counted; else in how many seconds it may."""
        now = self._clock()
        left, at = self._left.pop(key, (self._burst, now))
        left = min(self._burst, left + (now - at) * self._rate)
        wait = 0.0 if left >= 1 else (1 - left) / self._rate
        self._left[key] = (left if wait else left - 1, now)
        if len(self._left) > self._most:
            del self._left[next(iter(self._left))]
        return wait
