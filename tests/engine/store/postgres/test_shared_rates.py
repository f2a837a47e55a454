"""Rates that several programs share: never more in a minute than was said."""

import asyncio
from pathlib import Path

from engine.store.opening import open_store
from engine.store.shared_rates import MINUTE, reserve


async def test_turns_of_two_programs(postgres_url: str, tmp_path: Path) -> None:
    stores = [await open_store(tmp_path, postgres_url) for _ in range(2)]
    try:
        rate, count = 60, 150
        asked = (reserve(stores[number % 2].database, "openai", rate) for number in range(count))
        turns = sorted(await asyncio.gather(*asked))
        other = await reserve(stores[0].database, "anthropic", rate)
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
        turns = [await reserve(store.database, "slow", 1) for _ in range(3)]
    finally:
        await store.close()
    assert turns[0] == 0.0
    assert 55 < turns[1] <= 60
    assert 115 < turns[2] <= 120
