"""Objects, lists, maps, tuples, unions and conditions on the screen, by keyboard and by mouse."""

from typing import Any

import pytest
from textual.widgets import Input

from engine.form.model import ABSENT
from tests.tui.form.form_app import FormApp, form_of
from tests.tui.form.settle import quiet
from tui.form.add_line import AddLine
from tui.form.ask_key import AskKey
from tui.form.entry_row import EntryRow
from tui.form.head_line import HeadLine
from tui.form.shape_bar import ShapeBar

TAGS: dict[str, Any] = {"type": "array", "items": {"type": "string"}}
PEOPLE: dict[str, Any] = {
    "type": "array",
    "items": {"type": "object", "properties": {"name": {"type": "string"}, "age": {"type": "integer"}}},
}
SHAPE: dict[str, Any] = {
    "oneOf": [
        {"title": "Circle", "type": "object", "properties": {"r": {"type": "number"}}, "required": ["r"]},
        {"title": "Box", "type": "object", "properties": {"w": {"type": "number"}}, "required": ["w"]},
    ]
}


def app_of(initial: dict[str, Any] | None = None, **properties: Any) -> FormApp:
    return FormApp(form_of(**properties), initial)


async def press(app: FormApp, path: str, *keys: str) -> Any:
    """Go to a field or part, press keys; return the submission."""
    async with app.run_test(size=(80, 40)) as pilot:
        app.form.focus_field(path)
        await quiet(pilot, app)
        for key in keys:
            await pilot.press(key)
            await quiet(pilot, app)
    return app.model.submission()


@pytest.mark.parametrize(
    ("path", "keys", "tags"),
    [
        ("tags", ["plus"], ["a", "b", "c", ""]),
        ("tags", ["plus", "x"], ["a", "b", "c", "x"]),
        ("tags/0", ["enter", "x"], ["a", "x", "b", "c"]),
        ("tags/1", ["ctrl+delete"], ["a", "c"]),
        ("tags/1", ["backspace", "backspace"], ["a", "c"]),
        ("tags/1", ["ctrl+delete", "end", "x"], ["a", "cx"]),
        ("tags/2", ["alt+up"], ["a", "c", "b"]),
        ("tags/2", ["alt+up", "alt+up", "alt+up", "x"], ["cx", "a", "b"]),
        ("tags/0", ["ctrl+down"], ["b", "a", "c"]),
        ("tags/0", ["f6"], ["a", "a", "b", "c"]),
    ],
)
async def test_items_by_keys(path: str, keys: list[str], tags: list[str]) -> None:
    app = app_of({"tags": ["a", "b", "c"]}, tags=TAGS)
    assert await press(app, path, *keys) == {"tags": tags}
    assert set(app.changes) <= {"tags", "tags/0", "tags/1", "tags/2", "tags/3"}


@pytest.mark.parametrize(
    ("tool", "tags"), [(0, ["b", "a", "c"]), (1, ["a", "c", "b"]), (2, ["a", "b", "b", "c"]), (3, ["a", "c"])]
)
async def test_items_by_mouse(tool: int, tags: list[str]) -> None:
    app = app_of({"tags": ["a", "b", "c"]}, tags=TAGS)
    async with app.run_test(size=(80, 40)) as pilot:
        row = app.query(EntryRow)[1]
        await pilot.click(row, offset=(row.region.width - 8 + 2 * tool, 0))
        await quiet(pilot, app)
        shown = [str(each.value) for each in app.query(Input)]
    assert app.model.submission() == {"tags": tags} == {"tags": shown}


async def test_an_item_is_added_by_mouse_below_the_list() -> None:
    app = app_of({"tags": ["a"]}, tags=TAGS)
    async with app.run_test(size=(80, 40)) as pilot:
        await pilot.click(AddLine)
        await quiet(pilot, app)
        assert app.form.focused_path == "tags/1"
    assert app.model.value("tags") == ["a", ""]


async def test_a_list_at_its_bounds_says_so() -> None:
    app = app_of({"tags": ["a"]}, tags=TAGS | {"minItems": 1, "maxItems": 1})
    async with app.run_test(size=(80, 40), notifications=True) as pilot:
        assert not app.query(AddLine)
        app.form.focus_field("tags/0")
        await pilot.press("ctrl+delete")
        await quiet(pilot, app)
        assert "needs at least 1" in app.screen_text()
    assert app.model.value("tags") == ["a"]


