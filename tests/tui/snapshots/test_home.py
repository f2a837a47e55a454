"""How the home, opening and end screens look."""

from pathlib import Path

import pytest

from engine.client.local import LocalEngine
from engine.operations.errors import Unprocessable
from schemas.messages.sessions import EditSession, StartSession
from tests.tui.cast import Cast
from tests.tui.conftest import NARROW, WIDE
from tests.tui.person import Person
from tests.tui.postcard import write_postcard
from tests.tui.snapshots.conftest import NOW, Clock, Looks
from tui.confirm import Confirm
from tui.engine_host import EngineHost
from tui.finished import FinishedScreen
from tui.interaction.screen import InteractionScreen

both = pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])


HOUR = 3600
Size = tuple[int, int]


async def some_sessions(person: Person, cast: Cast, clock: Clock) -> None:
    """Begin three, days and hours ago, behind the home screen's back; then show them."""
    await person.sees("Nothing yet.")
    engine = await LocalEngine.open(Path("home"), registry=cast.registry())
    for hours, title in ((75, "Harbour at dawn"), (5, "Mountains, second try"), (0.2, "For grandmother")):
        clock.now = NOW - hours * HOUR
        view = await engine.call(StartSession(workflow="postcard"))
        await engine.call(EditSession(session_id=view.id, title=title))
    await engine.close()
    clock.now = NOW
    person.screen._refresh_sessions(first=True)  # type: ignore[attr-defined]
    await person.sees("For grandmother", "3 d ago", "reroll models fetch")


@both
def test_home_empty(looks: Looks, size: Size, postcard: str) -> None:
    async def play(person: Person) -> None:
        await person.sees("Nothing yet.", "reroll models fetch")

    assert looks(play, size)


@both
def test_home_with_sessions(looks: Looks, size: Size, postcard: str, cast: Cast, clock: Clock) -> None:
    async def play(person: Person) -> None:
        await some_sessions(person, cast, clock)

    assert looks(play, size)


@both
def test_confirm(looks: Looks, size: Size, postcard: str, cast: Cast, clock: Clock) -> None:
    async def play(person: Person) -> None:
        await some_sessions(person, cast, clock)
        await person.press("d")
        await person.at(Confirm)

    assert looks(play, size)


@both
def test_opening_problem(looks: Looks, size: Size) -> None:
    problems = [
        'steps/1_compose/step.json#/modules/0/usse: unknown key; found "usse"; did you mean uses?',
        "steps/2_greet/step.json#/modules/0/title: wrong type; found a number: 3; expected a text",
    ]

    async def refuse() -> LocalEngine:
        raise Unprocessable(
            "The workflow has 2 problems.", details=problems, hint="Correct them, then try again."
        )

    async def play(person: Person) -> None:
        await person.sees("Try again")

    host = EngineHost(Path("home"), open_engine=refuse)
    assert looks(play, size, ("workflow", "postcard"), host)


@both
def test_finished(looks: Looks, size: Size, postcard: str) -> None:
    async def play(person: Person) -> None:
        await person.at(InteractionScreen)
        await person.press("f5")
        await person.until(lambda: len(person.pictures) == 2 and not person.running)
        await person.press("f3", "space", "ctrl+n")
        await person.sees("Write the greeting")
        await person.press("ctrl+n")
        await person.at(FinishedScreen)

    assert looks(play, size, ("workflow", postcard))


@both
def test_failed(looks: Looks, size: Size) -> None:
    async def play(person: Person) -> None:
        await person.at(InteractionScreen)
        Path("home/exports").write_text("in the way")
        await person.press("ctrl+n")
        await person.sees("Write the greeting")
        await person.press("ctrl+n")
        await person.at(FinishedScreen)

    path = write_postcard(Path("postcard"), compose={"result_display_schema": None})
    assert looks(play, size, ("workflow", path))
