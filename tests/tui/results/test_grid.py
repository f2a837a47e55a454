from collections.abc import Callable
from typing import Any

import pytest
from textual.content import Content
from textual.events import MouseScrollDown

from tui.results.grid import ResultGrid
from tui.results.result_item import ResultItem

SIZES = pytest.mark.parametrize("size", [(120, 40), (80, 24)])
Make = Callable[[int], list[ResultItem]]
App = Callable[..., Any]


def seen(app: Any, kind: type) -> list[Any]:
    return [message for message in app.log_of_messages if isinstance(message, kind)]


@SIZES
async def test_keys_move_the_cursor(grid_app: App, make_texts: Make, size: tuple[int, int]) -> None:
    app = grid_app(make_texts(30))
    async with app.run_test(size=size) as pilot:
        columns = size[0] // 22 if size[0] > 80 else 3
        for keys, index in [
            (["right"], 1),
            (["down"], 1 + columns),
            (["left"], columns),
            (["up"], 0),
            (["up", "left"], 0),
            (["end"], 29),
            (["down", "right"], 29),
            (["home"], 0),
            (["7"], 6),
        ]:
            await pilot.press(*keys)
            assert app.grid.cursor_id == f"id{index}", keys
        await pilot.press("home", "pagedown")
        assert app.grid.cursor_id == f"id{columns * (size[1] // app.grid._painter.layout.card_height)}"
        assert "▸" in app.screen_text()
        assert app.grid.scroll_offset.y > 0
        await pilot.press("pageup", "pageup")
        assert app.grid.cursor_id == "id0"
        assert app.grid.scroll_offset.y == 0


async def test_messages_for_the_result_under_the_cursor(grid_app: App, make_texts: Make) -> None:
    app = grid_app(make_texts(3))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("right", "enter", "y", "o")
        assert [(type(message).__name__, message.item_id) for message in app.log_of_messages] == [
            ("Opened", "id1"),
            ("CopyRequested", "id1"),
            ("OpenExternally", "id1"),
        ]


@SIZES
async def test_single_and_multiple_selection(grid_app: App, make_texts: Make, size: tuple[int, int]) -> None:
    app = grid_app(make_texts(5))
    async with app.run_test(size=size) as pilot:
        await pilot.press("space", "right", "space")
        assert app.grid.selected == ["id1"]
        app.grid.selection_mode = "multiple"
        await pilot.press("left", "space")
        assert app.grid.selected == ["id0", "id1"]
        assert [message.ids for message in seen(app, ResultGrid.SelectionChanged)] == [
            ["id0"],
            ["id1"],
            ["id0", "id1"],
        ]
        text = app.screen_text()
        assert "┏ ▸ ✓ 1 Title 0" in text
        assert "┏ ✓ 2 Title 1" in text


async def test_the_program_selects_silently(grid_app: App, make_texts: Make) -> None:
    app = grid_app(make_texts(3))
    async with app.run_test(size=(80, 24)) as pilot:
        app.grid.set_selected(["id2", "nonsense"])
        await pilot.pause()
        assert app.grid.selected == ["id2"]
        assert app.log_of_messages == []
        assert "✓ 3 Title 2" in app.screen_text()


async def test_without_results_there_is_a_hint(grid_app: App, make_texts: Make) -> None:
    app = grid_app([], hint=Content("Press [r] to generate"))
    async with app.run_test(size=(80, 24)) as pilot:
        assert "Press [r] to generate" in app.screen_text()
        await pilot.press("enter", "space", "y", "o", "up", "down", "end", "pagedown", "5")
        assert app.log_of_messages == []
        assert app.grid.cursor_id is None
        app.grid.append(make_texts(1)[0])
        await pilot.pause()
        assert "Press" not in app.screen_text()
        assert app.grid.cursor_id == "id0"


@SIZES
async def test_appending_keeps_cursor_and_scroll(
    grid_app: App, make_texts: Make, size: tuple[int, int]
) -> None:
    app = grid_app(make_texts(50))
    async with app.run_test(size=size) as pilot:
        await pilot.press("pagedown", "pagedown")
        await pilot.pause()
        before, top = app.grid.cursor_id, app.grid.scroll_offset.y
        assert top > 0
        for number in range(20):
            app.grid.append(ResultItem(f"new{number}", "New", "text"))
            await pilot.pause()
        assert app.grid.cursor_id == before
        assert app.grid.scroll_offset.y == top
        await pilot.press("end")
        for number in range(20):
            app.grid.append(ResultItem(f"newer{number}", "New", "text"))
        await pilot.pause()
        assert app.grid.cursor_id == "newer19"
        assert "▸ 90 New" in app.screen_text()


async def test_drawing_is_bounded_by_the_view(grid_app: App, make_texts: Make) -> None:
    app = grid_app(make_texts(10_000))
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        assert app.grid.lines_drawn <= 4 * 40
        assert len(app.grid._painter._cards) <= 25
        app.grid.lines_drawn = 0
        await pilot.press("end")
        await pilot.pause()
        assert app.grid.lines_drawn <= 2 * 40
        app.grid.lines_drawn = 0
        app.grid.append(ResultItem("new", "New", "text"))
        await pilot.pause()
        assert app.grid.lines_drawn <= 2 * 40
        assert "10001 New" in app.screen_text()


