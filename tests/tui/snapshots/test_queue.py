"""How the queue and the question on leaving look."""

import asyncio

import pytest

from engine.providers.errors import ProviderError
from tests.tui.cast import Cast
from tests.tui.conftest import NARROW, WIDE
from tests.tui.person import Person
from tests.tui.snapshots.conftest import Clock, Looks
from tui.interaction.screen import InteractionScreen
from tui.queue.leave_running import LeaveRunning
from tui.queue.screen import QueueScreen

both = pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
Size = tuple[int, int]


async def fill(person: Person, cast: Cast, clock: Clock) -> None:
    """One ended well and one did not, one is in the middle, two wait."""
    await person.at(InteractionScreen)
    await person.still()
    await person.press("f5")
    await person.until(lambda: len(person.pictures) == 2 and not person.running)
    clock.now += 65
    cast.painter.error = ProviderError("down", "The painter is out.", retryable=True)
    await person.press("f5")
    await person.until(lambda: person.failed)
    cast.painter.error = None
    go, stay = asyncio.Event(), asyncio.Event()
    go.set()
    cast.painter.gates = [go, stay]
    clock.now += 30
    for count in (1, 2, 3):
        await person.press("f5")
        await person.until(lambda count=count: len(person.running) == count)
    await person.until(lambda: len(person.pictures) == 3)
    await person.until(lambda: "50%" in person.sees_now)
    clock.now += 20


@both
def test_queue(looks: Looks, size: Size, postcard: str, cast: Cast, clock: Clock) -> None:
    async def play(person: Person) -> None:
        await fill(person, cast, clock)
        await person.press("f8")
        await person.at(QueueScreen)
        await person.sees("1 running, 2 waiting", "picture 2 of 2", "The painter is out.")
        await person.press("down")

    assert looks(play, size, ("workflow", postcard))


@both
def test_queue_paused(looks: Looks, size: Size, postcard: str) -> None:
    async def play(person: Person) -> None:
        await person.at(InteractionScreen)
        await person.still()
        await person.press("f8")
        await person.at(QueueScreen)
        await person.sees("nothing runs, nothing waits")
        await person.press("p")
        await person.sees("Paused for", "Resume")

    assert looks(play, size, ("workflow", postcard))


@both
def test_leaving_while_something_runs(
    looks: Looks, size: Size, postcard: str, cast: Cast, clock: Clock
) -> None:
    async def play(person: Person) -> None:
        await fill(person, cast, clock)
        await person.press("ctrl+q")
        await person.at(LeaveRunning)

    assert looks(play, size, ("workflow", postcard))


@both
def test_home_counts(looks: Looks, size: Size, postcard: str, cast: Cast, clock: Clock) -> None:
    async def play(person: Person) -> None:
        await fill(person, cast, clock)
        await person.press("ctrl+b")
        await person.sees("▶ 1 running, 2 waiting", "reroll models fetch")

    assert looks(play, size, ("workflow", postcard))
