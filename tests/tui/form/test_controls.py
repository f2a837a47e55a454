"""Each control by keyboard and by mouse: what the person does is what the model holds."""

from datetime import UTC, datetime
from typing import Any

import pytest
from textual.events import MouseScrollUp

from engine.form.model import ABSENT
from tests.tui.form.form_app import FormApp, form_of
from tui.form.controls.calendar import Calendar
from tui.form.controls.choice_bar import ChoiceBar
from tui.form.controls.choice_list import ChoiceList
from tui.form.controls.control import Control
from tui.form.controls.json_box import JsonBox

SELECT: dict[str, Any] = {"enum": ["1:1", "16:9", "9:16"]}


def tree_of(**properties: Any) -> FormApp:
    """An app with a form of every kind of field."""
    return FormApp(form_of(**properties))


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
        ({"oneOf": [{"const": 7, "title": "Seven"}]}, ["space"], 7),
        (SELECT | {"_ux": {"input_type": "radio"}}, ["down", "down"], "16:9"),
        ({"type": "boolean"}, ["space"], True),
        ({"type": "boolean"}, ["space", "enter"], False),
        ({"type": "boolean", "default": True}, ["delete"], ABSENT),
        ({}, ["[", "1", "]"], [1]),
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


TOYS: dict[str, Any] = {"type": "array", "items": {"enum": ["car", "doll", "ball"]}}
MANY: dict[str, Any] = {"type": "array", "items": {"enum": [f"no {at}" for at in range(30)]}}


@pytest.fixture
def at_noon(monkeypatch: pytest.MonkeyPatch) -> None:
    moment = datetime(2024, 2, 29, 12, 0, 5, tzinfo=UTC)
    monkeypatch.setattr("tui.form.controls.moment_line.now", lambda: moment)


@pytest.mark.usefixtures("at_noon")
@pytest.mark.parametrize(
    ("schema", "keys", "value"),
    [
        ({"type": "string", "format": "date"}, ["up"], "2024-02-29"),
        ({"type": "string", "format": "date"}, ["up", "up"], "2025-02-28"),
        ({"type": "string", "format": "date"}, ["up", "end", "up"], "2024-03-01"),
        ({"type": "string", "format": "date"}, ["enter", "right", "down", "enter"], "2024-03-08"),
        ({"type": "string", "format": "date"}, ["enter", "pagedown", "escape"], ABSENT),
        ({"type": "string", "format": "time"}, ["up"], "12:00:05Z"),
        ({"type": "string", "format": "time"}, ["up", "down"], "11:00:05Z"),
        ({"type": "string", "format": "date-time"}, ["enter", "enter"], "2024-02-29T12:00:05Z"),
        ({"type": "string", "format": "color"}, [*"#f80"], "#f80"),
        ({"type": "string", "format": "file"}, [*"/x"], "/x"),
        ({"type": "integer", "_ux": {"input_type": "number"}}, ["shift+up", "down"], 9),
        (TOYS, ["space", "down", "down", "space"], ["car", "ball"]),
        (TOYS, ["space", "space"], []),
        (TOYS, ["ctrl+a"], ["car", "doll", "ball"]),
        (TOYS, ["space", "delete"], ABSENT),
        (MANY, ["enter", "7", "enter"], ["no 7"]),
        (
            MANY,
            ["enter", "2", "9", "space", "backspace", "backspace", "home", "space", "escape"],
            ["no 0", "no 29"],
        ),
        ({"type": "string"}, ["a", "backspace", "backspace"], ABSENT),
        ({"type": "string"}, ["a", "ctrl+delete"], ABSENT),
        ({"type": ["string", "null"]}, ["a", "ctrl+l"], None),
        ({"type": ["boolean", "null"]}, ["ctrl+l"], None),
        ({"type": "string", "format": "textarea"}, ["a", "backspace", "backspace"], ABSENT),
        ({"type": "string", "examples": ["red", "blue"]}, ["down", "down", "enter"], "blue"),
        ({"type": "string", "examples": ["red", "blue"]}, ["down", "b", "enter"], "blue"),
        ({"type": "boolean"}, ["space", "space", "space"], ABSENT),
        ({"type": "boolean"}, ["left"], False),
        ({"const": 7}, ["space"], 7),
        ({"const": 7}, ["space", "delete"], ABSENT),
        ({}, ["[", "1", "]", "ctrl+f"], [1]),
    ],
)
async def test_keys_become_values_of_every_kind(schema: dict, keys: list[str], value: object) -> None:
    names = {" ": "space", "#": "number_sign", "/": "slash"}
    got = await press(tree_of(x=schema), "x", *(names.get(key, key) for key in keys))
    assert got == value
    assert type(got) is type(value)


