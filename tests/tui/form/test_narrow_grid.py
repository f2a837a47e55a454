"""What fields ask for in a form that is narrower than its author had in mind."""

import pytest

from tui.form.narrow_grid import Wish, fitted
from tui.widgets.field_placement import Placement, place

TEXT, SHORT = False, True


def widths(columns: int, width: int, *wishes: Wish) -> list[list[float]]:
    """The parts of a row that the fields get, row by row."""
    count, placements = fitted(wishes, columns, width)
    cells = place(placements, count).cells
    rows: dict[int, list[float]] = {}
    for cell in cells:
        rows.setdefault(cell.row, []).append(round(cell.columns / count, 2))
    return [rows[row] for row in sorted(rows)]


def spans(kind: bool, *columns: int) -> list[Wish]:
    return [Wish(Placement(column_span=span), kind) for span in columns]


@pytest.mark.parametrize(
    ("width", "rows"),
    [
        (100, [[0.17] * 6]),
        (99, [[0.25] * 4, [0.25] * 2]),
        (80, [[0.25] * 4, [0.25] * 2]),
        (79, [[0.5, 0.5]] * 3),
        (60, [[0.5, 0.5]] * 3),
        (59, [[1]] * 6),
        (12, [[1]] * 6),
    ],
)
def test_columns_become_fewer(width: int, rows: list[list[float]]) -> None:
    assert widths(6, width, *spans(TEXT, *[1] * 6)) == rows


@pytest.mark.parametrize(
    ("width", "rows"),
    [
        (79, [[0.33] * 3]),
        (48, [[0.33] * 3]),
        (47, [[0.5, 0.5], [0.5]]),
        (36, [[0.5, 0.5], [0.5]]),
        (35, [[1]] * 3),
    ],
)
def test_short_fields_share_rows_for_longer(width: int, rows: list[list[float]]) -> None:
    assert widths(3, width, *spans(SHORT, 1, 1, 1)) == rows


@pytest.mark.parametrize(
    ("columns", "asked", "width", "rows"),
    [
        (12, [4, 4, 4], 90, [[0.33] * 3]),
        (12, [1, 11], 90, [[0.25], [1]]),
        (12, [3, 6, 3], 70, [[0.5, 0.5], [0.5]]),
        (5, [1] * 5, 90, [[0.25] * 4, [0.25]]),
        (3, [2, 1], 70, [[1], [0.5]]),
        (4, [99, 1, 1], 70, [[1], [0.5, 0.5]]),
    ],
)
def test_spans_keep_their_sense(columns: int, asked: list[int], width: int, rows: list[list[float]]) -> None:
    assert widths(columns, width, *spans(TEXT, *asked)) == rows


def test_places_are_kept_where_they_fit_and_give_way_to_reading_order() -> None:
    wishes = [
        Wish(Placement(column=2, row=1), TEXT),
        Wish(Placement(column=1, row=2, row_span=2), TEXT),
        Wish(Placement(width="full"), TEXT),
    ]
    assert fitted(wishes, 2, 60) == (2, [wish.placement for wish in wishes])
    columns, placements = fitted(wishes, 2, 59)
    cells = place(placements, columns).cells
    assert [(cell.column, cell.row, cell.columns, cell.rows) for cell in cells] == [
        (0, at, columns, 1) for at in range(3)
    ]


def test_automatic_widths_stay_automatic_where_rows_are_shared() -> None:
    wishes = [Wish(Placement(width="auto"), TEXT), *spans(TEXT, 1)]
    assert fitted(wishes, 6, 70)[1][0].width == "auto"
    assert fitted(wishes, 6, 50)[1][0] == Placement(column_span=12)
