"""How a page looks while it changes: generations, actions at their places, effects, going back."""

import asyncio
from pathlib import Path
from typing import Any

import pytest

from engine.actions import llm_generate
from tests.tui.cast import Cast
from tests.tui.conftest import NARROW, WIDE
from tests.tui.person import Person
from tests.tui.scenes import AGAIN, FILL, MORE, SHORTEN, TELL, scenes, write_scenes
from tests.tui.snapshots.conftest import Looks
from tui.interaction import review
from tui.interaction.documents_bar import DocumentsBar, DocumentsChoice
from tui.interaction.feedback import FeedbackScreen
from tui.interaction.pages_menu import PagesMenu
from tui.interaction.reader import Reader
from tui.interaction.screen import InteractionScreen

both = pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
Size = tuple[int, int]


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(llm_generate, "PARTIAL_SECONDS", 0)
    monkeypatch.setattr(review, "TYPING_PAUSE", 0)


@pytest.fixture
def cast(cast: Cast) -> Cast:
    cast.writer.plays([scenes("The dog waits at the door", "Rain on the roof")], ["Once upon a time."])
    return cast


def workflow(*actions: dict[str, Any]) -> tuple[str, str]:
    return "workflow", write_scenes(Path("scenes"), list(actions) or [AGAIN, MORE, SHORTEN, FILL, TELL])


async def open_page(person: Person) -> None:
    await person.at(InteractionScreen)
    await person.still()


async def rerun(person: Person) -> None:
    await person.press("escape", "r")
    await person.at(FeedbackScreen)
    await person.types("less sentimental")
    await person.press("enter")
    await person.at(InteractionScreen)


@both
def test_arriving(looks: Looks, size: Size, cast: Cast) -> None:
    async def play(person: Person) -> None:
        await open_page(person)
        cast.writer.plays(['{"scenes": [{"title": "The cat leaves"}, {"title": "The sun', asyncio.Event()])
        await rerun(person)
        await person.until(lambda: len(person.pictures) == 3)
        await person.press("f3")

    assert looks(play, size, workflow())


@both
def test_generations(looks: Looks, size: Size, cast: Cast) -> None:
    async def play(person: Person) -> None:
        await open_page(person)
        cast.writer.plays([scenes("The cat leaves", "The sun burns")])
        await rerun(person)
        await person.until(lambda: len(person.pictures) == 2 and not person.running)
        await person.press("f3")
        await person.sees("2/2 · less sentimental")
        person.app.clear_notifications()

    assert looks(play, size, workflow())


@both
def test_buttons_in_the_form(looks: Looks, size: Size) -> None:
    assert looks(open_page, size, workflow())


@both
def test_actions_on_a_result(looks: Looks, size: Size) -> None:
    async def play(person: Person) -> None:
        await open_page(person)
        await person.press("f3", "2")
        await person.sees("on 2:")

    assert looks(play, size, workflow())


@both
def test_actions_in_the_detail_view(looks: Looks, size: Size) -> None:
    async def play(person: Person) -> None:
        await open_page(person)
        await person.press("f3", "2", "enter")
        await person.sees("m More like this", "Made by")

    assert looks(play, size, workflow())


@both
@pytest.mark.parametrize("effect", ["split", "expand", "replace"])
def test_effect(looks: Looks, size: Size, effect: str) -> None:
    async def play(person: Person) -> None:
        await open_page(person)
        await person.press("escape", "t")
        await person.until(lambda: "Once upon" in person.log and not person.running)

    assert looks(play, size, workflow({**TELL, "effects": {"done": effect}}, MORE))


@both
def test_overlay(looks: Looks, size: Size) -> None:
    async def play(person: Person) -> None:
        await open_page(person)
        await person.press("escape", "t")
        await person.at(Reader)
        await person.sees("done")

    assert looks(play, size, workflow({**TELL, "effects": {"done": "overlay"}}))


async def go_on(person: Person) -> None:
    await open_page(person)
    await person.press("ctrl+n")
    await person.sees("Write the story")
    await person.types("Once")
    await person.sees("✓ saved")
    await person.press("escape", "B")
    await person.at(PagesMenu)
    await person.still()


@both
def test_pages(looks: Looks, size: Size) -> None:
    assert looks(go_on, size, workflow())


@both
def test_page_gone_back_to(looks: Looks, size: Size) -> None:
    async def play(person: Person) -> None:
        await go_on(person)
        await person.press("enter")
        await person.sees("Choose scenes", "waits")

    assert looks(play, size, workflow())


async def changed_on_disk(person: Person) -> None:
    await open_page(person)
    file = Path("scenes/workflow.json")
    file.write_text(file.read_text("utf-8").replace("Pet", "Dog"), "utf-8")
    await person.page._parts.documents.check()  # type: ignore[attr-defined]
    await person.until(lambda: person.page.query(DocumentsBar))


@both
def test_documents_changed(looks: Looks, size: Size) -> None:
    assert looks(changed_on_disk, size, workflow())


@both
def test_documents_choice(looks: Looks, size: Size) -> None:
    async def play(person: Person) -> None:
        await changed_on_disk(person)
        await person.press("escape", "D")
        await person.at(DocumentsChoice)

    assert looks(play, size, workflow())