async def test_absent_empty_and_null_look_different() -> None:
    nullable = {"type": ["string", "null"]}
    app = FormApp(form_of(absent=nullable, empty=nullable, null=nullable), {"empty": "", "null": None})
    async with app.run_test(size=(80, 30)):
        shown = [app.control(name).placeholder for name in ("absent", "empty", "null")]  # type: ignore[attr-defined]
    assert shown == ["not set", "", "null"]


async def test_ten_thousand_choices_are_narrowed_by_typing() -> None:
    app = tree_of(x={"enum": [f"option {at}" for at in range(10_000)]})
    async with app.run_test(size=(80, 30)) as pilot:
        app.form.focus_field("x")
        await pilot.press("enter")
        await pilot.pause()
        choices = app.query_one(ChoiceList)
        assert choices.option_count == 10_001
        assert choices.region.height == 12
        await pilot.press(*"8765")
        assert choices.option_count == 1
        assert "option 8765" in app.screen_text()
        assert "1/10001" in app.screen_text()
        await pilot.press("x")
        assert "nothing has this in it" in app.screen_text()
        await pilot.press("backspace", "enter")
        await pilot.pause()
    assert app.model.value("x") == "option 8765"


async def test_a_secret_is_seen_only_while_it_is_asked_for() -> None:
    app = tree_of(x={"type": "string", "format": "password"}, y={"type": "string"})
    async with app.run_test(size=(80, 30)) as pilot:
        app.form.focus_field("x")
        await pilot.press(*"s3cret")
        assert "s3cret" not in app.screen_text()
        await pilot.press("f8")
        assert "s3cret" in app.screen_text()
        await pilot.press("tab")
        await pilot.pause()
        assert "s3cret" not in app.screen_text()


async def test_the_wheel_steps_a_number_only_while_it_has_the_focus() -> None:
    app = tree_of(x={"type": "integer", "default": 5})
    async with app.run_test(size=(80, 30)) as pilot:
        control = app.control("x")
        scroll = MouseScrollUp(control, 1, 0, 0, 0, 0, False, False, False)
        control.post_message(scroll)
        await pilot.pause()
        assert app.model.value("x") == 5
        app.form.focus_field("x")
        await pilot.pause()
        control.post_message(scroll)
        await pilot.pause()
    assert app.model.value("x") == 6


async def test_json_says_where_it_ends_to_be_json() -> None:
    app = tree_of(x={})
    async with app.run_test(size=(80, 30)) as pilot:
        app.form.focus_field("x")
        await pilot.press("left_curly_bracket", "enter", "a")
        box = app.control("x")
        assert isinstance(box, JsonBox)
        assert box.fault() == (1, 0)
        await pilot.press("ctrl+home", "f7")
        assert box.cursor_location == (1, 0)
        await app.form.validate_now()
        await pilot.pause()
        assert "line 2, column 1" in app.screen_text()


async def test_a_day_is_clicked_in_the_calendar() -> None:
    app = FormApp(form_of(x={"type": "string", "format": "date-time"}), {"x": "2024-02-29T10:00:00Z"})
    async with app.run_test(size=(80, 30)) as pilot:
        app.form.focus_field("x")
        await pilot.press("enter")
        await pilot.pause()
        assert "February 2024" in app.screen_text()
        assert "[29]" in app.screen_text()
        await pilot.click(Calendar, offset=(1, 3))
        await pilot.pause()
    assert app.model.value("x") == "2024-02-05T10:00:00Z"


async def test_read_only_fields_take_no_keys_and_say_so() -> None:
    app = FormApp(form_of(x={"type": "string", "readOnly": True}), {"x": "a"})
    async with app.run_test(size=(80, 30)) as pilot:
        assert "X (read only)" in app.screen_text()
        app.form.focus_field("x")
        await pilot.press("b")
    assert app.model.value("x") == "a"


async def test_a_choice_in_several_by_mouse() -> None:
    app = tree_of(x=TOYS)
    async with app.run_test(size=(80, 30)) as pilot:
        await pilot.click(app.control("x"), offset=(2, 1))
        await pilot.pause()
    assert app.model.value("x") == ["doll"]
