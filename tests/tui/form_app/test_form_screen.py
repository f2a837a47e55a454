"""`reroll form` on the screen: submitting, leaving, steps, searching, filters, text views, presets."""

import json
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from engine.form.absent import ABSENT
from engine.form.model import FormModel
from engine.form.presets import Presets
from tui.confirm import Confirm
from tui.form.field_row import FieldRow
from tui.form_app.app import FormApp, Submitted
from tui.form_app.screen import FormScreen
from tui.form_tools.error_summary import ErrorSummary
from tui.form_tools.jump import Jump
from tui.form_tools.presets_menu import PresetsMenu
from tui.form_tools.value_box import ValueBox

SCHEMA: dict[str, Any] = {
    "type": "object",
    "title": "Person",
    "required": ["name"],
    "properties": {
        "name": {"type": "string", "description": "as friends say it"},
        "age": {"type": "integer", "maximum": 150},
        "home": {"type": "object", "properties": {"city": {"type": "string"}, "zip": {"type": "string"}}},
        "tags": {"type": "array", "items": {"type": "string"}},
        "debug": {"type": "boolean", "x-advanced": True},
    },
}


def app_of(tmp_path: Path, data: Any = ABSENT) -> FormApp:
    return FormApp(FormModel(SCHEMA, data=data), tmp_path)


def screen_of(app: FormApp) -> FormScreen:
    return next(screen for screen in app.screen_stack if isinstance(screen, FormScreen))


def text_of(app: FormApp) -> str:
    strips = app.screen._compositor.render_strips()
    return "\n".join("".join(segment.text for segment in strip) for strip in strips)


async def quiet(pilot: Pilot[Any]) -> None:
    """Wait until what is shown has settled."""
    for _ in range(4):
        await pilot.app.workers.wait_for_complete()
        await pilot.pause()


async def press(pilot: Pilot[Any], *keys: str) -> None:
    for key in keys:
        await pilot.press(key)
        await quiet(pilot)


async def test_a_valid_form_is_submitted(tmp_path: Path) -> None:
    app = app_of(tmp_path)
    async with app.run_test(size=(100, 30)) as pilot:
        await press(pilot, "A", "d", "a", "tab", "7", "ctrl+s")
    assert app.return_value == Submitted({"name": "Ada", "age": 7})


async def test_a_form_that_is_not_valid_says_all_and_goes_there(tmp_path: Path) -> None:
    app = app_of(tmp_path, {"age": 200, "home": {"city": 1}})
    async with app.run_test(size=(100, 30)) as pilot:
        await press(pilot, "ctrl+s")
        assert app.is_running
        assert screen_of(app).form.focused_path == "name"
        summary = app.screen.query_one(ErrorSummary)
        assert "Name is required" in str(summary.render())
        assert "Age must be at most 150" in str(summary.render())
        await press(pilot, "ctrl+n", "ctrl+n")
        assert screen_of(app).form.focused_path == "age"
        summary.focus()
        await press(pilot, "home", "up", "up", "enter")
        assert screen_of(app).form.focused_path == "name"
        assert "3 to correct" in text_of(app)


async def test_leaving_asks_only_where_something_is_lost(tmp_path: Path) -> None:
    app = app_of(tmp_path)
    async with app.run_test(size=(100, 30)) as pilot:
        await press(pilot, "x", "escape")
        assert isinstance(app.screen, Confirm)
        await press(pilot, "n")
        assert app.is_running
        await press(pilot, "ctrl+q", "y")
    assert app.return_value is None
    untouched = app_of(tmp_path)
    async with untouched.run_test(size=(100, 30)) as pilot:
        await press(pilot, "escape")
        assert not untouched.is_running
    assert untouched.return_value is None


async def test_undo_and_redo_reach_every_kind_of_edit(tmp_path: Path) -> None:
    app = app_of(tmp_path, {"name": "Ada", "tags": ["a", "b"]})
    async with app.run_test(size=(100, 30)) as pilot:
        form = screen_of(app).form
        form.focus_field("tags/0")
        await quiet(pilot)
        await press(pilot, "alt+down", "ctrl+delete")
        assert app._model.submission()["tags"] == ["b"]
        await press(pilot, "ctrl+z")
        assert app._model.submission()["tags"] == ["b", "a"]
        assert "a" in [each.value for each in app.screen.query(Input)]
        await press(pilot, "ctrl+z")
        assert app._model.submission()["tags"] == ["a", "b"]
        assert not app._model.dirty
        await press(pilot, "ctrl+y")
        assert app._model.submission()["tags"] == ["b", "a"]


