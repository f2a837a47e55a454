"""Rates that several programs share: never more in a minute than was said."""

import asyncio
from pathlib import Path

from engine.store.opening import open_store
from engine.store.shared_rates import MINUTE, turns_on


async def test_turns_of_two_programs(postgres_url: str, tmp_path: Path) -> None:
    stores = [await open_store(tmp_path, postgres_url) for _ in range(2)]
    try:
        rate, count = 60, 150
        one, two = (turns_on(store.database) for store in stores)
        assert one is not None
        assert two is not None
        asked = ((one, two)[number % 2]("openai", rate) for number in range(count))
        turns = sorted(await asyncio.gather(*asked))
        other = await one("anthropic", rate)
    finally:
        for store in stores:
            await store.close()
    assert turns[: rate // 10] == [0.0] * (rate // 10)
    assert other == 0.0
    # The turns were given within a second or two, which is what they may be apart from each other.
    for at, turn in enumerate(turns[:-rate]):
        assert turns[at + rate] - turn > MINUTE - 5
    assert turns[-1] < 3 * MINUTE


async def test_one_a_minute(postgres_url: str, tmp_path: Path) -> None:
    store = await open_store(tmp_path, postgres_url)
    try:
        reserve = turns_on(store.database)
        assert reserve is not None
        turns = [await reserve("slow", 1) for _ in range(3)]
    finally:
        await store.close()
    assert turns[0] == 0.0
    assert 55 < turns[1] <= 60
    assert 115 < turns[2] <= 120


async def test_a_store_of_one_s_own_shares_nothing(tmp_path: Path) -> None:
    store = await open_store(tmp_path)
    assert turns_on(store.database) is None
    await store.close()