async def test_parts_fold_and_say_what_is_in_them() -> None:
    app = app_of({"people": [{"name": "Ada", "age": 36}]}, people=PEOPLE)
    async with app.run_test(size=(80, 40)) as pilot:
        app.form.focus_field("people/0")
        await quiet(pilot, app)
        assert "Name" in app.screen_text()
        await pilot.press("left")
        await quiet(pilot, app)
        assert "Name" not in app.screen_text()
        assert "▸ 1  Ada, 36" in app.screen_text()
        # Left again goes to what it stands in.
        await pilot.press("left")
        await quiet(pilot, app)
        assert app.form.focused_path == "people"
        app.form.focus_field("people/0/age")
        await quiet(pilot, app)
        assert app.focused is app.control("people/0/age")


async def test_what_was_folded_moves_with_its_item() -> None:
    app = app_of({"people": [{"name": "Ada"}, {"name": "Bo"}]}, people=PEOPLE)
    async with app.run_test(size=(80, 40)) as pilot:
        app.form.focus_field("people/0")
        await quiet(pilot, app)
        await pilot.press("left", "alt+down")
        await quiet(pilot, app)
        assert "▸ 2  Ada" in app.screen_text()
        assert "▾ 1" in app.screen_text()
        assert app.form.focused_path == "people/1"


async def test_an_object_that_is_not_set_begins_when_something_is_typed_into_it() -> None:
    address = {"type": "object", "properties": {"city": {"type": "string"}}}
    app = app_of(address=address)
    assert await press(app, "address", "right") == {}
    assert await press(app_of(address=address), "address/city", "O") == {"address": {"city": "O"}}
    assert await press(app_of(address=address), "address", "plus", "shift+tab") == {"address": {}}
    begun = app_of({"address": {"city": "O"}}, address=address)
    assert await press(begun, "address", "delete") == {}


async def test_shapes_of_a_union_keep_what_was_typed() -> None:
    app = app_of(shape=SHAPE)
    async with app.run_test(size=(80, 40)) as pilot:
        app.form.focus_field("shape/r")
        await quiet(pilot, app)
        await pilot.press("7")
        app.query_one(ShapeBar).focus()
        await pilot.press("right")
        await quiet(pilot, app)
        assert app.query_one(ShapeBar).has_focus
        assert "‹ Box ›" in app.screen_text()
        app.form.focus_field("shape/w")
        await quiet(pilot, app)
        await pilot.press("2")
        assert app.model.submission() == {"shape": {"w": 2}}
        app.query_one(ShapeBar).focus()
        await pilot.press("left")
        await quiet(pilot, app)
        assert app.model.submission() == {"shape": {"r": 7}}
        assert app.control("shape/r").value == "7"  # type: ignore[attr-defined]


async def test_a_union_of_single_values() -> None:
    app = app_of(size={"oneOf": [{"type": "integer"}, {"type": "string"}]})
    async with app.run_test(size=(80, 40)) as pilot:
        app.form.focus_field("size")
        await quiet(pilot, app)
        await pilot.press("5", "shift+tab", "right")
        await quiet(pilot, app)
        app.form.focus_field("size")
        await quiet(pilot, app)
        await pilot.press("x", "y")
    assert app.model.submission() == {"size": "xy"}


async def test_keys_of_a_map() -> None:
    app = app_of({"map": {"a": "1"}}, map={"type": "object", "additionalProperties": {"type": "string"}})
    async with app.run_test(size=(80, 40), notifications=True) as pilot:
        app.query_one(AddLine).focus()
        await pilot.press("enter")
        await pilot.pause()
        assert isinstance(app.screen, AskKey)
        await pilot.press("b", "/", "enter")
        await quiet(pilot, app)
        assert app.form.focused_path == "map/b~1"
        await pilot.press("2")
        assert app.model.submission() == {"map": {"a": "1", "b/": "2"}}
        await pilot.press("f8")
        await pilot.pause()
        await pilot.press("backspace", "backspace", "a", "enter")
        await quiet(pilot, app)
        assert "“a” is there already" in app.screen_text()
        app.form.focus_field("map/a")
        await quiet(pilot, app)
        await pilot.press("ctrl+delete")
        await quiet(pilot, app)
    assert app.model.submission() == {"map": {"b/": "2"}}


async def test_a_tuple_has_its_places() -> None:
    pair = {"type": "array", "prefixItems": [{"type": "string"}, {"type": "integer"}]}
    assert await press(app_of(pair=pair), "pair/1", "7") == {"pair": ["", 7]}


