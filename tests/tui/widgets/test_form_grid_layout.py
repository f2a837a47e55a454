"""Children stand where their placement says, and rows are as high as what is in them."""

from collections.abc import Callable
from typing import Any

import pytest
from textual.app import App, ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.geometry import Region
from textual.pilot import Pilot
from textual.widget import Widget
from textual.widgets import Input, Select, Static

from tui.widgets import growing_text_area
from tui.widgets.field_placement import Placement
from tui.widgets.form_grid_layout import FormGrid
from tui.widgets.growing_text_area import PromptArea


async def until(pilot: Pilot[None], condition: Callable[[], bool]) -> None:
    """Wait until `condition` holds; AssertionError after ten seconds."""
    for _ in range(1000):
        if condition():
            return
        await pilot.pause(0.01)
    raise AssertionError("it did not happen")


THIRD = Placement(width="third")
HALF = Placement(width="half")


class Field(Static):
    """A field of `height` rows."""

    def __init__(self, placement: Placement, height: int = 1, **kwargs: Any) -> None:
        super().__init__(Content("\n".join("x" * height)), **kwargs)
        self.placement = placement


class GridApp(App[None]):
    CSS = "VerticalScroll { width: 60; scrollbar-size-vertical: 0; } Select, Input { width: 1fr; }"

    def __init__(self, *children: Widget, **kwargs: Any) -> None:
        super().__init__()
        self.grid = FormGrid(*children, **kwargs)
        self.after = Static("after")

    def compose(self) -> ComposeResult:
        with VerticalScroll(can_focus=False):
            yield self.grid
            yield self.after


def regions(app: GridApp) -> list[Region]:
    return [child.region for child in app.grid.children if child.display]


async def test_thirds_and_full_rows() -> None:
    app = GridApp(*(Field(THIRD) for _ in range(5)), Field(Placement(), 2))
    async with app.run_test(size=(120, 40)):
        assert regions(app) == [
            *(Region(0, 0, 19, 1), Region(20, 0, 19, 1), Region(40, 0, 20, 1)),
            *(Region(0, 1, 19, 1), Region(20, 1, 19, 1), Region(0, 2, 60, 2)),
        ]
        assert app.after.region.y == 4


async def test_a_spanning_child_is_measured_at_its_own_width() -> None:
    """Textual's grid gave this ten rows instead of one."""
    wide = Static(Content("word " * 11))
    app = GridApp(wide, Field(THIRD))
    async with app.run_test(size=(120, 40)):
        assert wide.region.height == 1
        assert app.after.region.y == 2


@pytest.mark.parametrize(("gap", "x", "y"), [("sm", 30, 1), ("md", 31, 2), ("lg", 32, 3)])
async def test_gaps(gap: Any, x: int, y: int) -> None:
    app = GridApp(Field(HALF), Field(HALF), Field(HALF), gap=gap)
    async with app.run_test(size=(120, 40)):
        _, second, third = regions(app)
        assert (second.x, third.y) == (x, y)
        assert second.right == 60


async def test_a_child_over_rows_adds_what_it_needs() -> None:
    tall = Field(Placement(width="half", row_span=2), 5)
    app = GridApp(tall, Field(HALF, 1), Field(HALF, 1), Field(Placement()))
    async with app.run_test(size=(120, 40)):
        assert [region.y for region in regions(app)] == [0, 0, 1, 5]


async def test_explicit_places_and_hidden_children() -> None:
    hidden = Field(Placement(), 3)
    app = GridApp(Field(Placement(column=4, row=1, column_span=3)), hidden, Field(HALF), Field(Placement()))
    async with app.run_test(size=(120, 40)) as pilot:
        hidden.display = False
        await pilot.pause()
        first, half, full = regions(app)
        assert (first.x, first.y) == (30, 0)
        assert (half.x, half.y) == (0, 0)
        assert full.y == 1
        hidden.display = True
        await pilot.pause()
        assert hidden.region == Region(0, 1, 60, 3)


