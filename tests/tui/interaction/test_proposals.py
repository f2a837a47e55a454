"""A change that is to be reviewed: before and after, taken whole, in part, or not."""

import asyncio

import pytest

from tests.tui.cast import Cast
from tests.tui.conftest import Sit
from tests.tui.person import Person
from tui.interaction import review
from tui.interaction.feedback import FeedbackScreen
from tui.interaction.proposal import ProposalScreen

BETTER = '{"subject": "a harbour, still asleep", "mood": "blue fog"}'


async def propose(person: Person, cast: Cast) -> None:
    cast.writer.plays([BETTER])
    await person.press("escape", "i")
    await person.at(FeedbackScreen)
    await person.press("enter")


@pytest.fixture
async def asked(person: Person, cast: Cast) -> Person:
    """A person who sees a proposal."""
    await propose(person, cast)
    await person.at(ProposalScreen)
    return person


async def test_before_and_after_are_shown_and_nothing_has_changed(asked: Person) -> None:
    await asked.sees("− a harbour at dawn", "+ a harbour, still asleep", "− (empty)", "+ blue fog")
    assert asked.value("subject") == "a harbour at dawn"


@pytest.mark.parametrize("key", ["a", "enter"])
async def test_all_of_it_is_taken(asked: Person, key: str) -> None:
    await asked.press(key)
    await asked.until(lambda: asked.value("subject") == "a harbour, still asleep")
    assert asked.value("mood") == "blue fog"
    await asked.sees("a harbour, still asleep", "blue fog")


async def test_what_is_not_ticked_stays_as_it_was(asked: Person) -> None:
    await asked.click("#field-0")
    await asked.press("a")
    await asked.until(lambda: asked.value("mood") == "blue fog")
    assert asked.value("subject") == "a harbour at dawn"


async def test_discarded_is_gone(asked: Person) -> None:
    await asked.press("d")
    await asked.at(type(asked.page))
    await asked.until(lambda: not asked.page._page.view.proposals)  # type: ignore[attr-defined]
    assert asked.value("subject") == "a harbour at dawn"
    await asked.press("ctrl+r")
    await asked.pilot.pause()
    assert asked.screen is asked.page


async def test_later_keeps_it_for_ctrl_r_from_anywhere(asked: Person) -> None:
    await asked.press("escape")
    await asked.sees("The proposal waits")
    await asked.press("f2")
    await asked.press("ctrl+r")
    await asked.at(ProposalScreen)
    await asked.press("a")
    await asked.until(lambda: asked.value("mood") == "blue fog")


async def test_a_second_one_waits_behind_the_first(asked: Person, cast: Cast) -> None:
    page = asked.page
    cast.writer.plays(['{"mood": "green fog"}'])
    page.action_run_sub_action("improve")  # type: ignore[attr-defined]
    await asked.at(FeedbackScreen)
    await asked.press("enter")
    await asked.until(lambda: len(page._page.view.proposals) == 2)  # type: ignore[attr-defined]
    assert isinstance(asked.screen, ProposalScreen)
    assert len(asked.app.screen_stack) == 2
    await asked.press("a")
    await asked.sees("+ green fog", "− blue fog")
    await asked.press("a")
    await asked.until(lambda: asked.value("mood") == "green fog")
    assert asked.screen is page


async def test_it_does_not_come_between_a_person_and_what_they_type(
    person: Person, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(review, "TYPING_PAUSE", 3600)
    go = asyncio.Event()
    cast.writer.plays([go, BETTER])
    await person.press("ctrl+g", "i")
    await person.at(FeedbackScreen)
    await person.press("enter")
    await person.until(lambda: person.focused_field == "subject")
    await person.types("da")
    go.set()
    await person.until(lambda: person.page._page.view.proposals)  # type: ignore[attr-defined]
    await person.types("d")
    assert person.value("subject") == "dada harbour at dawn"
    assert person.screen is person.page


async def test_it_is_still_there_after_the_program_was_closed(sit: Sit, postcard: str, cast: Cast) -> None:
    async with sit(("workflow", postcard)) as person:
        await person.sees("Compose the card")
        await propose(person, cast)
        await person.at(ProposalScreen)
        session = person.page._session.id  # type: ignore[attr-defined]
    async with sit(("session", session)) as person:
        await person.at(ProposalScreen)
        await person.press("a")
        await person.until(lambda: person.value("mood") == "blue fog")
