"""When to ask again, and how long to wait before."""

import asyncio
import random
import re
from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from engine.providers.errors import ProviderError
from schemas.frozen import frozen


@frozen
class Retries:
    """Up to `attempts` tries, with waits that double from `first` to `most` seconds, a random half of each.

    A server's `Retry-After` counts instead; one longer than `patience` seconds ends the
    tries at once: the person is told when to come back. `sleep` and `chance` (0 to 1) are
    for tests.
    """

    attempts: int = 3
    first: float = 0.5
    most: float = 20.0
    patience: float = 60.0
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    chance: Callable[[], float] = random.random

    def wait(self, error: ProviderError, tried: int) -> float | None:
        """Seconds to wait after the `tried`th try (from 1) ended with `error`; None to give up."""
        if tried >= self.attempts or not error.retryable:
            return None
        backoff = min(self.most, self.first * 2 ** min(tried - 1, 30))
        jittered = backoff * (1 + self.chance()) / 2
        if error.retry_after is None:
            return jittered
        if error.retry_after > self.patience:
            return None
        # A little later than asked for: all who were refused were told the same moment.
        return error.retry_after + self.first * self.chance()


def retry_after(headers: Mapping[str, str]) -> float | None:
    """Seconds from `Retry-After`: a number, or an HTTP date."""
    value = headers.get("retry-after", "").strip()
    if re.fullmatch(r"[0-9]{1,9}(\.[0-9]+)?", value):
        return float(value)
    try:
        when = parsedate_to_datetime(value)
    except ValueError:
        return None
    if when.tzinfo is None:
        when = when.replace(tzinfo=UTC)
    return max(0.0, (when - datetime.now(UTC)).total_seconds())
