"""A grid is brought to what it is to show."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from tui.results.put_into import put_into
from tui.results.result_item import ItemMarks, ResultItem
from tui.results.result_list import Group

Make = Callable[[int], list[ResultItem]]


def starred(item: ResultItem) -> ResultItem:
    return replace(item, marks=ItemMarks(starred=True))


@pytest.mark.parametrize(
    "change",
    [
        lambda items: items,
        lambda items: [*items[:3], starred(items[3]), *items[4:]],
        lambda items: [*items, ResultItem("new", "New", "text")],
        lambda items: items[::-1],
        lambda items: items[1:],
        lambda items: [starred(items[0]), *items[1:], ResultItem("new", "New", "text")],
        lambda items: [],
    ],
)
async def test_whatever_changed_it_shows_that(grid_app: Any, make_texts: Make, change: Any) -> None:
    items = make_texts(8)
    app = grid_app(items)
    async with app.run_test(size=(80, 40)) as pilot:
        put_into(app.grid, change(items), [])
        await pilot.pause()
        assert app.grid.items == change(items)
        put_into(app.grid, items, [Group("a", 3), Group("b", 5)])
        await pilot.pause()
        assert "── a ─" in app.screen_text()
        put_into(app.grid, change(items), [])
        await pilot.pause()
        assert app.grid.items == change(items)
        assert "── a ─" not in app.screen_text()


async def test_one_mark_draws_one_card(grid_app: Any, make_texts: Make) -> None:
    items = make_texts(8)
    app = grid_app(items)
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        app.grid.lines_drawn = 0
        put_into(app.grid, items, [])
        await pilot.pause()
        assert app.grid.lines_drawn == 0
        put_into(app.grid, [*items[:2], starred(items[2]), *items[3:]], [])
        await pilot.pause()
        assert 0 < app.grid.lines_drawn <= 14
        assert "3 ★ Title 2" in app.screen_text()


async def test_what_is_being_made_gives_way_to_what_came_of_it(grid_app: Any, make_texts: Make) -> None:
    *ready, new, newer = make_texts(6)
    made = [ResultItem(name, "", "image", image=name, state="running") for name in ("p0", "p1")]
    app = grid_app(ready)
    async with app.run_test(size=(80, 40)) as pilot:
        await pilot.press("end")
        for items, cursor in (
            ([*ready, *made], "id3"),
            ([*ready, new, made[1]], "id4"),
            ([*ready, new, newer], "id5"),
        ):
            put_into(app.grid, items, [])
            await pilot.pause()
            assert app.grid.items == items
            assert app.grid.cursor_id == cursor, "the cursor follows what is ready"


async def test_a_cursor_on_what_is_being_made_keeps_its_place(grid_app: Any, make_texts: Make) -> None:
    *ready, new = make_texts(4)
    app = grid_app([*ready, ResultItem("p0", "", "image", image="p0", state="running")])
    async with app.run_test(size=(80, 40)) as pilot:
        await pilot.press("end")
        put_into(app.grid, ready, [])
        assert app.grid.cursor_id == "id2"
        put_into(app.grid, [*ready, new], [])
        assert app.grid.cursor_id == "id3"
