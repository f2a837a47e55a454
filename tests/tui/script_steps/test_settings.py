"""Settings of a step: each value with where it comes from, this document's own, this run's."""

from typing import Any

import pytest

from schemas.messages.step_settings import GetStepSettings, SettingView
from tests.tui.cast import Cast
from tests.tui.person import Person
from tests.tui.script_steps.conftest import Post, engine_of, page_of, statuses
from tui.script_steps.screen import ScriptStepScreen
from tui.script_steps.setting_edit import EditSetting, edited_shape
from tui.script_steps.settings_screen import StepSettingsScreen


async def open_settings(person: Person, name: str) -> None:
    """The settings, with the cursor on one of them."""
    await person.press("s")
    await person.at(StepSettingsScreen)
    screen = person.screen
    assert isinstance(screen, StepSettingsScreen)
    await person.until(lambda: screen._settings)
    at = [each.name for each in screen._settings].index(name)
    await person.press("home", *["down"] * at)


async def give(person: Person, key: str, value: str) -> None:
    await person.press(key)
    await person.at(EditSetting)
    await person.press("end", *["backspace"] * 4)
    await person.types(value)
    await person.press("ctrl+s")
    await person.at(StepSettingsScreen)


async def level(person: Person, post: Post) -> Any:
    asked = GetStepSettings(
        session_id=page_of(person).shown_session,
        step_id="fake",
        document_id=post.id,
        run=page_of(person)._settings,
    )
    found = (await engine_of(person).call(asked)).settings
    setting = next(each for each in found if each.name == "level")
    return setting.value, setting.source, [each.value for each in setting.below]


async def test_this_document_and_this_run_beat_the_step(person: Person, cast: Cast, post: Post) -> None:
    await open_settings(person, "level")
    await person.sees("from the step", "nothing set here")
    await give(person, "e", "2")
    await person.sees("● this document", "1 set here", "from the step: 1")
    await give(person, "t", "3")
    await person.sees("● this run", "this document: 2")
    assert await level(person, post) == (3, "run", [2, 1])
    await person.press("escape")
    await person.at(ScriptStepScreen)
    await person.sees("this run: level 3")
    await person.press("space", "r")
    await person.until(lambda: statuses(person)[0] == "success")
    await open_settings(person, "level")
    await person.press("r")
    await person.sees("● this document")
    await person.press("r")
    await person.until(lambda: "● this" not in person.sees_now)
    assert await level(person, post) == (1, "step", [])


async def test_all_of_it_is_reset(person: Person, post: Post) -> None:
    await open_settings(person, "level")
    await give(person, "e", "2")
    await person.sees("● this document")
    await give(person, "t", "3")
    await person.sees("● this run")
    await person.press("R", "y")
    await person.sees("nothing set here")
    assert await level(person, post) == (1, "step", [])


async def test_what_is_no_value_is_not_taken(person: Person, post: Post) -> None:
    await open_settings(person, "level")
    await person.press("e")
    await person.at(EditSetting)
    await person.press("end", *["backspace"] * 4)
    await person.types("soon")
    await person.press("ctrl+s")
    await person.sees("✗")
    await person.press("escape")
    assert await level(person, post) == (1, "step", [])


OPTIONAL: dict[str, Any] = {"anyOf": [{"type": "number", "maximum": 2}, {"type": "null"}], "default": None}
SHAPES: list[tuple[dict[str, Any], Any, dict[str, Any]]] = [
    (OPTIONAL, None, {"type": "number", "maximum": 2, "_ux": {"input_type": "number", "width": "full"}}),
    ({"title": "Prompt"}, None, {"title": "Prompt", "type": "string"}),
    ({"title": "System"}, [{"text": "x"}], {"title": "System"}),
    ({"type": "string"}, "x" * 90, {"type": "string", "_ux": {"input_type": "textarea", "width": "full"}}),
]


@pytest.mark.parametrize(("shape", "value", "edited"), SHAPES)
def test_the_control_fits_the_value(shape: dict[str, Any], value: Any, edited: dict[str, Any]) -> None:
    assert edited_shape(SettingView(name="x", value=value, source="default", shape=shape)) == edited
