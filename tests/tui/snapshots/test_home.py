"""How the home, opening and end screens look."""

from pathlib import Path

import pytest

from engine.client.local import LocalEngine
from schemas.messages.requests import EditSession, StartSession
from tests.tui.cast import Cast
from tests.tui.conftest import NARROW, WIDE
from tests.tui.person import Person
from tests.tui.postcard import write_postcard
from tests.tui.snapshots.conftest import Looks
from tui.confirm import Confirm
from tui.finished import FinishedScreen
from tui.interaction.screen import InteractionScreen

both = pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])


async def some_sessions(cast: Cast) -> None:
    engine = await LocalEngine.open(Path("home"), registry=cast.registry())
    for title in ("Harbour at dawn", "Mountains, second try", "For grandmother"):
        view = await engine.call(StartSession(workflow="postcard"))
        await engine.call(EditSession(session_id=view.id, title=title))
    await engine.close()


@both
def test_home_empty(looks: Looks, size: tuple[int, int], postcard: str) -> None:
    async def play(person: Person) -> None:
        await person.sees("Nothing yet.", "reroll models fetch")

    assert looks(play, size)


@both
def test_home_with_sessions(looks: Looks, size: tuple[int, int], postcard: str, cast: Cast) -> None:
    async def play(person: Person) -> None:
        await some_sessions(cast)
        person.screen._refresh_sessions(first=True)  # type: ignore[attr-defined]
        await person.sees("For grandmother", "reroll models fetch")

    assert looks(play, size)


@both
def test_confirm(looks: Looks, size: tuple[int, int], postcard: str, cast: Cast) -> None:
    async def play(person: Person) -> None:
        await some_sessions(cast)
        person.screen._refresh_sessions(first=True)  # type: ignore[attr-defined]
        await person.sees("For grandmother", "reroll models fetch")
        await person.press("d")
        await person.at(Confirm)

    assert looks(play, size)


@both
def test_opening_problem(looks: Looks, size: tuple[int, int]) -> None:
    async def play(person: Person) -> None:
        await person.sees("Try again")

    path = write_postcard(Path("postcard"), compose={"usse": "form"}, greeting={"title": 3})
    assert looks(play, size, ("workflow", path))


@both
def test_finished(looks: Looks, size: tuple[int, int], postcard: str) -> None:
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
def test_failed(looks: Looks, size: tuple[int, int]) -> None:
    async def play(person: Person) -> None:
        await person.at(InteractionScreen)
        Path("home/exports").write_text("in the way")
        await person.press("ctrl+n")
        await person.sees("Write the greeting")
        await person.press("ctrl+n")
        await person.at(FinishedScreen)

    path = write_postcard(Path("postcard"), compose={"result_display_schema": None})
    assert looks(play, size, ("workflow", path))
