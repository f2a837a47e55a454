import asyncio

from engine.providers.http.limits import Limits
from tests.engine.providers.http.fake_time import FakeTime


async def test_so_many_at_once() -> None:
    limits = Limits(max_concurrency=2)
    inside = most = 0

    async def work() -> None:
        nonlocal inside, most
        async with limits:
            inside += 1
            most = max(most, inside)
            await asyncio.sleep(0)
            inside -= 1

    await asyncio.gather(*(work() for _ in range(6)))
    assert most == 2


async def test_so_many_in_any_minute() -> None:
    time = FakeTime(now=0.0)
    limits = Limits(requests_per_minute=2, clock=time, sleep=time.sleep)
    starts: list[float] = []
    for _ in range(5):
        async with limits:
            starts.append(time.now)
        time.now += 10
    assert starts == [0, 10, 60, 70, 120]


async def test_a_rest_is_kept() -> None:
    time = FakeTime(now=0.0)
    limits = Limits(clock=time, sleep=time.sleep)
    limits.rest(5)
    limits.rest(2)
    async with limits:
        assert time.now == 5


async def test_who_gives_up_waiting_leaves_no_hole() -> None:
    limits = Limits(max_concurrency=1)
    async with limits:
        waiting = asyncio.create_task(limits.__aenter__())
        await asyncio.sleep(0)
        waiting.cancel()
        await asyncio.wait([waiting])
    async with asyncio.timeout(1), limits:
        pass


async def test_a_cancelled_rest_gives_its_slot_back() -> None:
    limits = Limits(max_concurrency=1)
    limits.rest(3600)
    waiting = asyncio.create_task(limits.__aenter__())
    await asyncio.sleep(0)
    waiting.cancel()
    await asyncio.wait([waiting])
    limits._rest_until = 0.0
    async with asyncio.timeout(1), limits:
        pass


async def test_a_turn_among_several_programs_is_waited_for() -> None:
    time, asked = FakeTime(now=0.0), list[int]()

    async def turn(a_minute: int) -> float:
        asked.append(a_minute)
        return 7.0

    limits = Limits(requests_per_minute=2, clock=time, sleep=time.sleep, shared=turn)
    async with limits:
        assert time.now == 7
    async with Limits(clock=time, sleep=time.sleep, shared=turn):
        assert time.now == 7  # without a rate there are no turns
    assert asked == [2]
