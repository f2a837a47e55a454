"""Where fields stand: in narrow forms, and inside objects with a layout of their own."""

import itertools
from typing import Any

import pytest

from tests.tui.form.form_app import FormApp, form_of
from tests.tui.form.settle import quiet
from tui.form.group_line import GroupLine
from tui.form.stretch import Stretch

TEXT: dict[str, Any] = {"type": "string"}


def at(column: int, row: int, **more: Any) -> dict[str, Any]:
    return {**TEXT, "_ux": {"grid_column": column, "grid_row": row, **more}}


def inside(hints: dict[str, Any], **properties: Any) -> dict[str, Any]:
    return {"type": "object", "default": {"a": "x"}, "_ux": hints, "properties": properties}


def grouped(group: str, **hints: Any) -> dict[str, Any]:
    return {**TEXT, "_ux": {"group": group, **hints}}


async def places(app: FormApp, *names: str, width: int = 100) -> list[tuple[int, int]]:
    """The column and the row of the screen at which each field begins."""
    app.form.styles.width = width
    async with app.run_test(size=(max(width, 20), 60)) as pilot:
        await quiet(pilot, app)
        return [(app.row(name).region.x, app.row(name).region.y) for name in names]


@pytest.mark.parametrize(("width", "lines"), [(100, 1), (99, 2), (79, 3), (59, 6)])
async def test_a_grid_follows_the_width_of_the_form(width: int, lines: int) -> None:
    schema = form_of(**dict.fromkeys("abcdef", TEXT)) | {"_ux": {"layout": "grid", "grid_columns": 6}}
    where = await places(FormApp(schema), *"abcdef", width=width)
    assert len({y for _, y in where}) == lines
    assert where == sorted(where, key=lambda place: (place[1], place[0]))


async def test_the_width_that_counts_is_the_whole_form_s_also_within_frames() -> None:
    group = {"group": "g", "group_label": "G"}
    schema = form_of(a={**TEXT, "_ux": group}, b={**TEXT, "_ux": group})
    app = FormApp(schema | {"_ux": {"layout": "grid", "grid_columns": 2, "section_style": "card"}})
    (_, first), (_, second) = await places(app, "a", "b", width=60)
    assert first == second


async def test_a_form_that_becomes_narrow_is_laid_out_anew() -> None:
    app = FormApp(form_of(a=TEXT, b=TEXT) | {"_ux": {"layout": "grid"}})
    app.form.styles.width = "1fr"
    async with app.run_test(size=(100, 30)) as pilot:
        await quiet(pilot, app)
        assert app.row("a").region.y == app.row("b").region.y
        await pilot.resize_terminal(50, 30)
        await quiet(pilot, app)
        assert app.row("a").region.y < app.row("b").region.y
        await pilot.resize_terminal(100, 30)
        await quiet(pilot, app)
        assert app.row("a").region.y == app.row("b").region.y


async def test_an_object_has_rows_and_columns_of_its_own() -> None:
    grid = {"layout": "grid", "grid_columns": 3}
    app = FormApp(form_of(o=inside(grid, d=at(1, 2, column_span=3), b=at(2, 1), a=at(1, 1)), z=TEXT))
    a, b, d, z = await places(app, "o/a", "o/b", "o/d", "z")
    assert a[1] == b[1] < d[1] < z[1]
    assert a[0] == d[0] < b[0]


async def test_an_object_without_hints_is_laid_out_as_what_is_around_it() -> None:
    inner = {"type": "object", "default": {"a": "x"}, "properties": {"a": TEXT, "b": TEXT}}
    app = FormApp(form_of(o=inner) | {"_ux": {"layout": "grid", "grid_columns": 2}})
    a, b = await places(app, "o/a", "o/b")
    assert a[1] == b[1]


