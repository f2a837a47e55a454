"""An action changes the page while it stays open: the form, the actions, how results are shown."""

from collections.abc import AsyncGenerator, Callable
from pathlib import Path
from typing import Any

import pytest

from engine.actions.action import ActionEvent, ActionInput, Outputs
from tests.tui.cast import Cast
from tests.tui.conftest import NARROW, WIDE, Sit
from tests.tui.person import Person
from tests.tui.scenes import DISPLAY, FORM, SHORTEN, TELL, scenes, write_scenes
from tui.interaction import change_runs
from tui.results.grid import ResultGrid

SWAP: dict[str, Any] = {
    "id": "swap",
    "label": "Swap fields",
    "shortcut": "w",
    "action_type": "fake.run",
    "result_mapping": {"target_path": "interaction.input_schema"},
    "on_change": ["model"],
}
LARGE: dict[str, Any] = {
    **FORM,
    "properties": {
        "tone": FORM["properties"]["tone"],
        "model": FORM["properties"]["model"],
        "size": {**FORM["properties"]["size"], "enum": ["4k", "8k"], "default": "4k"},
        "steps": {"type": "integer", "title": "Steps", "default": 30, "_ux": {"group": "who"}},
    },
}


def gives(*values: Any) -> Callable[[ActionInput], AsyncGenerator[ActionEvent]]:
    """An action that gives these, one per run."""
    rest = list(values)

    async def play(_given: ActionInput) -> AsyncGenerator[ActionEvent]:
        yield Outputs(rest.pop(0))

    return play


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(change_runs, "AFTER_SECONDS", 0.02)


@pytest.fixture
def page_of(tmp_path: Path, sit: Sit, cast: Cast) -> Callable[..., Any]:
    def page_of(*actions: dict[str, Any], size: tuple[int, int] = WIDE) -> Any:
        cast.writer.plays([scenes("The dog", "The rain")])
        return sit(("workflow", write_scenes(tmp_path / "scenes", list(actions))), size)

    return page_of


async def to_model(person: Person) -> None:
    """The focus on the field `model`."""
    await person.sees("Choose scenes")
    while person.focused_field != "model":
        await person.press("tab")
        await person.pilot.pause()


async def test_choosing_a_model_swaps_the_fields_and_keeps_what_fits(page_of: Any, cast: Cast) -> None:
    cast.action.play = gives(LARGE)
    async with page_of(SWAP) as person:
        await person.sees("Choose scenes")
        await person.types("My ")
        await to_model(person)
        await person.press("right")
        await person.sees("Steps", "30", "4k")
        await person.misses("Ending")
        assert person.focused_field == "model"
        assert person.value("model") == "large"
        assert person.value("tone") == "My The dog"
        assert person.value("size") == "4k"
        await person.until(lambda: person.save_state == "saved")
        draft = person.page._model.draft()  # type: ignore[attr-defined]
        assert draft.values["ending"] == "happy"


async def test_switching_back_brings_the_values_back(page_of: Any, cast: Cast) -> None:
    cast.action.play = gives(LARGE, FORM)
    async with page_of(SWAP) as person:
        await to_model(person)
        await person.press("tab", "right", "shift+tab")
        await person.until(lambda: person.value("size") == "2k")
        await person.press("right")
        await person.sees("Steps", "4k")
        await person.press("left")
        await person.sees("Ending", "happy", "2k")
        await person.misses("Steps")
        assert person.value("model") == "small"


async def test_the_cursor_stays_where_it_is_in_a_text(page_of: Any, cast: Cast) -> None:
    cast.action.play = gives(LARGE)
    async with page_of(SWAP) as person:
        await person.sees("Choose scenes")
        await person.press("right", "right", "right")
        await person.types("-")
        await person.press("ctrl+g", "w")
        await person.sees("Steps")
        assert person.focused_field == "tone"
        await person.types("+")
        await person.until(lambda: person.value("tone") == "The-+ dog")


