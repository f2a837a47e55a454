"""Who lives, told by counters."""

import asyncio
from collections.abc import AsyncIterator, Callable

import pytest

from engine.store.errors import StorageError
from engine.store.postgres.address import address_of
from engine.store.postgres.database import MOST, PostgresDatabase
from engine.store.postgres.owner import CountingOwner

Make = Callable[[PostgresDatabase], CountingOwner]


class Clock:
    """Time that passes when it is told to."""

    now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def owner(database: PostgresDatabase, clock: Clock) -> AsyncIterator[CountingOwner]:
    owner = await CountingOwner.claim(database, beat=5, gone=30, clock=clock)
    yield owner
    await owner.close()


async def silent(database: PostgresDatabase) -> CountingOwner:
    """A program that has said once that it lives."""
    other = CountingOwner(database, beat=5, gone=30, clock=Clock())
    await other.beat()
    return other


async def watch(owner: CountingOwner, clock: Clock, seconds: int) -> None:
    for _ in range(seconds // 5):
        clock.now += 5
        await owner.look()


async def test_one_that_is_silent_for_long_is_gone(
    owner: CountingOwner, clock: Clock, database: PostgresDatabase
) -> None:
    other = await silent(database)
    await owner.look()
    await watch(owner, clock, 25)
    assert await owner.gone({other.name, owner.name, "never"}) == {"never"}
    await watch(owner, clock, 5)
    assert await owner.gone({other.name, owner.name}) == {other.name}
    # It was held up: it says so again, and lives.
    await other.beat()
    assert await owner.gone({other.name}) == set()
    await other.close()
    assert await owner.gone({other.name}) == {other.name}


async def test_one_that_raises_its_counter_lives(
    owner: CountingOwner, clock: Clock, database: PostgresDatabase
) -> None:
    other = await silent(database)
    for _ in range(5):
        await watch(owner, clock, 25)
        await other.beat()
        assert await owner.gone({other.name}) == set()
    await other.close()


async def test_time_in_which_nobody_looked_does_not_count(
    owner: CountingOwner, clock: Clock, database: PostgresDatabase
) -> None:
    """As when this program was stopped, or its machine slept."""
    other = await silent(database)
    await owner.look()
    clock.now += 100_000
    assert await owner.gone({other.name}) == set()
    await other.close()


async def test_an_outage_of_the_database_makes_nobody_gone(
    owner: CountingOwner, clock: Clock, database: PostgresDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = await silent(database)
    await owner.look()
    await watch(owner, clock, 25)
    with monkeypatch.context() as patch:

        async def out(*_: object) -> None:
            raise StorageError("unavailable", "")

        patch.setattr(database, "all", out)
        clock.now += 5
        with pytest.raises(StorageError):
            await owner.look()
    clock.now += 60
    assert await owner.gone({other.name}) == set()
    await watch(owner, clock, 25)
    assert await owner.gone({other.name}) == set()
    await other.close()


async def test_one_heard_of_at_the_last_moment_is_not_gone(
    owner: CountingOwner, clock: Clock, database: PostgresDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = await silent(database)
    await owner.look()
    await watch(owner, clock, 25)
    bury = CountingOwner._bury

    async def beats_first(self: CountingOwner, name: str, beats: int) -> bool:
        await other.beat()
        return await bury(self, name, beats)

    monkeypatch.setattr(CountingOwner, "_bury", beats_first)
    clock.now += 5
    assert await owner.gone({other.name}) == set()
    await other.close()


async def test_who_waits_to_write_does_not_hold_up_the_beat(
    database: PostgresDatabase, other: PostgresDatabase, owner: CountingOwner
) -> None:
    async with other.transaction():
        await owner.beat()
        assert await owner.look() == {owner.name}


async def test_writers_that_wait_for_their_turn_do_not_hold_a_heartbeat_up(store_url: str) -> None:
    database = await PostgresDatabase.open(address_of(store_url), patience=5, lock=5)
    other = await PostgresDatabase.open(address_of(store_url), patience=5, lock=5)
    owner = await CountingOwner.claim(other, beat=60, gone=360)

    async def write(number: int) -> None:
        async with other.transaction(of=f"thing {number}"):
            pass

    async with database.transaction():
        waiting = [asyncio.create_task(write(number)) for number in range(MOST + 1)]
        await asyncio.sleep(0.05)
        async with asyncio.timeout(3):
            await owner.beat()
            assert owner.name in await owner.look()
        assert not any(each.done() for each in waiting)
    await asyncio.gather(*waiting)
    await owner.close()
    await other.close()
    await database.close()


async def test_two_looks_at_once_both_bury(
    owner: CountingOwner, clock: Clock, database: PostgresDatabase
) -> None:
    other = await silent(database)
    await owner.look()
    await watch(owner, clock, 25)
    clock.now += 5
    first, second = await asyncio.gather(owner.look(), owner.look())
    assert owner.name in first & second
    assert await owner.gone({other.name}) == {other.name}


async def test_a_fault_does_not_end_the_heartbeat(
    database: PostgresDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    owner = await CountingOwner.claim(database, beat=0.01, gone=30)

    async def fails() -> set[str]:
        raise KeyError("x")

    monkeypatch.setattr(owner, "look", fails)
    (before,) = await database.all("SELECT beats FROM programs WHERE name = ?", (owner.name,))
    later = "SELECT 1 FROM programs WHERE name = ? AND beats > ?"
    for _ in range(500):
        if await database.all(later, (owner.name, before[0] + 2)):
            break
        await asyncio.sleep(0.01)
    else:
        pytest.fail("it stood still")
    await owner.close()
