from collections.abc import Awaitable, Callable

import pytest

from engine.providers.errors import ProviderError
from engine.providers.hosted.polling import Polling
from tests.engine.providers.http.fake_time import FakeTime

OUT = ProviderError("unreachable", "nobody there", retryable=True)


def told(*answers: int | ProviderError) -> Callable[[], Awaitable[int]]:
    left = list(answers)

    async def ask() -> int:
        answer = left.pop(0)
        if isinstance(answer, ProviderError):
            raise answer
        return answer

    return ask


async def until(last: int, polling: Polling, ask: Callable[[], Awaitable[int]]) -> list[int]:
    got: list[int] = []
    async for answer in polling.answers(ask):
        got.append(answer)
        if answer == last:
            break
    return got


async def test_waits_grow_up_to_the_most() -> None:
    time = FakeTime()
    polling = Polling(first=1, most=3, growth=2, sleep=time.sleep)
    assert await until(4, polling, told(1, 2, 3, 4)) == [1, 2, 3, 4]
    assert time.naps == [1, 2, 3, 3]


async def test_a_moment_without_a_network() -> None:
    polling = Polling(misses=2, sleep=FakeTime().sleep)
    assert await until(3, polling, told(1, OUT, OUT, 2, OUT, OUT, 3)) == [1, 2, 3]


async def test_too_long_without_a_network() -> None:
    with pytest.raises(ProviderError, match="nobody there"):
        await until(9, Polling(misses=2, sleep=FakeTime().sleep), told(1, OUT, OUT, OUT, 9))


async def test_what_does_not_pass() -> None:
    with pytest.raises(ProviderError, match="wrong key"):
        await until(9, Polling(sleep=FakeTime().sleep), told(ProviderError("unauthorised", "wrong key"), 9))