@pytest.mark.parametrize(("width", "per_row"), [(60, 3), (48, 3), (47, 2), (36, 2), (35, 1), (10, 1)])
async def test_it_looks_at_its_own_width(width: int, per_row: int) -> None:
    app = GridApp(*(Field(THIRD) for _ in range(6)))
    async with app.run_test(size=(120, 40)) as pilot:
        app.query_one(VerticalScroll).styles.width = width
        await pilot.pause()
        rows = [region.y for region in regions(app)]
        assert rows.count(0) == per_row
        assert app.after.region.y == 6 // per_row
        assert max(region.right for region in regions(app)) == width


async def test_margins_are_kept_free() -> None:
    field = Field(HALF, 2)
    field.styles.margin = (1, 2)
    app = GridApp(field, Field(Placement()))
    async with app.run_test(size=(120, 40)):
        assert regions(app)[0] == Region(2, 1, 25, 2)
        assert regions(app)[1].y == 4


async def test_auto_is_as_wide_as_its_content() -> None:
    label = Static(Content("a label of 25 characters."))
    label.styles.width = "auto"
    label.placement = Placement(width="auto")  # type: ignore[attr-defined]
    app = GridApp(label, Field(HALF))
    async with app.run_test(size=(120, 40)):
        assert regions(app) == [Region(0, 0, 25, 1), Region(30, 0, 30, 1)]


async def test_a_growing_text_area_pushes_what_is_below() -> None:
    area = PromptArea()
    app = GridApp(area, Field(Placement()))
    async with app.run_test(size=(120, 40)) as pilot:
        area.focus()
        await pilot.pause()
        assert (area.region.height, app.after.region.y) == (2, 3)
        for rows in range(1, 12, 2):
            area.insert("line\n" * (rows - area.text.count("\n")))
            height = min(8, max(2, rows + 1))
            await until(pilot, lambda: area.region.height == height)  # noqa: B023 - awaited at once
            assert app.after.region.y == height + 1
        area.clear()
        await until(pilot, lambda: area.region.height == 2)
        assert app.after.region.y == 3


async def test_a_text_area_takes_no_new_height_while_keys_follow_each_other(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(growing_text_area, "GROW_AFTER", 3600)
    area = PromptArea()
    app = GridApp(area, Field(Placement()))
    async with app.run_test(size=(120, 40)) as pilot:
        area.focus()
        await pilot.pause()
        area.insert("line\n" * 5)
        await pilot.pause()
        assert area.region.height == 2
        assert area.cursor_location == (5, 0)


async def test_a_wrapped_text_area_follows_the_width() -> None:
    area = PromptArea("many words " * 10)
    area.placement = HALF  # type: ignore[attr-defined]
    app = GridApp(area, Field(HALF), Field(Placement()))
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        narrow = area.region.height
        assert app.after.region.y == narrow + 1
        app.query_one(VerticalScroll).styles.width = 110
        await pilot.pause()
        await pilot.pause()
        assert area.region.height < narrow
        assert app.after.region.y == area.region.height + 1


async def test_tab_and_mouse_reach_what_is_in_it() -> None:
    app = GridApp(Input(id="a"), Select([(Content("one"), 1)], id="b"), Input(id="c"))
    async with app.run_test(size=(120, 40)) as pilot:
        assert app.focused is app.query_one("#a")
        await pilot.press("tab", "tab")
        assert app.focused is app.query_one("#c")
        await pilot.click("#b")
        await pilot.pause()
        assert app.query_one("#b", Select).expanded


@pytest.mark.parametrize("children", [0, 2])
async def test_a_grid_with_nothing_to_show_takes_no_room(children: int) -> None:
    fields = [Field(Placement()) for _ in range(children)]
    app = GridApp(*fields)
    async with app.run_test(size=(120, 40)) as pilot:
        for field in fields:
            field.display = False
        await pilot.pause()
        assert app.after.region.y == 0
