"""How the page of an interaction and what opens over it look."""

import asyncio

import pytest
from textual.widgets import OptionList

from engine.providers.errors import ProviderError
from tests.tui.cast import Cast
from tests.tui.conftest import NARROW, TINY, WIDE
from tests.tui.person import Person
from tests.tui.snapshots.conftest import Looks
from tui.interaction.actions_menu import ActionsMenu
from tui.interaction.feedback import FeedbackScreen
from tui.interaction.proposal import ProposalScreen
from tui.interaction.screen import InteractionScreen
from tui.results.detail import ResultDetail

all_three = pytest.mark.parametrize("size", [WIDE, NARROW, TINY], ids=["wide", "narrow", "tiny"])
both = pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])


async def paint(person: Person) -> None:
    """Two pictures, the first one selected."""
    await person.at(InteractionScreen)
    await person.still()
    await person.press("f5")
    await person.until(lambda: len(person.pictures) == 2 and not person.running)
    await person.press("f3", "1", "space")
    await person.until(lambda: "✓ 1" in person.sees_now)


@all_three
def test_fresh(looks: Looks, size: tuple[int, int], postcard: str) -> None:
    async def play(person: Person) -> None:
        await person.at(InteractionScreen)
        await person.still()

    assert looks(play, size, ("workflow", postcard))


@all_three
def test_running(looks: Looks, size: tuple[int, int], postcard: str, cast: Cast) -> None:
    done, never = asyncio.Event(), asyncio.Event()
    done.set()
    cast.painter.gates = [done, never]
    cast.writer.plays(["Once upon a time there was a harbour. ", never])

    async def play(person: Person) -> None:
        await person.at(InteractionScreen)
        await person.still()
        await person.press("escape", "p")
        await person.until(lambda: len(person.pictures) == 1)
        await person.press("t")
        await person.until(lambda: "harbour." in person.log and len(person.running) == 2)
        await person.sees("50%")

    assert looks(play, size, ("workflow", postcard))


@both
def test_results_and_selection(looks: Looks, size: tuple[int, int], postcard: str) -> None:
    assert looks(paint, size, ("workflow", postcard))


@both
def test_failure(looks: Looks, size: tuple[int, int], postcard: str, cast: Cast) -> None:
    cast.writer.plays(
        ["Half a ", ProviderError("unreachable", "The server does not answer.", hint="Start it.")]
    )

    async def play(person: Person) -> None:
        await person.at(InteractionScreen)
        await person.still()
        await person.press("escape", "t")
        await person.until(lambda: person.failed)

    assert looks(play, size, ("workflow", postcard))


@both
def test_form_errors(looks: Looks, size: tuple[int, int], postcard: str) -> None:
    async def play(person: Person) -> None:
        await person.at(InteractionScreen)
        await person.still()
        await person.press("f7", "delete", "f5")
        await person.sees("✗")
        person.app.clear_notifications()

    assert looks(play, size, ("workflow", postcard))


@both
def test_log(looks: Looks, size: tuple[int, int], postcard: str, cast: Cast) -> None:
    cast.writer.plays(['{"subject": "a whale", "mood": "stormy, with a green sky"}'])

    async def play(person: Person) -> None:
        await person.at(InteractionScreen)
        await person.still()
        await person.press("escape", "s")
        await person.until(lambda: person.value("mood") == "stormy, with a green sky" and not person.running)
        await person.press("f4")

    assert looks(play, size, ("workflow", postcard))


@both
def test_proposal(looks: Looks, size: tuple[int, int], postcard: str, cast: Cast) -> None:
    cast.writer.plays(['{"subject": "a harbour, still asleep under its lamps", "mood": "blue fog"}'])

    async def play(person: Person) -> None:
        await person.at(InteractionScreen)
        await person.still()
        await person.press("escape", "i")
        await person.at(FeedbackScreen)
        await person.press("enter")
        await person.at(ProposalScreen)
        # Shown again over a page that stands still.
        await person.press("escape")
        await person.until(lambda: "done" in person.log and not person.running)
        person.app.clear_notifications()
        await person.still()
        await person.press("ctrl+r")
        await person.at(ProposalScreen)

    assert looks(play, size, ("workflow", postcard))


@both
def test_feedback(looks: Looks, size: tuple[int, int], postcard: str) -> None:
    async def play(person: Person) -> None:
        await person.at(InteractionScreen)
        await person.still()
        await person.press("escape", "i")
        await person.at(FeedbackScreen)
        await person.types("more fog")

    assert looks(play, size, ("workflow", postcard))


@all_three
def test_actions_menu(looks: Looks, size: tuple[int, int], postcard: str) -> None:
    async def play(person: Person) -> None:
        await person.at(InteractionScreen)
        await person.still()
        await person.press("ctrl+g")
        await person.at(ActionsMenu)

    assert looks(play, size, ("workflow", postcard))


@both
def test_picture_in_detail(looks: Looks, size: tuple[int, int], postcard: str) -> None:
    async def play(person: Person) -> None:
        await paint(person)
        await person.press("enter")
        await person.at(ResultDetail)
        await person.sees("Made by")

    assert looks(play, size, ("workflow", postcard))


@both
def test_text_in_detail(looks: Looks, size: tuple[int, int], postcard: str, cast: Cast) -> None:
    cast.writer.plays(["Dear Ida, the boats sleep late here. Come and see."])

    async def play(person: Person) -> None:
        await paint(person)
        await person.press("ctrl+n")
        await person.sees("Write the greeting")
        await person.press("f5")
        await person.until(lambda: len(person.pictures) == 1 and not person.running)
        await person.press("f3", "enter")
        await person.at(ResultDetail)
        await person.sees("Made by")

    assert looks(play, size, ("workflow", postcard))


@both
def test_second_page(looks: Looks, size: tuple[int, int], postcard: str) -> None:
    async def play(person: Person) -> None:
        await paint(person)
        await person.press("ctrl+n")
        await person.sees("Write the greeting")

    assert looks(play, size, ("workflow", postcard))


@both
def test_help_panel(looks: Looks, size: tuple[int, int], postcard: str) -> None:
    async def play(person: Person) -> None:
        await person.at(InteractionScreen)
        await person.still()
        await person.press("escape", "f1")
        await person.until(lambda: person.screen.query("HelpPanel"))

    assert looks(play, size, ("workflow", postcard))


@both
def test_palette(looks: Looks, size: tuple[int, int], postcard: str) -> None:
    async def play(person: Person) -> None:
        await person.at(InteractionScreen)
        await person.still()
        await person.press("ctrl+p")
        await person.until(lambda: person.screen.query(OptionList))
        await person.types("p")
        await person.sees("Surprise me")

    assert looks(play, size, ("workflow", postcard))