async def test_a_field_is_reset_and_its_mark_goes(tmp_path: Path) -> None:
    app = app_of(tmp_path, {"name": "Ada"})
    async with app.run_test(size=(100, 30)) as pilot:
        await press(pilot, "end", "m")
        assert "Name * ●" in text_of(app)
        await press(pilot, "ctrl+r")
        assert "Ada" in text_of(app)
        assert "●" not in text_of(app)
    assert app._model.submission() == {"name": "Ada"}


async def test_searching_looks_into_folded_parts_and_help(tmp_path: Path) -> None:
    app = app_of(tmp_path)
    async with app.run_test(size=(100, 30)) as pilot:
        await press(pilot, "f3", *"city")
        shown = [row.field.name for row in app.screen.query(FieldRow)]
        assert shown == ["home/city"]
        await press(pilot, "enter")
        assert screen_of(app).form.focused_path == "home/city"
        await press(pilot, "f3", *"friends")
        assert [row.field.name for row in app.screen.query(FieldRow)] == ["name"]
        await press(pilot, "escape")
        assert len(app.screen.query(FieldRow)) >= 4
        assert app.is_running


async def test_only_what_changed_is_shown(tmp_path: Path) -> None:
    app = app_of(tmp_path, {"name": "Ada", "age": 3})
    async with app.run_test(size=(100, 30)) as pilot:
        await press(pilot, "tab", "end", "1", "f5")
        assert [row.field.name for row in app.screen.query(FieldRow)] == ["age"]
        assert "only what changed" in text_of(app)
        await press(pilot, "f5", "f5", "f5")
        assert len(app.screen.query(FieldRow)) >= 3


async def test_advanced_fields_can_be_hidden(tmp_path: Path) -> None:
    app = app_of(tmp_path)
    async with app.run_test(size=(100, 30)) as pilot:
        assert "Debug" in text_of(app)
        screen_of(app).tools.do("advanced")
        await quiet(pilot)
        assert "Debug" not in text_of(app)
        assert "advanced hidden" in text_of(app)


async def test_jumping_by_a_letter(tmp_path: Path) -> None:
    app = app_of(tmp_path)
    async with app.run_test(size=(100, 30)) as pilot:
        await press(pilot, "ctrl+g")
        assert isinstance(app.screen, Jump)
        await press(pilot, "s")
        assert screen_of(app).form.focused_path == "age"
        await press(pilot, "ctrl+g", "escape")
        assert screen_of(app).form.focused_path == "age"


async def test_the_form_and_its_texts_always_agree(tmp_path: Path) -> None:
    app = app_of(tmp_path, {"name": "Ada"})
    async with app.run_test(size=(100, 30), notifications=True) as pilot:
        await press(pilot, "f2")
        text = app.screen.query_one(ValueBox)
        assert json.loads(text.text) == {"name": "Ada"}
        text.text = '{"name": "Bo", "tags": ["x"]}'
        await quiet(pilot)
        assert app._model.submission() == {"name": "Bo", "tags": ["x"]}
        text.text = '{"name": '
        await quiet(pilot)
        assert "✗ not taken yet: line 1, column 10" in text_of(app)
        assert app._model.submission() == {"name": "Bo", "tags": ["x"]}
        await press(pilot, "f2")
        assert "Not taken: line 1" in text_of(app)
        text.text = '{"name": "Cy", "tags": ["1"]}'
        await press(pilot, "f2")
        assert text.text == "name: Cy\ntags:\n- '1'\n"
        text.text = "name: 16:9\ntags: [a, b]"
        await press(pilot, "f2")
        values = [each.value for each in app.screen.query(Input)]
        assert {"16:9", "a", "b"} <= set(values)
        await press(pilot, "ctrl+z")
        assert app._model.submission() == {"name": "Cy", "tags": ["1"]}


async def test_a_text_that_cannot_be_read_is_not_left_for_a_search(tmp_path: Path) -> None:
    app = app_of(tmp_path, {"name": "Ada"})
    async with app.run_test(size=(100, 30), notifications=True) as pilot:
        await press(pilot, "f2")
        text = app.screen.query_one(ValueBox)
        text.text = "[1]"
        await press(pilot, "f3")
        assert "Not taken: it must be an object, not a list" in text_of(app)
        assert app.screen.query(ValueBox)
        text.text = '{"name": "Bo"}'
        await press(pilot, "f3", *"nam")
        assert not app.screen.query(ValueBox)
        assert [row.field.name for row in app.screen.query(FieldRow)] == ["name"]


