"""Each control by keyboard and by mouse: what the person does is what the model holds."""

from typing import Any

import pytest

from engine.form.model import ABSENT
from tests.tui.form.form_app import FormApp, form_of
from tui.form.controls.choice_bar import ChoiceBar
from tui.form.controls.choice_list import ChoiceList
from tui.form.controls.control import Control

SELECT: dict[str, Any] = {"enum": ["1:1", "16:9", "9:16"]}


async def press(app: FormApp, name: str, *keys: str) -> Any:
    """Focus the field, press the keys, return the field's value."""
    async with app.run_test(size=(80, 30)) as pilot:
        app.form.focus_field(name)
        await pilot.pause()
        await pilot.press(*keys)
        await pilot.pause()
    return app.model.value(name)


@pytest.mark.parametrize(
    ("schema", "keys", "value"),
    [
        ({"type": "string"}, ["a", "b"], "ab"),
        ({"type": "string"}, ["a", "backspace"], ""),
        ({"type": "string", "format": "password"}, ["s", "3"], "s3"),
        ({"type": "string", "format": "textarea"}, ["a", "enter", "b"], "a\nb"),
        ({"type": "integer"}, ["1", "2"], 12),
        ({"type": "integer"}, ["1", "backspace"], ABSENT),
        ({"type": "integer", "minimum": 5}, ["up"], 5),
        ({"type": "integer", "multipleOf": 8}, ["up", "up"], 16),
        ({"type": "number"}, ["1", ".", "5", "down"], 0.5),
        ({"type": "integer", "minimum": 0, "maximum": 9}, ["end", "left"], 8),
        ({"type": "integer", "minimum": 0, "maximum": 9, "default": 3}, ["delete"], ABSENT),
        ({"type": "number", "minimum": 0, "maximum": 1}, ["home", "right"], 0.01),
        (SELECT, ["right"], "1:1"),
        (SELECT, ["right", "right", "down"], "9:16"),
        (SELECT, ["end", "right"], "9:16"),
        (SELECT, ["left"], "9:16"),
        (SELECT, ["right", "delete"], ABSENT),
        (SELECT, ["enter", "down", "down", "enter"], "16:9"),
        (SELECT, ["space", "9", "enter"], "9:16"),
        (SELECT, ["right", "enter", "home", "enter"], ABSENT),
        (SELECT, ["right", "enter", "down", "escape"], "1:1"),
        ({"enum": [1, True, None]}, ["right", "right"], True),
        ({"enum": [1, 2, None]}, ["enter", "end", "enter"], None),
        ({"oneOf": [{"const": 7, "title": "Seven"}]}, ["right"], 7),
        (SELECT | {"_ux": {"input_type": "radio"}}, ["down", "down"], "16:9"),
        ({"type": "boolean"}, ["space"], True),
        ({"type": "boolean"}, ["space", "enter"], False),
        ({"type": "boolean", "default": True}, ["delete"], ABSENT),
        ({"type": "array"}, ["[", "1", "]"], [1]),
    ],
)
async def test_keys_become_values(schema: dict, keys: list[str], value: object) -> None:
    app = FormApp(form_of(x=schema))
    got = await press(app, "x", *keys)
    assert got == value
    assert type(got) is type(value)
    assert app.changes.count("x") == len(app.changes)


async def test_a_number_that_does_not_parse_stays_as_typed() -> None:
    app = FormApp(form_of(n={"type": "integer"}))
    assert await press(app, "n", "1", "2", "a") is ABSENT
    assert app.model.draft().unparsed == {"n": "12a"}


async def test_required_choices_cannot_be_unset() -> None:
    app = FormApp(form_of(x=SELECT) | {"required": ["x"]}, {"x": "16:9"})
    async with app.run_test(size=(80, 30)) as pilot:
        app.form.focus_field("x")
        await pilot.press("delete", "enter")
        await pilot.pause()
        assert app.query_one(ChoiceList).option_count == 3
    assert app.model.value("x") == "16:9"
    assert app.changes == []


async def test_a_value_that_is_no_choice_is_shown_until_another_is_chosen() -> None:
    app = FormApp(form_of(x=SELECT), {"x": "2:1"})
    async with app.run_test(size=(80, 30)):
        assert "2:1 (?)" in app.screen_text()


@pytest.mark.parametrize(
    ("schema", "offset", "value"),
    [
        ({"type": "integer", "minimum": 0, "maximum": 9}, (0, 0), 0),
        ({"type": "boolean"}, (1, 0), True),
        (SELECT | {"_ux": {"input_type": "radio"}}, (1, 2), "9:16"),
    ],
)
async def test_a_click_sets_the_value(schema: dict, offset: tuple[int, int], value: object) -> None:
    app = FormApp(form_of(x=schema))
    async with app.run_test(size=(80, 30)) as pilot:
        await pilot.click(app.control("x"), offset=offset)
        await pilot.pause()
        assert app.focused is app.control("x")
    assert app.model.value("x") == value


async def test_a_choice_by_mouse() -> None:
    app = FormApp(form_of(x=SELECT))
    async with app.run_test(size=(80, 30)) as pilot:
        await pilot.click(app.control("x"))
        await pilot.pause()
        await pilot.click(ChoiceList, offset=(2, 2))
        await pilot.pause()
        assert not app.query(ChoiceList)
        assert app.focused is app.control("x")
    assert app.model.value("x") == "16:9"


async def test_the_list_closes_when_the_focus_goes_elsewhere() -> None:
    app = FormApp(form_of(x=SELECT, y={"type": "string"}))
    async with app.run_test(size=(80, 30)) as pilot:
        app.form.focus_field("x")
        await pilot.press("enter")
        await pilot.pause()
        assert app.query_one(ChoiceList).has_focus
        app.form.focus_field("y")
        await pilot.pause()
        await pilot.pause()
        assert not app.query(ChoiceList)
        assert app.focused is app.control("y")
    assert app.changes == []


async def test_a_letter_in_a_closed_choice_is_free_for_commands() -> None:
    app = FormApp(form_of(x=SELECT))
    pressed: list[str] = []
    app.bind("r", "reroll")
    app.action_reroll = lambda: pressed.append("r")  # type: ignore[attr-defined]
    await press(app, "x", "r")
    assert pressed == ["r"]


async def test_focus_is_readable_without_colour() -> None:
    app = FormApp(form_of(x=SELECT), {"x": "1:1"})
    async with app.run_test(size=(80, 30)) as pilot:
        assert "1:1 ▾" in app.screen_text()
        app.form.focus_field("x")
        await pilot.pause()
        assert "‹ 1:1 ›" in app.screen_text()


async def test_every_kind_is_a_control() -> None:
    kinds = {
        "text": {"type": "string"},
        "slider": {"type": "integer", "minimum": 0, "maximum": 1},
        "number": {"type": "number"},
        "choice": SELECT,
        "yes": {"type": "boolean"},
        "json": {"type": "object"},
    }
    app = FormApp(form_of(**kinds))
    async with app.run_test(size=(80, 30)):
        assert all(isinstance(app.control(name), Control) for name in kinds)
        assert isinstance(app.control("choice"), ChoiceBar)
