"""Keys of sub-actions: letters type in fields and act outside; the other ways work everywhere."""

import asyncio
from pathlib import Path

import pytest
from textual import events
from textual.widgets import OptionList

from tests.tui.cast import Cast
from tests.tui.conftest import NARROW, Sit
from tests.tui.person import Person
from tests.tui.postcard import SUB_ACTIONS, write_postcard
from tui.interaction.action_bar import ActionBar
from tui.interaction.actions_menu import ActionsMenu
from tui.interaction.feedback import FeedbackScreen
from tui.widgets.key_footer import KeyFooter


def footer(person: Person) -> str:
    return str(person.screen.query_one(KeyFooter).render())


async def test_a_letter_types_in_a_text_field(person: Person, cast: Cast) -> None:
    await person.types("pt")
    await person.sees("✓ saved")
    assert person.value("subject") == "pta harbour at dawn"
    assert cast.painter.asked == []
    assert cast.writer.asked == []


async def test_a_letter_acts_where_nothing_is_typed(person: Person) -> None:
    await person.press("escape", "p")
    await person.until(lambda: len(person.pictures) == 2)
    assert person.value("subject") == "a harbour at dawn"


async def test_a_letter_acts_in_a_field_that_takes_no_text(person: Person) -> None:
    await person.press("tab", "tab")
    await person.until(lambda: person.focused_field == "paper")
    await person.press("p")
    await person.until(lambda: len(person.pictures) == 2)


async def test_what_is_typed_after_a_panes_key_goes_there_even_when_the_other_one_is_busy(
    person: Person,
) -> None:
    await person.press("f3")
    grid = person.app.focused
    assert grid is not None
    assert person.focused_field != "subject"

    async def busy() -> None:
        for _ in range(50):
            if person.value("subject").startswith("pt"):
                break
            await asyncio.sleep(0.02)

    grid.call_later(busy)
    for key, letter in (("f2", None), ("p", "p"), ("t", "t")):
        person.app.post_message(events.Key(key, letter))
    await person.until(lambda: person.value("subject") == "pta harbour at dawn")


@pytest.mark.parametrize("key", ["f5", "ctrl+j", "alt+p"])
async def test_these_run_the_primary_action_from_within_a_field(person: Person, key: str) -> None:
    await person.press(key)
    await person.until(lambda: len(person.pictures) == 2)
    assert person.value("subject") == "a harbour at dawn"
    assert person.focused_field == "subject"


async def test_the_menu_runs_by_letter_and_gives_the_focus_back(person: Person, cast: Cast) -> None:
    await person.press("ctrl+g")
    await person.at(ActionsMenu)
    await person.sees("Paint", "Improve", "Surprise me", "Tell a story", "Fill what is empty")
    await person.press("t")
    await person.until(lambda: len(cast.writer.asked) == 1)
    await person.until(lambda: person.focused_field == "subject")
    assert person.value("subject") == "a harbour at dawn"


async def test_the_menu_runs_what_is_chosen(person: Person, cast: Cast) -> None:
    await person.press("ctrl+g")
    await person.at(ActionsMenu)
    await person.press("down", "down", "down", "enter")
    await person.until(lambda: len(cast.writer.asked) == 1)
    assert "A story about" in cast.writer.asked[0].messages[-1].text


async def test_the_menu_closes_by_escape_and_by_the_key_that_opened_it(person: Person) -> None:
    for key in ("escape", "ctrl+g"):
        await person.press("ctrl+g")
        await person.at(ActionsMenu)
        await person.press(key)
        await person.at(type(person.page))


async def test_the_footer_names_what_works_now(person: Person) -> None:
    await person.until(lambda: "Actions" in footer(person))
    assert "Paint" not in footer(person)
    assert "Cancel" not in footer(person)
    assert "Retry" not in footer(person)
    await person.press("escape")
    await person.until(lambda: "p Paint" in footer(person))
    assert footer(person).startswith("p Paint")
    await person.press("f2")
    await person.until(lambda: "Paint" not in footer(person))


async def test_a_click_in_the_footer_presses_the_key(person: Person) -> None:
    await person.press("escape")
    await person.until(lambda: "p Paint" in footer(person))
    await person.click(KeyFooter, (2, 0))
    await person.until(lambda: len(person.pictures) == 2)


async def test_buttons_run_and_continue(person: Person, cast: Cast) -> None:
    await person.click("#run-story")
    await person.until(lambda: len(cast.writer.asked) == 1)
    await person.click("#continue")
    await person.sees("Select a result first.")


async def test_every_button_is_there_at_both_sizes(sit: Sit, postcard: str) -> None:
    async with sit(("workflow", postcard), NARROW) as person:
        await person.sees("p  Paint", "i  Improve", "s  Surprise me", "t  Tell a story", "Continue to Greet")
        assert person.find(ActionBar).size.height == 2


async def test_a_taken_shortcut_goes_to_the_first_and_reserved_ones_to_nobody(
    tmp_path: Path, sit: Sit, cast: Cast
) -> None:
    actions = [dict(SUB_ACTIONS[0]), {**SUB_ACTIONS[3], "shortcut": "p"}]
    path = write_postcard(tmp_path / "clash", compose={"sub_actions": actions})
    async with sit(("workflow", path)) as person:
        await person.sees("p  Paint", "Tell a story")
        await person.press("escape", "p")
        await person.until(lambda: len(person.pictures) == 2)
        assert cast.writer.asked == []


async def test_feedback_can_be_given_or_refused(person: Person, cast: Cast) -> None:
    await person.press("escape", "i")
    await person.at(FeedbackScreen)
    await person.sees("What should be different?")
    await person.press("escape")
    await person.at(type(person.page))
    assert cast.writer.asked == []
    cast.writer.plays(['{"mood": "misty"}'])
    await person.press("i")
    await person.at(FeedbackScreen)
    await person.types("more fog")
    await person.press("enter")
    await person.until(lambda: len(cast.writer.asked) == 1)
    assert cast.writer.asked[0].messages[-1].text == "Improve a harbour at dawn. more fog"


async def test_the_palette_lists_the_actions_of_the_page(person: Person, cast: Cast) -> None:
    await person.press("ctrl+p")
    await person.until(lambda: person.screen.query(OptionList))
    await person.types("tell a st")
    await person.sees("Tell a story")
    await person.press("enter")
    await person.until(lambda: len(cast.writer.asked) == 1)


async def test_help_opens_and_closes(person: Person) -> None:
    await person.press("f1")
    await person.until(lambda: person.screen.query("HelpPanel"))
    await person.press("f1")
    await person.until(lambda: not person.screen.query("HelpPanel"))
