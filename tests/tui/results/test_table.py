"""The table of results: widths, columns beyond the edge, its head, and 10,000 lines of it."""

from collections.abc import Callable
from dataclasses import replace
from time import perf_counter
from typing import Any

from rich.style import Style

from tui.results.card import CardLook, CardStyles
from tui.results.columns import Column
from tui.results.grid import ResultGrid
from tui.results.result_item import ItemMarks, ResultItem
from tui.results.table import Order, Table

STYLES = CardStyles(*[Style()] * 8)
COLUMNS = (Column("name", "Name"), Column("seed", "Seed", "number"), Column("about", "About"))
HOSTILE = "[bold]\x1b[2J\u202e家族👨‍👩‍👧" + "x" * 500


def item(number: int, **values: Any) -> ResultItem:
    values = {"name": f"name {number}", "seed": number, "about": "words " * 12, **values}
    return ResultItem(f"id{number}", "", "text", values=values)


def table(*items: ResultItem, **options: Any) -> Table:
    return Table(COLUMNS, **options).measured(items)


def line(of: Table, each: ResultItem, width: int = 100, **look: Any) -> str:
    strip = of.row(each, CardLook(**{"number": 3, **look}), width, STYLES)
    assert strip.cell_length == width
    return strip.text


def head(of: Table, width: int = 100) -> str:
    strip = of.head(width, STYLES)
    assert strip.cell_length == width
    return strip.text


def test_columns_are_as_wide_as_their_content_and_numbers_end_at_the_right() -> None:
    ten = item(10)
    of = table(item(9), ten)
    assert head(of).rstrip() == "    # Name       Seed  About"
    assert line(of, ten).rstrip() == "    3 name 10      10  " + ("words " * 12).strip()
    assert [width for _, width in of.shown(60)] == [7, 6, 37]
    assert line(of, ten, 60).rstrip().endswith("words…")


def test_the_marks_stand_before_the_columns() -> None:
    marked = replace(item(1), marks=ItemMarks(starred=True, rating=4))
    of = table(item(2), marked)
    assert line(of, marked, cursor=True, selected=True).startswith("▸✓  3 ★ 4/5 name 1")
    assert line(of, item(2)).startswith("    3       name 2")


def test_what_is_not_ready_says_so_across_the_columns() -> None:
    of = table(item(1))
    failed = replace(item(2), state="failed", message="no credits")
    assert "✗ no credits" in line(of, failed)
    assert "━━─── " not in line(of, failed)
    running = replace(item(2), state="running", progress=0.5, message="step 4")
    assert "━━─── 50% step 4" in line(of, running).replace("  ", " ")


def test_columns_move_sideways_and_signs_say_where_there_are_more() -> None:
    of = table(item(1))
    assert of.moved(-1, 100) == of
    assert of.moved(1, 100) == of, "all of it is there already"
    assert head(of, 30).endswith("›")
    there = of.moved(1, 30)
    assert head(there, 30).startswith("‹")
    assert "Seed" in head(there, 30)
    assert "Name" not in head(there, 30)
    assert there.moved(1, 30).moved(1, 30).first == 2
    assert there.moved(-5, 30).first == 0


def test_a_column_is_brought_into_sight() -> None:
    of = table(item(1))
    assert of.showing("about", 100).first == 0
    assert of.showing("about", 30).first == 2
    assert of.showing("about", 30).showing("name", 30).first == 0
    assert of.showing("nonsense", 30) == of


def test_the_order_stands_at_its_column() -> None:
    assert "Seed ▲" in head(table(item(1), order=Order("seed")))
    assert "Seed ▼" in head(table(item(1), order=Order("seed", descending=True)))


def test_hostile_values_stay_in_their_cells() -> None:
    hostile = item(1, name=HOSTILE, seed=HOSTILE, about={HOSTILE: HOSTILE})
    of = Table(tuple(Column(each.name, HOSTILE, each.kind) for each in COLUMNS)).measured([hostile])
    for width in (100, 20, 9, 3, 1):
        for state in ("ready", "running", "failed"):
            text = line(of, replace(hostile, state=state, message=HOSTILE), width)
            assert "\x1b" not in text
            assert "\u202e" not in text
        assert "\x1b" not in head(of, width)


async def test_the_head_stays_and_the_cursor_is_never_behind_it(grid_app: Callable[..., Any]) -> None:
    app = grid_app([item(number) for number in range(10_000)], render_as="table")
    async with app.run_test(size=(60, 12)) as pilot:
        app.grid.show_columns(COLUMNS)
        await pilot.pause()
        for keys, cursor in ((["end"], 9999), (["pageup"], 9988), (["up"] * 3, 9985), (["home"], 0)):
            await pilot.press(*keys)
            lines = app.screen_text().splitlines()
            assert lines[0].split()[:3] == ["#", "Name", "Seed"]
            assert sum(f"▸ {cursor + 1:>5} name {cursor} " in each for each in lines[1:]) == 1, keys
        await pilot.press("right")
        assert app.screen_text().startswith("‹")
        assert app.grid.cursor == 0
        app.grid.lines_drawn = 0
        await pilot.press("down")
        await pilot.pause()
        assert app.grid.lines_drawn <= 4, "only the lines of the cursor are drawn again"


async def test_a_click_on_a_title_chooses_the_column_and_one_on_a_line_the_result(
    grid_app: Callable[..., Any],
) -> None:
    app = grid_app([item(number) for number in range(4)], render_as="table")
    chosen: list[str] = []
    app.grid.post_message = _noting(app.grid.post_message, chosen)
    async with app.run_test(size=(60, 12)) as pilot:
        app.grid.show_columns(COLUMNS)
        await pilot.pause()
        await pilot.click(app.grid, offset=(app.screen_text().index("Seed"), 0))
        await pilot.click(app.grid, offset=(0, 0))
        assert chosen == ["seed"]
        await pilot.click(app.grid, offset=(10, 3))
        assert app.grid.cursor == 2


def _noting(post: Callable[[Any], bool], chosen: list[str]) -> Callable[[Any], bool]:
    def noting(message: Any) -> bool:
        if isinstance(message, ResultGrid.ColumnChosen):
            chosen.append(message.name)
        return post(message)

    return noting


async def test_a_longer_value_makes_its_column_wider(grid_app: Callable[..., Any]) -> None:
    app = grid_app([item(1, about="")], render_as="table")
    async with app.run_test(size=(80, 12)) as pilot:
        app.grid.show_columns(COLUMNS)
        app.grid.append(item(2, name="a name that is longer", about=""))
        await pilot.pause()
        assert "a name that is longer" in app.screen_text()
        app.grid.update_item(replace(item(1, about=""), marks=ItemMarks(starred=True)))
        await pilot.pause()
        assert "★ name 1" in app.screen_text()


def test_measuring_looks_at_some_of_many() -> None:
    items = [item(number) for number in range(10_000)]
    began = perf_counter()
    of = Table(COLUMNS).measured(items)
    assert perf_counter() - began < 1, "10,000 results are no reason to wait"
    assert of.numbers == 5