async def test_what_is_read_only_is_not_changed_as_text(tmp_path: Path) -> None:
    schema = {"type": "object", "properties": {"id": {"type": "integer", "readOnly": True}}}
    app = FormApp(FormModel(schema, data={"id": 7}), tmp_path)
    async with app.run_test(size=(100, 30)) as pilot:
        await press(pilot, "f2")
        app.screen.query_one(ValueBox).text = '{"id": 8}'
        await quiet(pilot)
        assert "what is read-only cannot be changed" in text_of(app)
    assert app._model.submission() == {"id": 7}


async def test_undo_is_seen_in_the_text(tmp_path: Path) -> None:
    app = app_of(tmp_path, {"name": "Ada"})
    async with app.run_test(size=(100, 30)) as pilot:
        await press(pilot, "end", "m", "f2", "ctrl+z")
        assert json.loads(app.screen.query_one(ValueBox).text) == {"name": "Ada"}


async def test_submitting_from_the_text_goes_to_what_is_wrong(tmp_path: Path) -> None:
    app = app_of(tmp_path, {"name": "Ada"})
    async with app.run_test(size=(100, 30)) as pilot:
        await press(pilot, "f2")
        app.screen.query_one(ValueBox).text = '{"name": "Ada", "age": 200}'
        await press(pilot, "ctrl+s")
        assert not app.screen.query(ValueBox)
        assert screen_of(app).form.focused_path == "age"
        assert "Age must be at most 150" in text_of(app)


async def test_copying_and_pasting_json(tmp_path: Path) -> None:
    app = app_of(tmp_path, {"name": "Ada", "age": 3})
    async with app.run_test(size=(100, 30)) as pilot:
        await press(pilot, "f10")
        assert json.loads(app.clipboard) == {"name": "Ada", "age": 3}
        app.copy_to_clipboard('{"name": "Bo"}')
        await press(pilot, "f9", "v")
        assert "Name: Ada → Bo" in text_of(app)
        await press(pilot, "ctrl+s")
        assert app._model.submission() == {"name": "Bo", "age": 3}
        await press(pilot, "ctrl+z")
        assert app._model.submission() == {"name": "Ada", "age": 3}
        await press(pilot, "f9", "v", "ctrl+r", "ctrl+s")
        assert app._model.submission() == {"name": "Bo"}


async def test_presets_are_kept_and_taken(tmp_path: Path) -> None:
    app = app_of(tmp_path, {"name": "Ada"})
    async with app.run_test(size=(100, 30)) as pilot:
        await press(pilot, "f9", "p", *"mine", "enter")
        assert Presets(tmp_path).all(SCHEMA) == {"mine": {"name": "Ada"}}
        await press(pilot, "x")
        await press(pilot, "f9", "p", "enter")
        assert app._model.submission() == {"name": "Ada"}
        await press(pilot, "f9", "p")
        assert isinstance(app.screen, PresetsMenu)
        await press(pilot, "delete", "escape")
    assert Presets(tmp_path).all(SCHEMA) == {}


async def test_every_tool_of_the_menu_does_something(tmp_path: Path) -> None:
    app = app_of(tmp_path, {"name": "Ada"})
    async with app.run_test(size=(100, 30)) as pilot:
        assert "copy_command" not in [choice.name for choice in screen_of(app).tools.choices]
        for choice in screen_of(app).tools.choices:
            screen_of(app).tools.do(choice.name)
            await quiet(pilot)
            await press(pilot, *["escape"] * (app.screen is not screen_of(app)))
        assert app.is_running
    assert app._model.submission() == {"name": "Ada"}


@pytest.mark.parametrize("size", [(120, 40), (80, 24), (50, 20)])
async def test_every_size_shows_the_form_and_its_keys(tmp_path: Path, size: tuple[int, int]) -> None:
    app = app_of(tmp_path, {"name": "Ada"})
    async with app.run_test(size=size) as pilot:
        await quiet(pilot)
        assert "Person" in text_of(app)
        assert "Ada" in text_of(app)
        assert "^s Submit" in text_of(app)
