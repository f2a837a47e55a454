"""A page opened again shows what was there: values, results, selection, log, and what was cut off."""

import asyncio

import pytest
from textual.css.query import NoMatches

from tests.tui.cast import Cast
from tests.tui.conftest import NARROW, TINY, WIDE, Sit
from tests.tui.person import Person
from tui.home.screen import HomeScreen
from tui.interaction.page_context import PageContext
from tui.interaction.panes import Panes
from tui.interaction.results_pane import ResultsPane


def session_of(person: Person) -> str:
    return person.page._session.id  # type: ignore[attr-defined]


async def test_values_results_selection_and_log_are_there(sit: Sit, postcard: str) -> None:
    async with sit(("workflow", postcard)) as person:
        await person.sees("Compose the card")
        await person.press("end")
        await person.types(" in May")
        await person.press("f5")
        await person.until(lambda: len(person.pictures) == 2 and not person.running)
        await person.press("f3", "1", "space")
        await person.sees("✓ 1 selected")
        session = session_of(person)
        await person.press("ctrl+q")
    async with sit(("session", session)) as person:
        await person.sees(
            "a harbour at dawn in May", "Pictures · 2 · ✓ 1 selected", "seed 8", "done, 2 results"
        )
        assert len(person.find(ResultsPane).selected) == 1


async def test_what_was_cut_off_says_so_and_is_tried_again(sit: Sit, postcard: str, cast: Cast) -> None:
    cast.writer.plays(["Once upon ", asyncio.Event()], ["The end."])
    async with sit(("workflow", postcard)) as person:
        await person.sees("Compose the card")
        await person.press("escape", "t")
        await person.until(lambda: "Once upon" in person.log)
        session = session_of(person)
        await person.press("ctrl+q")
    async with sit(("session", session)) as person:
        await person.sees("Once upon", "✗ Tell a story: The program was closed", "R retry")
        assert "The program was closed while this ran." in person.log
        await person.press("escape", "R")
        await person.until(lambda: "The end." in person.log)
        await person.until(lambda: person.failed == [])


async def test_what_runs_goes_on_while_another_screen_is_shown(sit: Sit, postcard: str, cast: Cast) -> None:
    go = asyncio.Event()
    cast.writer.plays(["Once ", go, "more."])
    async with sit(("workflow", postcard)) as person:
        await person.sees("Compose the card")
        await person.press("escape", "t")
        await person.until(lambda: "Once" in person.log)
        await person.press("ctrl+b")
        await person.at(HomeScreen)
        await person.sees("1 running")
        await person.press("enter")
        await person.sees("Compose the card", "Tell a story …")
        go.set()
        await person.until(lambda: "Once more." in person.log)
        await person.until(lambda: person.running == [])


async def test_an_emptied_field_stays_empty(sit: Sit, postcard: str) -> None:
    async with sit(("workflow", postcard)) as person:
        await person.sees("Compose the card")
        await person.press("f7", "delete")
        await person.sees("✓ saved")
        session = session_of(person)
    async with sit(("session", session)) as person:
        await person.sees("Compose the card")
        await person.still()
        assert "a harbour at dawn" not in person.sees_now


async def test_a_smaller_terminal_keeps_values_focus_and_what_is_looked_at(person: Person) -> None:
    await person.press("tab")
    await person.types("mist")
    await person.pilot.resize_terminal(*NARROW)
    await person.sees("Form", "Results", "mist")
    assert person.focused_field == "mood"
    await person.types("y")
    await person.sees("misty")
    await person.press("f5")
    await person.until(lambda: len(person.pictures) == 2)
    await person.pilot.resize_terminal(*WIDE)
    await person.sees("misty", "Pictures · 2", "Log")
    await person.press("f3")
    await person.until(lambda: person.page.focused is person.find(ResultsPane).grid)
    await person.pilot.resize_terminal(*NARROW)
    await person.sees("Results 2", "seed 7")
    assert person.page.focused is person.find(ResultsPane).grid
    assert person.find(Panes).active == "results"


async def test_a_pane_remembers_what_had_the_focus_in_it(person: Person) -> None:
    await person.press("tab")
    await person.until(lambda: person.focused_field == "mood")
    await person.press("f4", "f2")
    await person.until(lambda: person.focused_field == "mood")


async def test_a_click_on_a_tab_shows_its_pane(sit: Sit, postcard: str) -> None:
    async with sit(("workflow", postcard), NARROW) as person:
        await person.sees("Compose the card")
        await person.click("#tabs", (8, 0))
        await person.sees("No pictures yet.")
        await person.click("#tabs", (17, 0))
        await person.misses("No pictures yet.")
        await person.click("#tabs", (1, 0))
        await person.sees("Compose the card")


async def test_the_smallest_terminal_can_type_run_and_continue(sit: Sit, postcard: str) -> None:
    async with sit(("workflow", postcard), TINY) as person:
        await person.sees("Subject")
        await person.press("end", "!")
        await person.sees("harbour at dawn!", "saved", "Continue")
        await person.press("f5")
        await person.sees("Results 2")


async def test_news_for_a_page_that_is_being_closed_is_not_shown(person: Person) -> None:
    following = person.page._parts.following  # type: ignore[attr-defined]
    view = person.page._page.view  # type: ignore[attr-defined]
    await person.find(PageContext).remove()
    with pytest.raises(NoMatches):
        await following.take(view)
    person.page.display = False
    await following.take(view)
    person.page.display = True
