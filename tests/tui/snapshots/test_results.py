"""How results look when they are marked, filtered, grouped, and in each view."""

from pathlib import Path

import pytest

from tests.tui.cast import Cast
from tests.tui.conftest import NARROW, WIDE
from tests.tui.person import Person
from tests.tui.snapshots.conftest import Looks
from tui.interaction.results_menu import ResultsMenu
from tui.interaction.screen import InteractionScreen
from tui.results.detail import ResultDetail
from tui.results.grid import ResultGrid
from tui.session.compare_screen import CompareScreen

both = pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])


async def paint(person: Person) -> None:
    """Four pictures; the second one is starred and rated, the third has a tag."""
    await person.at(InteractionScreen)
    await person.still()
    for count in (2, 4):
        await person.press("f5")
        await person.until(lambda count=count: len(person.pictures) == count and not person.running)
    await person.press("f3", "2", "asterisk", "plus", "plus", "plus", "3", "number_sign")
    await person.sees("Tags, with commas")
    await person.types("dark")
    await person.press("enter", "home", "space")
    await person.until(lambda: person.find(ResultGrid).selected)
    await person.until(lambda: "tags" in (person.page._page.view.undo or ""))  # type: ignore[attr-defined]


@both
def test_marks(looks: Looks, size: tuple[int, int], postcard: str) -> None:
    assert looks(paint, size, ("workflow", postcard))


@both
@pytest.mark.parametrize("view", ["list", "table"])
def test_views(looks: Looks, size: tuple[int, int], postcard: str, view: str) -> None:
    async def play(person: Person) -> None:
        await paint(person)
        await person.press("f6", view[0])
        await person.until(lambda: person.find(ResultGrid).render_as == view)
        await person.still()

    assert looks(play, size, ("workflow", postcard))


@both
def test_groups(looks: Looks, size: tuple[int, int], postcard: str) -> None:
    async def play(person: Person) -> None:
        await paint(person)
        await person.press("G", "G", "G", "end", "home")
        await person.sees("by provider and prompt")
        await person.until(lambda: person.find(ResultGrid).groups)
        await person.still()

    assert looks(play, size, ("workflow", postcard))


@both
def test_filter(looks: Looks, size: tuple[int, int], postcard: str) -> None:
    async def play(person: Person) -> None:
        await paint(person)
        await person.press("slash")
        await person.types("rating:2")
        await person.sees("1 of 4")
        await person.press("enter")
        await person.still()

    assert looks(play, size, ("workflow", postcard))


@both
def test_menu(looks: Looks, size: tuple[int, int], postcard: str) -> None:
    async def play(person: Person) -> None:
        await paint(person)
        await person.press("f6")
        await person.at(ResultsMenu)
        await person.still()

    assert looks(play, size, ("workflow", postcard))


@both
def test_marks_in_detail(looks: Looks, size: tuple[int, int], postcard: str, cast: Cast) -> None:
    async def play(person: Person) -> None:
        await paint(person)
        await person.press("2", "enter")
        await person.at(ResultDetail)
        await person.sees("Marks", "▀")
        await person.still()

    assert looks(play, size, ("workflow", postcard))


@both
def test_four_compared(looks: Looks, size: tuple[int, int], postcard: str) -> None:
    (step,) = [path for path in Path(postcard).rglob("step.json") if '"pictures"' in path.read_text("utf-8")]
    text = step.read_text("utf-8")
    step.write_text(text.replace('"selectable": true', '"selectable": true, "selection_mode": "multiple"', 1))

    async def play(person: Person) -> None:
        await paint(person)
        await person.press("2", "space", "3", "space", "4", "space")
        await person.until(lambda: len(person.find(ResultGrid).selected) == 4)
        await person.press("c")
        await person.at(CompareScreen)
        await person.sees("1: 7   2: 8", "+ seed: 8")
        await person.still()

    assert looks(play, size, ("workflow", postcard))