async def test_undo_brings_the_old_page_back(page_of: Any, cast: Cast) -> None:
    cast.action.play = gives(LARGE)
    async with page_of({**SWAP, "on_change": []}) as person:
        await person.sees("Choose scenes")
        await person.press("escape", "w")
        await person.sees("Steps", "4k")
        await person.press("u")
        await person.sees("Ending", "happy", "1k")
        await person.misses("Steps")
        await person.press("U")
        await person.sees("Steps")


async def test_other_actions_have_other_keys_and_buttons(page_of: Any, cast: Cast) -> None:
    actions = [TELL, {**SHORTEN, "label": "Cut", "shortcut": "k"}]
    cast.action.play = gives(actions)
    swap = {**SWAP, "on_change": [], "result_mapping": {"target_path": "interaction.sub_actions"}}
    async with page_of(swap, SHORTEN, size=NARROW) as person:
        await person.sees("Choose scenes", "w  Swap fields", "s  Shorten")
        await person.press("escape", "w")
        await person.sees("t Tell  k Cut")
        await person.press("f2")
        await person.sees("t  Tell", "Tone   k  Cut")
        assert "w  Swap" not in person.sees_now
        runs = cast.action.runs
        await person.press("escape", "s", "w")
        cast.action.play = None
        await person.press("k")
        await person.until(lambda: cast.action.runs == runs + 1)
        await person.press("f2", "escape", "t")
        await person.until(lambda: len(cast.writer.asked) == 2)


async def test_results_are_shown_another_way(page_of: Any, cast: Cast) -> None:
    table = {**DISPLAY, "_ux": {**DISPLAY["_ux"], "render_as": "table", "title": "Rows"}}
    cast.action.play = gives(table)
    swap = {**SWAP, "on_change": [], "result_mapping": {"target_path": "interaction.result_display_schema"}}
    async with page_of(swap) as person:
        await person.sees("Choose scenes")
        await person.press("f3", "2", "space", "w")
        await person.sees("Rows · 2 · ✓ 2 selected")
        grid = person.find(ResultGrid)
        assert grid.render_as == "table"
        assert person.page.focused is grid
        assert grid.cursor_id == grid.items[1].id


async def test_a_shape_that_makes_no_form_fails_and_leaves_the_page(page_of: Any, cast: Cast) -> None:
    cast.action.play = gives({"type": "object", "properties": {"a": {"_ux": {"visible_when": "(("}}}})
    async with page_of({**SWAP, "on_change": []}) as person:
        await person.sees("Choose scenes")
        await person.press("escape", "w")
        await person.until(lambda: person.failed)
        await person.sees("Tone", "Ending")


async def test_hostile_labels_are_shown_as_text(page_of: Any, cast: Cast) -> None:
    title = "[/x] [@click=app.quit]t[/] \x1b[2J"
    form = {"type": "object", "properties": {"tone": {"type": "string", "title": title}}}
    cast.action.play = gives(form)
    async with page_of({**SWAP, "on_change": []}) as person:
        await person.sees("Choose scenes")
        await person.press("escape", "w")
        await person.sees("[/x] [@click=app.quit]t[/] [2J")


async def test_on_change_waits_for_a_valid_form_and_runs_once_for_a_value(page_of: Any, cast: Cast) -> None:
    form = {**FORM, "properties": {**FORM["properties"], "tone": {"type": "string", "maxLength": 7}}}
    note = {**SHORTEN, "on_change": ["tone"], "result_mapping": None}
    cast.action.play = gives(form)
    async with page_of({**SWAP, "on_change": []}, note) as person:
        await person.sees("Choose scenes")
        await person.press("escape", "w")
        await person.until(lambda: not person.running and cast.action.runs == 1)
        cast.action.play = None
        await person.press("f2", "home")
        await person.types("ab")
        await person.until(lambda: person.value("tone") == "abThe dog")
        await person.sees("✗")
        assert cast.action.runs == 1
        await person.press("backspace", "backspace")
        await person.misses("✗")
        assert cast.action.runs == 1
        await person.press("delete")
        await person.until(lambda: cast.action.runs == 2)
        await person.until(lambda: not person.running)
        assert person.focused_field == "tone"