async def test_only_changed_cards_are_drawn_again(grid_app: App, make_texts: Make) -> None:
    app = grid_app(make_texts(10_000))
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        height = app.grid._painter.layout.card_height
        app.grid.lines_drawn = 0
        app.grid.update_item(ResultItem("id1", "Changed", "text"))
        await pilot.pause()
        assert 0 < app.grid.lines_drawn <= height
        assert "2 Changed" in app.screen_text()
        app.grid.lines_drawn = 0
        app.grid.update_item(ResultItem("id9000", "Changed", "text"))
        app.grid.append(ResultItem("new", "New", "text"))
        await pilot.pause()
        assert app.grid.lines_drawn == 0
        assert (
            app.grid.vertical_scrollbar.window_virtual_size == app.grid.virtual_size.height == 2001 * height
        )


@pytest.mark.parametrize("render_as", ["grid", "list", "table"])
async def test_every_way_to_render_survives_every_size(
    grid_app: App, make_texts: Make, render_as: str
) -> None:
    app = grid_app(make_texts(40), render_as=render_as)
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("9", "down")
        before = app.grid.cursor_id
        for size in [(80, 24), (40, 12), (10, 3), (2, 1), (200, 60), (80, 24)]:
            await pilot.resize_terminal(*size)
            await pilot.pause()
            app.screen_text()
        assert app.grid.cursor_id == before
        assert "▸" in app.screen_text()


async def test_the_way_to_render_can_change(grid_app: App, make_texts: Make) -> None:
    app = grid_app(make_texts(100))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("end")
        app.grid.render_as = "table"
        await pilot.pause()
        lines = app.screen_text().splitlines()
        assert lines[-1].startswith("▸ 100 Title 99")
        assert lines[0].split() == ["#", "Result"]
        assert lines[1].startswith("   78 Title 77")


async def test_the_mouse(grid_app: App, make_texts: Make) -> None:
    app = grid_app(make_texts(30))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.click(app.grid, offset=(30, 3))
        assert app.grid.cursor_id == "id1"
        assert app.grid.selected == []
        app.grid.cursor_id = "id2"
        await pilot.click(app.grid, offset=(60, 3), times=1)
        assert app.grid.selected == ["id2"]
        await pilot.click(app.grid, offset=(5, 3), times=2)
        assert [message.item_id for message in seen(app, ResultGrid.Opened)] == ["id0"]
        assert app.grid.selected == ["id2"]
        await pilot.click(app.grid, offset=(79, 3))
        assert app.grid.cursor_id == "id0"


async def test_a_double_click_on_the_current_card_selects_nothing(grid_app: App, make_texts: Make) -> None:
    app = grid_app(make_texts(3))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.click(app.grid, offset=(5, 3), times=2)
        assert len(seen(app, ResultGrid.Opened)) == 1
        assert app.grid.selected == []


async def test_the_cursor_frame_shows_focus(grid_app: App, make_texts: Make) -> None:
    app = grid_app(make_texts(3))
    async with app.run_test(size=(80, 24)) as pilot:
        assert "╔ ▸ 1" in app.screen_text()
        app.set_focus(None)
        await pilot.pause()
        assert "╭ ▸ 1" in app.screen_text()


async def test_hostile_results_in_the_real_widget(grid_app: App) -> None:
    evil = "[/x][@click=app.quit] \x1b]52;c;aGk=\x07\u202e" + "x" * 1_000_000
    app = grid_app([ResultItem(evil, evil, "markdown", evil, label=evil)], hint=Content(evil))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        text = app.screen_text()
        assert "1 [/x][@click=" in text
        assert "\x1b" not in text
        assert "\u202e" not in text
        await pilot.click(app.grid, offset=(5, 0))
        assert app.is_running


async def test_fewer_results_pull_the_view_back(grid_app: App, make_texts: Make) -> None:
    app = grid_app(make_texts(200))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("end")
        app.grid.set_items(make_texts(4))
        await pilot.pause()
        assert app.grid.scroll_offset.y <= app.grid.virtual_size.height - 1
        assert "4 Title 3" in app.screen_text()
        app.grid.set_items([])
        await pilot.pause()
        assert "No results yet" in app.screen_text()


async def test_the_wheel_scrolls_without_moving_the_cursor(grid_app: App, make_texts: Make) -> None:
    app = grid_app(make_texts(200))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot._post_mouse_events([MouseScrollDown], app.grid, button=0)
        await pilot.pause()
        assert app.grid.scroll_offset.y > 0
        assert app.grid.cursor_id == "id0"


async def test_a_theme_change_draws_with_new_colours(grid_app: App, make_texts: Make) -> None:
    app = grid_app(make_texts(3))
    async with app.run_test(size=(80, 24)) as pilot:
        before = app.grid._card_styles()
        app.theme = "textual-light"
        await pilot.pause()
        assert app.grid._card_styles() != before
        assert not any(style is before.text for _, style, _ in app.grid.render_line(1))
