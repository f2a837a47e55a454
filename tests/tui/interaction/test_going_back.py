"""Going back to a completed page, and on again to where the person was."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from textual.widgets import OptionList

from tests.tui.cast import Cast
from tests.tui.conftest import NARROW, Sit
from tests.tui.person import Person
from tests.tui.scenes import scenes, write_scenes
from tui.interaction.header import Header
from tui.interaction.pages_menu import PagesMenu
from tui.interaction.screen import InteractionScreen
from tui.widgets.key_footer import KeyFooter


@pytest.fixture
async def further(tmp_path: Path, sit: Sit, cast: Cast) -> AsyncIterator[Person]:
    """A person at the second page, who has written something there."""
    cast.writer.plays([scenes("The dog", "The rain")])
    async with sit(("workflow", write_scenes(tmp_path / "scenes")), NARROW) as person:
        await person.sees("Choose scenes")
        await person.press("ctrl+n")
        await person.sees("Write the story")
        await person.types("Once")
        await person.sees("✓ saved")
        yield person


async def back(person: Person) -> None:
    await person.press("escape", "B")
    await person.at(PagesMenu)
    await person.sees("✓ Choose scenes", "▸ Write the story", "you are here")
    await person.press("enter")
    await person.sees("Choose scenes", "1 page after this one waits")
    await person.at(InteractionScreen)


async def test_going_back_and_on_unchanged_is_where_the_person_was(further: Person) -> None:
    await back(further)
    assert further.value("ending") == "happy"
    await further.press("ctrl+n")
    await further.sees("Write the story", "Once")


async def test_another_answer_makes_the_page_after_it_anew(further: Person) -> None:
    await back(further)
    await further.types("Sadly, ")
    await further.press("ctrl+n")
    await further.sees("Write the story")
    await further.still()
    assert "waits" not in further.sees_now


async def test_from_a_page_that_was_gone_back_to_the_menu_says_what_waits(further: Person) -> None:
    await back(further)
    await further.press("escape")
    await further.until(lambda: "Go back" not in str(further.screen.query_one(KeyFooter).render()))


async def test_escape_stays(further: Person) -> None:
    await further.press("escape", "B")
    await further.at(PagesMenu)
    await further.press("escape")
    await further.at(InteractionScreen)
    await further.sees("Write the story", "Once")


async def test_a_click_on_a_step_that_is_done_opens_the_menu_there(further: Person) -> None:
    title = further.find(Header)
    places = title._places
    assert len(places) == 1
    await further.click(Header, (places[0][0] + 2, 0))
    await further.at(PagesMenu)
    options = further.screen.query_one(OptionList)
    assert options.highlighted == 0


async def test_a_capital_types_in_a_field(further: Person) -> None:
    await further.types("BD")
    await further.until(lambda: "BD" in str(further.value("words")))
    assert isinstance(further.screen, InteractionScreen)


async def test_on_the_first_page_there_is_no_way_back(tmp_path: Path, sit: Sit, cast: Cast) -> None:
    cast.writer.plays([scenes("The dog")])
    async with sit(("workflow", write_scenes(tmp_path / "scenes"))) as person:
        await person.sees("Choose scenes")
        await person.press("escape", "B")
        await person.still()
        assert isinstance(person.screen, InteractionScreen)
