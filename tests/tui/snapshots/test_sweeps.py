"""How setting up a sweep and its matrix look."""

import pytest

from schemas.messages.sweeps import AxisSpec
from tests.tui.cast import Cast
from tests.tui.conftest import NARROW, WIDE
from tests.tui.person import Person
from tests.tui.snapshots.conftest import Looks
from tests.tui.sweeps.test_matrix import SUBJECTS, shown, sweep
from tests.tui.sweeps.test_set_up import give
from tui.interaction.screen import InteractionScreen
from tui.sweeps.set_up_screen import SetUpScreen

both = pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
Size = tuple[int, int]


async def arrive(person: Person) -> None:
    await person.at(InteractionScreen)
    await person.still()


@both
def test_set_up(looks: Looks, size: Size, postcard: str) -> None:
    async def play(person: Person) -> None:
        await arrive(person)
        await person.press("escape", "W")
        await person.at(SetUpScreen)
        await person.sees("Fill in what varies")
        give(person, [{"field": "subject", "values": "a fox, an owl"}, {"field": "count", "values": "1, 99"}])
        await person.sees("2 runs")

    assert looks(play, size, ("workflow", "postcard"))


@both
def test_matrix(looks: Looks, size: Size, postcard: str) -> None:
    async def play(person: Person) -> None:
        await arrive(person)
        await sweep(person, SUBJECTS, AxisSpec(field="count", values="1, 2, 99"), AxisSpec(repeat=2))
        await shown(person, "8 of 12 done, 4 refused", "seed 7")
        await person.press("right", "down")

    assert looks(play, size, ("workflow", "postcard"))


@both
def test_list(looks: Looks, size: Size, postcard: str, cast: Cast) -> None:
    async def play(person: Person) -> None:
        await arrive(person)
        cast.writer.plays(["Once upon a time."])
        await sweep(person, AxisSpec(field="paper", values="matt, glossy"), action="story")
        await shown(person, "2 of 2 done", "Once upon a time.")

    assert looks(play, size, ("workflow", "postcard"))
