"""Who lives, told by counters."""

from collections.abc import AsyncIterator, Callable

import pytest

from engine.store.errors import StorageError
from engine.store.postgres.database import PostgresDatabase
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