async def test_rows_count_anew_in_each_item_of_a_list() -> None:
    item = {"type": "object", "properties": {"a": at(1, 2), "b": at(1, 1)}}
    app = FormApp(form_of(l={"type": "array", "items": item}), {"l": [{"a": "1"}, {"a": "2"}]})
    where = await places(app, "l/0/b", "l/0/a", "l/1/b", "l/1/a")
    assert [y for _, y in where] == sorted({y for _, y in where})


@pytest.mark.parametrize("style", ["flat", "card", "collapsible"])
async def test_groups_inside_an_object_have_titles(style: str) -> None:
    fields = {"a": grouped("g", group_label="Group [b]G"), "b": TEXT, "c": grouped("g")}
    app = FormApp(form_of(o=inside({"section_style": style}, **fields)))
    async with app.run_test(size=(80, 30)) as pilot:
        await quiet(pilot, app)
        text = app.screen_text()
        assert "Group [b]G" in text
        framed = [stretch for stretch in app.query(Stretch) if stretch.has_class("-framed")]
        assert len(framed) == (style == "card")
        assert app.row("o/a").region.y < app.row("o/c").region.y < app.row("o/b").region.y
        line = app.query(GroupLine)
        assert [each.can_focus for each in line] == {"card": [], "flat": [False]}.get(style, [True])


async def test_a_group_inside_an_object_folds_and_opens_for_what_is_looked_for() -> None:
    fields = {"a": grouped("g"), "b": TEXT}
    app = FormApp(form_of(o=inside({"section_style": "collapsible"}, **fields)))
    async with app.run_test(size=(80, 30)) as pilot:
        await quiet(pilot, app)
        await pilot.click(GroupLine)
        await quiet(pilot, app)
        assert "o/a" not in app.form.shown_paths
        assert "▸ G" in app.screen_text()
        app.query_one(GroupLine).focus()
        await pilot.press("enter", "space")
        await quiet(pilot, app)
        assert "o/a" not in app.form.shown_paths
        assert app.focused is app.query_one(GroupLine)
        app.form.focus_field("o/a")
        await quiet(pilot, app)
        assert app.focused is app.control("o/a")


async def test_the_gap_between_rows_is_there_between_grids_too() -> None:
    names = [f"f{number}" for number in range(40)]
    app = FormApp(form_of(**dict.fromkeys(names, TEXT)) | {"_ux": {"grid_gap": "md"}})
    async with app.run_test(size=(80, 140)) as pilot:
        await quiet(pilot, app)
        tops = [app.row(name).region.y for name in names]
    assert {below - above for above, below in itertools.pairwise(tops)} == {3}


async def test_an_error_above_does_not_push_away_what_is_being_edited() -> None:
    names = [f"f{number}" for number in range(9)]
    app = FormApp(form_of(**dict.fromkeys(names, TEXT)) | {"required": names[:1]})
    async with app.run_test(size=(80, 12)) as pilot:
        app.form.focus_field("f0")
        await quiet(pilot, app)
        app.form.focus_field("f5")
        await quiet(pilot, app)
        assert app.control("f5").region.y == 11
        await app.form.validate_now()
        await quiet(pilot, app)
        assert app.row("f0").region.height == 3
        assert app.control("f5").region.y == 11


async def test_what_is_typed_inside_a_frame_keeps_its_focus_when_the_form_changes() -> None:
    fields = {"a": grouped("g", group_label="G"), "b": grouped("g")}
    schema = form_of(o=inside({"section_style": "card"}, **fields), n={"type": "string"})
    schema["if"] = {"properties": {"n": {"const": "x"}}, "required": ["n"]}
    schema["then"] = {"properties": {"more": TEXT}}
    app = FormApp(schema)
    async with app.run_test(size=(80, 30)) as pilot:
        app.form.focus_field("o/b")
        await quiet(pilot, app)
        before = app.focused
        app.form.show_changed(app.model.set_value("n", "x") | {"n"})
        await quiet(pilot, app)
        assert app.row("more").region.area
        assert app.focused is before is app.control("o/b")
