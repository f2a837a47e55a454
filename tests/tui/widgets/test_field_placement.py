"""Fields take the places they ask for, flow otherwise, and never cover each other."""

import random

import pytest

from tui.widgets.field_placement import Cell, Placement, place

FULL = Placement()
HALF = Placement(width="half")
THIRD = Placement(width="third")


def drawn(fields: list[Placement], columns: int = 6, available: int | None = None) -> list[str]:
    """The grid as letters, one string a row; a is the first field, `.` is free."""
    grid = place(fields, columns, available)
    height = max((cell.row + cell.rows for cell in grid.cells), default=0)
    rows = [["."] * grid.columns for _ in range(height)]
    for letter, cell in zip("abcdefghijklmnopqrstuvwxyz", grid.cells, strict=False):
        for row in range(cell.row, cell.row + cell.rows):
            for column in range(cell.column, cell.column + cell.columns):
                assert rows[row][column] == ".", "two fields overlap"
                rows[row][column] = letter
    return ["".join(row) for row in rows]


@pytest.mark.parametrize(
    ("fields", "rows"),
    [
        ([], []),
        ([FULL, FULL], ["aaaaaa", "bbbbbb"]),
        ([THIRD, THIRD, THIRD], ["aabbcc"]),
        ([THIRD, FULL, THIRD], ["aa....", "bbbbbb", "cc...."]),
        ([HALF, THIRD, HALF], ["aaabb.", "ccc..."]),
        ([THIRD] * 5 + [FULL], ["aabbcc", "ddee..", "ffffff"]),
        ([Placement(column_span=4), THIRD], ["aaaabb"]),
        ([Placement(column_span=99)], ["aaaaaa"]),
        ([Placement(column_span=2, row_span=2), HALF, HALF], ["aabbb.", "aaccc."]),
    ],
)
def test_fields_flow_and_wrap(fields: list[Placement], rows: list[str]) -> None:
    assert drawn(fields) == rows


@pytest.mark.parametrize(
    ("fields", "rows"),
    [
        ([THIRD, Placement(column=1, row=1, column_span=2)], ["bbaa.."]),
        ([Placement(column=5, row=2, column_span=2), FULL, THIRD], ["bbbbbb", "cc..aa"]),
        ([Placement(column=2, row=1), Placement(column=2, row=1)], [".a....", ".b...."]),
        ([Placement(column=6, row=1, column_span=3)], ["...aaa"]),
        ([Placement(column=1, row=1), Placement(column=1, row=900)], ["a.....", "b....."]),
        ([Placement(column=0, row=-5)], ["a....."]),
        ([Placement(column=4), Placement(column=2), THIRD], ["...a..", ".bcc.."]),
        ([FULL, Placement(row=1, width="half"), Placement(row=1, width="half")], ["bbbccc", "aaaaaa"]),
    ],
)
def test_explicit_places(fields: list[Placement], rows: list[str]) -> None:
    assert drawn(fields) == rows


def test_a_grid_of_other_columns() -> None:
    one = Placement(column_span=1)
    assert drawn([one, one, one, FULL], columns=2) == ["ab", "c.", "dd"]
    assert drawn([THIRD, HALF], columns=1) == ["a", "b"]


@pytest.mark.parametrize(
    ("available", "rows"),
    [
        (48, ["aabbcc", "dddddd"]),
        (47, ["ab", "c.", "dd"]),
        (36, ["ab", "c.", "dd"]),
        (35, ["a", "b", "c", "d"]),
    ],
)
def test_narrow_grids_have_wider_fields(available: int, rows: list[str]) -> None:
    assert drawn([THIRD, THIRD, THIRD, FULL], available=available) == rows


def test_a_stack_keeps_the_reading_order_of_the_wide_grid() -> None:
    fields = [Placement(column=1, row=4), Placement(column=4, row=1), Placement(column=1, row=1, row_span=3)]
    assert drawn(fields) == ["c..b..", "c.....", "c.....", "a....."]
    assert drawn(fields, available=30) == ["c", "b", "a"]


def test_automatic_width_is_that_of_the_content() -> None:
    grid = place([Placement(width="auto"), THIRD, Placement(width="auto")], auto_spans=[1, 1, 5])
    assert grid.cells == [Cell(0, 0, 1, 1), Cell(1, 0, 2, 1), Cell(0, 1, 5, 1)]


def test_absurd_spans_are_cut() -> None:
    [cell] = place([Placement(row_span=10**9, column_span=10**9, row=10**9, column=10**9)]).cells
    assert cell.columns == 6
    assert cell.rows <= 100


@pytest.mark.parametrize("seed", range(60))
def test_random_forms_never_overlap_and_stay_inside(seed: int) -> None:
    chance = random.Random(seed)
    columns = chance.randint(1, 8)

    def maybe(low: int, high: int) -> int | None:
        return chance.randint(low, high) if chance.random() < 0.3 else None

    fields = [
        Placement(
            column=maybe(0, 9),
            row=maybe(0, 9),
            column_span=maybe(0, 9),
            row_span=chance.choice([1, 1, 1, 2, 3]),
            width=chance.choice([None, "full", "half", "third", "auto"]),
        )
        for _ in range(chance.randint(0, 26))
    ]
    for available in (None, 120, 40, 20):
        rows = drawn(fields, columns, available)
        assert all(row.strip(".") for row in rows), "an empty row"
        assert len({letter for row in rows for letter in row} - {"."}) == len(fields)
