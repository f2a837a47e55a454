"""Buttons at a section, at a field and at results; all of them by keyboard, at every size."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.tui.cast import Cast
from tests.tui.conftest import NARROW, Sit
from tests.tui.person import Person
from tests.tui.scenes import MORE, SHORTEN, TELL, scenes, write_scenes
from tui.form.field_row import FieldRow
from tui.interaction.action_bar import ActionBar
from tui.interaction.action_buttons import ActionButton
from tui.interaction.actions_menu import ActionsMenu
from tui.results.detail import ResultDetail
from tui.widgets.key_footer import KeyFooter


@pytest.fixture
async def chooser(tmp_path: Path, sit: Sit, cast: Cast) -> AsyncIterator[Person]:
    cast.writer.plays([scenes("The dog", "The rain")])
    async with sit(("workflow", write_scenes(tmp_path / "scenes"))) as person:
        await person.sees("Choose scenes", "The rain")
        yield person


def footer(person: Person) -> str:
    return str(person.screen.query_one(KeyFooter).render())


def asked(cast: Cast) -> str:
    return cast.writer.asked[-1].messages[-1].text


async def test_each_button_stands_at_its_place(chooser: Person) -> None:
    def home(action: str) -> list[type]:
        button = chooser.page.query_one(f"#run-{action}", ActionButton)
        return [type(each) for each in button.ancestors]

    assert ActionBar in home("again")
    assert FieldRow in home("shorten")
    assert ActionBar not in home("fill")
    await chooser.sees("Tone   s  Shorten", "f  Fill in", "on 1:  m  More like this")
    assert "More like this" not in str(chooser.find(ActionBar).query_one("#continue"))


async def test_a_key_at_a_result_acts_on_the_one_under_the_cursor(chooser: Person, cast: Cast) -> None:
    await chooser.press("f3", "2")
    await chooser.sees("on 2:")
    await chooser.until(lambda: "m More like this" in footer(chooser))
    await chooser.press("m")
    await chooser.until(lambda: len(cast.writer.asked) == 2)
    assert asked(cast) == "More like The rain"


async def test_the_detail_view_has_the_actions_of_a_result(chooser: Person, cast: Cast) -> None:
    await chooser.press("f3", "1", "enter")
    await chooser.at(ResultDetail)
    await chooser.until(lambda: "m More like this" in footer(chooser))
    await chooser.press("right", "m")
    await chooser.until(lambda: len(cast.writer.asked) == 2)
    assert asked(cast) == "More like The rain"
    await chooser.at(type(chooser.page))


async def test_a_click_on_a_button_in_the_form_runs_it(chooser: Person, cast: Cast) -> None:
    await chooser.click("#run-shorten")
    await chooser.until(lambda: cast.action.runs == 1)
    await chooser.click("#run-fill")
    await chooser.until(lambda: cast.action.runs == 2)
    await chooser.click("#run-more")
    await chooser.until(lambda: len(cast.writer.asked) == 2)
    assert asked(cast) == "More like The dog"


async def test_tab_reaches_the_button_of_a_field(chooser: Person, cast: Cast) -> None:
    await chooser.press("tab")
    await chooser.until(lambda: isinstance(chooser.page.focused, ActionButton))
    await chooser.press("enter")
    await chooser.until(lambda: cast.action.runs == 1)
    await chooser.press("tab")
    await chooser.until(lambda: chooser.focused_field == "ending")


async def test_the_menu_says_what_each_acts_on(chooser: Person, cast: Cast) -> None:
    await chooser.press("f3", "2", "ctrl+g")
    await chooser.at(ActionsMenu)
    await chooser.sees("More like this · result 2", "Shorten · Tone", "Fill in · Words")
    await chooser.press("m")
    await chooser.until(lambda: len(cast.writer.asked) == 2)
    assert asked(cast) == "More like The rain"


async def test_everything_is_within_reach_in_a_small_terminal(tmp_path: Path, sit: Sit, cast: Cast) -> None:
    cast.writer.plays([scenes("The dog", "The rain")])
    async with sit(("workflow", write_scenes(tmp_path / "scenes")), NARROW) as person:
        await person.sees("Choose scenes", "s  Shorten", "f  Fill in")
        await person.press("escape", "s")
        await person.until(lambda: cast.action.runs == 1)
        # The results are not to be seen: their key does nothing here, the menu does.
        await person.press("f2", "escape", "m")
        await person.press("f3")
        await person.sees("on 1:  m  More like this")
        await person.press("2", "m")
        await person.until(lambda: len(cast.writer.asked) == 2)
        assert asked(cast) == "More like The rain"


async def test_without_results_there_is_nothing_to_act_on(tmp_path: Path, sit: Sit, cast: Cast) -> None:
    cast.writer.plays([scenes()])
    form = {"type": "object", "properties": {"tone": {"type": "string", "title": "Tone"}}}
    inputs = write_scenes(tmp_path / "scenes", [MORE, TELL], form=form)
    step = Path(inputs, "steps/1_scenes/step.json")
    step.write_text(step.read_text("utf-8").replace("{{ state.scenes[0].title }}", "dry"), "utf-8")
    async with sit(("workflow", inputs)) as person:
        await person.sees("Choose scenes")
        assert "More like this" not in person.sees_now
        await person.press("ctrl+g")
        await person.at(ActionsMenu)
        await person.press("m")
        await person.sees("There is no result to act on yet.")
        assert len(cast.writer.asked) == 1


async def test_a_place_that_is_not_there_is_the_toolbar(tmp_path: Path, sit: Sit, cast: Cast) -> None:
    cast.writer.plays([scenes("The dog")])
    actions = [{**SHORTEN, "on_change": []}, MORE]
    form = {"type": "object", "properties": {"tone": {"type": "string", "title": "Tone"}}}
    path = write_scenes(tmp_path / "scenes", [{**actions[0], "id": "other"}, MORE], form=form)
    async with sit(("workflow", path)) as person:
        await person.sees("Choose scenes")
        person.page._page.sub_actions  # type: ignore[attr-defined]  # noqa: B018 - it opened
        assert person.page.query_one("#run-other", ActionButton)