async def test_fields_of_a_condition_come_and_go_without_losing_the_focus() -> None:
    schema = form_of(kind={"enum": ["a", "b"]}, after={"type": "string"}) | {
        "if": {"properties": {"kind": {"const": "b"}}, "required": ["kind"]},
        "then": {"properties": {"more": {"type": "string", "title": "More"}}, "required": ["more"]},
    }
    app = FormApp(schema)
    async with app.run_test(size=(80, 40)) as pilot:
        app.form.focus_field("kind")
        await pilot.press("right")
        await quiet(pilot, app)
        assert "More" not in app.screen_text()
        await pilot.press("right")
        await quiet(pilot, app)
        assert "More *" in app.screen_text()
        assert app.form.focused_path == "kind"
        assert app.focused is app.control("kind")
        await pilot.press("left")
        await quiet(pilot, app)
        assert "More" not in app.screen_text()


async def test_a_schema_that_contains_itself_ends() -> None:
    schema = form_of(node={"$ref": "#/$defs/node"}) | {
        "$defs": {
            "node": {
                "type": "object",
                "required": ["next"],
                "properties": {"name": {"type": "string"}, "next": {"$ref": "#/$defs/node"}},
            }
        }
    }
    app = FormApp(schema)
    async with app.run_test(size=(80, 40)) as pilot:
        app.form.focus_field("node/next/next/next/next/next/name")
        await quiet(pilot, app)
        await pilot.press("x")
        assert app.form.focused_path == "node/next/next/next/next/next/name"
    assert app.model.value("node/next/next/next/next/next/name") == "x"


@pytest.mark.parametrize("root", [{"type": "array", "items": {"type": "string"}}, {"type": "integer"}, SHAPE])
async def test_a_form_need_not_be_an_object(root: dict[str, Any]) -> None:
    app = FormApp(root)
    async with app.run_test(size=(80, 20)) as pilot:
        await quiet(pilot, app)
        await pilot.press("tab")
        assert app.focused is not None


async def test_a_long_list_is_mounted_as_far_as_it_is_seen() -> None:
    app = app_of({"tags": [str(at) for at in range(500)]}, tags=TAGS)
    async with app.run_test(size=(80, 20)) as pilot:
        app.form.focus_field("tags")
        await quiet(pilot, app)
        await pilot.press("right")
        await quiet(pilot, app)
        assert 0 < len(app.query(EntryRow)) < 100
        app.form.focus_field("tags/250")
        await quiet(pilot, app)
        await pilot.press("ctrl+delete")
        await quiet(pilot, app)
        assert app.focused is app.control("tags/250")
        assert app.control("tags/250").value == "251"  # type: ignore[attr-defined]
    assert app.model.value("tags/250") == "251"
    assert len(app.model.value("tags")) == 499


async def test_errors_inside_parts_stand_at_their_fields_and_mark_the_heads() -> None:
    people = PEOPLE | {"default": [{"name": "A", "age": 1}] * 8}
    people["items"]["properties"]["age"] = {"type": "integer", "maximum": 9}
    app = app_of({"people": [{"age": at} for at in range(7, 12)] + [{"age": 1}]}, people=people)
    async with app.run_test(size=(80, 40)) as pilot:
        assert app.form.show_errors()
        await quiet(pilot, app)
        assert app.form.focused_path == "people/3/age"
        assert "✗ must be at most 9" in app.screen_text()
        marked = [head.field.name for head in app.query(HeadLine) if head.has_class("-error")]
        assert marked == ["people", "people/3", "people/4"]


async def test_hostile_titles_of_parts() -> None:
    bad = "[/x] \x1b]52;c;aGk=\x07 [@click=app.quit]x[/]"
    schema = form_of(
        a={"title": bad, "type": "object", "properties": {bad: {"type": "string"}}, "required": [bad]},
        b={"title": bad, "oneOf": [{"title": bad, "type": "object"}, {"type": "string"}]},
        m={"type": "object", "additionalProperties": {"type": "string"}},
    )
    app = FormApp(schema, {"m": {bad: bad}, "a": {bad: bad}})
    async with app.run_test(size=(120, 40)) as pilot:
        app.form.styles.width = 118
        await quiet(pilot, app)
        text = app.screen_text()
        assert "\x1b" not in text
        assert text.count("[@click=app.quit]x[/]") >= 6
    assert app.model.value("a") is not ABSENT


async def test_items_with_a_title_are_numbered_all_the_same() -> None:
    app = app_of({"tags": ["a", "b"]}, tags={"type": "array", "items": {"type": "string", "title": "Town"}})
    async with app.run_test(size=(80, 40)) as pilot:
        await quiet(pilot, app)
        assert "  1 a" in app.screen_text()
        assert "  2 b" in app.screen_text()
        assert "Town" not in app.screen_text()
