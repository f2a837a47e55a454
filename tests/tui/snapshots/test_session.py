"""How the screens of a session look."""

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from engine.actions import pipeline
from engine.actions.provenance import provenance
from engine.providers.errors import ProviderError
from schemas.messages.results import Provenance
from tests.tui.cast import Cast
from tests.tui.conftest import NARROW, WIDE
from tests.tui.person import Person
from tests.tui.snapshots.conftest import Looks
from tui.interaction.feedback import FeedbackScreen
from tui.interaction.screen import InteractionScreen
from tui.session.ask import AskLine, AskText
from tui.session.compare_screen import CompareScreen
from tui.session.history_screen import HistoryScreen
from tui.session.instruct_screen import InstructScreen
from tui.session.menu import SessionMenu
from tui.session.reference_screen import ReferenceScreen
from tui.session.settings_screen import SettingsScreen
from tui.session.tree_screen import TreeScreen

both = pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
Size = tuple[int, int]

STORIES = (
    "The harbour sleeps late. A boy counts boats, and gets to nine.\nNobody hurries here.",
    "The harbour wakes early. A boy counts gulls, and gets to nine.\nNobody hurries here.\nThe end.",
)


@pytest.fixture(autouse=True)
def hashes_stand_still(monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither a new version nor another way of hashing documents changes these pictures."""

    def steady(*given: Any) -> Provenance:
        return provenance(*given).model_copy(update={"workflow_hash": "0a" * 32, "program": "reroll 1.2.3"})

    monkeypatch.setattr(pipeline, "provenance", steady)


@pytest.fixture(autouse=True)
def stories(cast: Cast) -> None:
    cast.writer.plays(*([story] for story in STORIES))


def page(looks: Looks, size: Size, play: Callable[[Person], Awaitable[object]]) -> bool:
    return looks(play, size, ("workflow", "postcard"))


async def tell(person: Person, times: int = 1) -> None:
    """Tell stories from the first page."""
    await person.at(InteractionScreen)
    await person.still()
    for _ in range(times):
        count = person.log.count("done")
        await person.press("escape", "t")
        await person.until(lambda count=count: person.log.count("done") > count and not person.running)


async def open_screen(person: Person, letter: str, kind: type[Any], *texts: str) -> None:
    await person.press("ctrl+t")
    await person.at(SessionMenu)
    await person.press(letter)
    await person.at(kind)
    await person.sees(*texts)


@both
def test_menu(looks: Looks, size: Size, postcard: str) -> None:
    async def play(person: Person) -> None:
        await person.at(InteractionScreen)
        await person.still()
        await person.press("escape", "ctrl+t")
        await person.at(SessionMenu)

    assert page(looks, size, play)


@both
def test_history_of_a_text(looks: Looks, size: Size, postcard: str, cast: Cast) -> None:
    async def play(person: Person) -> None:
        await tell(person)
        cast.writer.plays([ProviderError("unreachable", "The server does not answer.", hint="Start it.")])
        await person.press("i")
        await person.at(FeedbackScreen)
        await person.types("more fog")
        await person.press("enter")
        await person.until(lambda: person.failed)
        await person.press("f5")
        await person.until(lambda: len(person.pictures) == 2 and not person.running)
        await open_screen(person, "h", HistoryScreen, "3 runs", "¶")
        await person.press("end")
        await person.sees("Made by")

    assert page(looks, size, play)


@both
def test_history_of_a_failure(looks: Looks, size: Size, postcard: str, cast: Cast) -> None:
    cast.writer.plays([ProviderError("unreachable", "The server does not answer.", hint="Start it.")])

    async def play(person: Person) -> None:
        await person.at(InteractionScreen)
        await person.still()
        await person.press("escape", "t")
        await person.until(lambda: person.failed)
        await open_screen(person, "h", HistoryScreen, "Start it.")

    assert page(looks, size, play)


@both
def test_history_of_a_picture(looks: Looks, size: Size, postcard: str) -> None:
    async def play(person: Person) -> None:
        await person.at(InteractionScreen)
        await person.still()
        await person.press("f5")
        await person.until(lambda: len(person.pictures) == 2 and not person.running)
        await open_screen(person, "h", HistoryScreen, "seed 8")
        await person.press("end")
        await person.sees("Made by")

    assert page(looks, size, play)


@both
def test_compared_texts(looks: Looks, size: Size, postcard: str) -> None:
    async def play(person: Person) -> None:
        await tell(person, times=2)
        await open_screen(person, "h", HistoryScreen, "2 runs", "¶")
        await person.press("end", "c", "home", "down", "down", "c")
        await person.at(CompareScreen)
        await person.sees("Form values")
        person.app.clear_notifications()

    assert page(looks, size, play)


@both
def test_compared_pictures(looks: Looks, size: Size, postcard: str) -> None:
    async def play(person: Person) -> None:
        await person.at(InteractionScreen)
        await person.still()
        await person.press("f5")
        await person.until(lambda: len(person.pictures) == 2 and not person.running)
        await person.press("f3", "1", "c", "2", "c")
        await person.at(CompareScreen)
        await person.sees("Parameters")
        await person.press("right", "space")
        person.app.clear_notifications()

    assert page(looks, size, play)


@both
def test_tree(looks: Looks, size: Size, postcard: str) -> None:
    async def play(person: Person) -> None:
        await person.at(InteractionScreen)
        await person.still()
        await open_screen(person, "t", TreeScreen, "no forks yet")
        await person.press("f")
        await person.sees("2 sessions")
        await person.press("f")
        await person.sees("3 sessions")
        await person.press("home", "f")
        await person.sees("4 sessions")
        person.app.clear_notifications()

    assert page(looks, size, play)


@both
def test_renaming(looks: Looks, size: Size, postcard: str) -> None:
    async def play(person: Person) -> None:
        await person.at(InteractionScreen)
        await person.still()
        await open_screen(person, "t", TreeScreen, "no forks yet")
        await person.still()
        await person.press("r")
        await person.at(AskLine)

    assert page(looks, size, play)


@both
def test_references(looks: Looks, size: Size, postcard: str) -> None:
    Path("notes.txt").write_text("x" * 2048)

    async def play(person: Person) -> None:
        await person.at(InteractionScreen)
        await person.still()
        await open_screen(person, "r", ReferenceScreen, "Nothing is attached")
        for path in ("/dev/null", "/nowhere/gone.txt"):
            await person.press("a")
            await person.at(AskLine)
            await person.types(path)
            await person.press("enter")
            await person.sees(path)
        await person.press("w")
        await person.at(AskText)
        await person.types("Be brief")
        await person.press("ctrl+s")
        await person.at(AskLine)
        await person.press("enter")
        await person.sees("8 bytes")
        await person.press("t")
        await person.at(AskLine)
        await person.press("2", "enter")
        await person.sees("2 turns left")
        await person.press("p")
        await person.sees("kept (2 turns left)")

    assert page(looks, size, play)


@both
def test_settings(looks: Looks, size: Size, postcard: str) -> None:
    async def play(person: Person) -> None:
        await person.at(InteractionScreen)
        await person.still()
        await open_screen(person, "s", SettingsScreen, "In force")
        await person.until(lambda: getattr(person.screen.focused, "field", None))
        await person.press("tab", "tab", "tab")
        await person.types("0.4")
        await person.sees("✓ saved", "Temperature: 0.4")

    assert page(looks, size, play)


@both
def test_ask(looks: Looks, size: Size, postcard: str) -> None:
    async def play(person: Person) -> None:
        await tell(person)
        await open_screen(person, "a", InstructScreen, "Nobody hurries")
        await person.types("And then?")
        await person.press("ctrl+j")
        await person.sees("The end.")
        await person.misses("answering")
        await person.types("Why?")

    assert page(looks, size, play)
