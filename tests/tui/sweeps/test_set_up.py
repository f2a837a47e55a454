"""Setting up a sweep from a page."""

import asyncio
from pathlib import Path

import pytest

from tests.tui.cast import Cast
from tests.tui.conftest import NARROW, Sit
from tests.tui.person import Person
from tests.tui.postcard import write_postcard
from tui.confirm import Confirm
from tui.form.renderer import SchemaFormRenderer
from tui.interaction import execution_feed
from tui.interaction.actions_menu import ActionsMenu
from tui.interaction.screen import InteractionScreen
from tui.sweeps.matrix_screen import MatrixScreen
from tui.sweeps.set_up_screen import SetUpScreen


@pytest.fixture
async def setting_up(person: Person) -> Person:
    """A person at the set-up, in the values of the first field."""
    await person.press("escape", "W")
    await person.at(SetUpScreen)
    await person.sees("Fill in what varies")
    await person.until(lambda: person.screen.focused is not None)
    return person


def give(person: Person, axes: list[dict[str, object]]) -> None:
    """Fill in the sides at once."""
    form = person.screen.query_one(SchemaFormRenderer)
    form.apply({"axes": axes})
    form.post_message(SchemaFormRenderer.Changed(form, "axes"))


async def test_values_typed_into_the_field_at_hand_become_runs(setting_up: Person, cast: Cast) -> None:
    await setting_up.types("a fox, an owl")
    await setting_up.sees("2 runs", "an owl")
    assert cast.painter.asked == []
    await setting_up.press("ctrl+s")
    await setting_up.at(InteractionScreen)
    await setting_up.sees("2 runs on the queue")
    await setting_up.until(lambda: len(setting_up.pictures) == 4 and not setting_up.running)
    assert sorted(each.prompt for each in cast.painter.asked) == ["a fox", "an owl"]
    assert setting_up.value("subject") == "a harbour at dawn", "the page's form is as it was"


async def test_the_field_with_the_focus_varies(person: Person) -> None:
    await person.press("ctrl+p")
    page = person.page
    assert isinstance(page, InteractionScreen)
    await person.press("escape")
    page.query_one(SchemaFormRenderer).focus_field("paper")
    await person.until(lambda: person.focused_field == "paper")
    await person.press("W")
    await person.at(SetUpScreen)
    await person.sees("Fill in what varies", "Paper")


async def test_the_actions_menu_has_both_ways(person: Person) -> None:
    await person.press("ctrl+g")
    await person.at(ActionsMenu)
    await person.sees("Sweep…", "Sweep matrix")
    await person.press("M")
    await person.at(MatrixScreen)
    await person.sees("No sweep on this page yet")
    await person.press("escape", "ctrl+g")
    await person.at(ActionsMenu)
    await person.press("W")
    await person.at(SetUpScreen)


async def test_what_the_form_refuses_is_said_before_anything_runs(setting_up: Person, cast: Cast) -> None:
    give(setting_up, [{"field": "count", "values": "1, 99"}])
    await setting_up.sees("1 run ", "1 of 2 are refused", "must be at most 8")
    await setting_up.press("ctrl+s")
    await setting_up.at(InteractionScreen)
    await setting_up.until(lambda: len(cast.painter.asked) == 1)


async def test_what_cannot_be_a_sweep_is_said_and_does_not_start(setting_up: Person, cast: Cast) -> None:
    give(setting_up, [{"field": "count", "values": "1..x"}])
    await setting_up.sees("is no value of this")
    await setting_up.press("ctrl+s")
    await setting_up.sees("needs attention first")
    assert isinstance(setting_up.screen, SetUpScreen)
    assert cast.painter.asked == []


async def test_a_form_that_is_wrong_elsewhere_is_not_run(person: Person, cast: Cast) -> None:
    page = person.page
    assert isinstance(page, InteractionScreen)
    page.query_one(SchemaFormRenderer).apply({"subject": ""})
    await person.press("escape", "W")
    await person.at(SetUpScreen)
    await person.sees("Fill in what varies")
    give(person, [{"field": "count", "values": "1, 2"}])
    await person.sees("The form itself needs attention first")
    await person.press("ctrl+s")
    await person.sees("Some of this needs attention first")
    give(person, [{"field": "subject", "values": "a fox, an owl"}])
    await person.misses("The form itself")
    await person.press("ctrl+s")
    await person.until(lambda: len(cast.painter.asked) == 2)


async def test_more_than_twenty_runs_are_asked_about(setting_up: Person, cast: Cast) -> None:
    give(setting_up, [{"field": "count", "values": "1..7"}, {"repeat": 3}])
    await setting_up.sees("21 runs", "7 Pictures × 3 Candidate")
    await setting_up.press("ctrl+s")
    await setting_up.at(Confirm)
    await setting_up.sees("Start 21 runs?")
    await setting_up.press("n")
    await setting_up.at(SetUpScreen)
    assert cast.painter.asked == []
    give(setting_up, [{"field": "count", "values": "1..5"}, {"repeat": 4}])
    await setting_up.sees("20 runs")
    await setting_up.press("ctrl+s")
    await setting_up.at(InteractionScreen)


async def test_another_action_has_other_providers(setting_up: Person) -> None:
    give(setting_up, [{"providers": []}])
    await setting_up.sees("sketch")
    form = setting_up.screen.query_one(SchemaFormRenderer)
    form.apply({"action": "story"})
    form.post_message(SchemaFormRenderer.Changed(form, "action"))
    await setting_up.sees("embedded")
    await setting_up.misses("sketch")


async def test_a_page_where_nothing_generates_says_so(sit: Sit, postcard: str) -> None:
    write_postcard(Path(postcard), compose={"sub_actions": []})
    async with sit(("workflow", postcard), NARROW) as person:
        await person.sees("Compose the card")
        await person.press("escape", "W")
        await person.until(lambda: "No action of this page generates anything." in person.toasts())


async def test_a_page_listens_to_few_of_many_that_wait(
    setting_up: Person, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(execution_feed, "MOST_FOLLOWED", 3)
    gate = asyncio.Event()
    cast.painter.gates = [gate]
    give(setting_up, [{"repeat": 8}])
    await setting_up.sees("8 runs")
    await setting_up.press("ctrl+s")
    await setting_up.at(InteractionScreen)
    await setting_up.until(lambda: len(setting_up.running) == 8, "all eight in the strip")
    page = setting_up.page
    assert isinstance(page, InteractionScreen)
    assert len(page._parts.feed._held) == 5
    gate.set()
    await setting_up.until(lambda: len(setting_up.pictures) == 16 and not setting_up.running)
    assert setting_up.log.count("done") == 8
