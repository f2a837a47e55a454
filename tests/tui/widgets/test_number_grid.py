"""Steps are decimal-exact, both ends can be reached, strange drafts are survived."""

import pytest

from tui.widgets.number_grid import Number, NumberGrid


def walk(grid: NumberGrid) -> list[Number]:
    values = [grid.low]
    while values[-1] != grid.high:
        values.append(grid.shift(values[-1], 1))
    return values


def test_a_float_step_leaves_no_binary_dust() -> None:
    assert walk(NumberGrid(0, 1, 0.1)) == [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1]


@pytest.mark.parametrize(
    ("grid", "values"),
    [
        (NumberGrid(0, 10, 3), [0, 3, 6, 9, 10]),
        (NumberGrid(-2, 2), [-2, -1, 0, 1, 2]),
        (NumberGrid(5, 5), [5]),
        (NumberGrid(3, 17, 5, base=0), [5, 10, 15]),
        (NumberGrid(1, 4, 10, base=0), [1, 4]),
        (NumberGrid(0.05, 0.2, 0.05), [0.05, 0.1, 0.15, 0.2]),
    ],
)
def test_every_number_is_reached_up_and_down(grid: NumberGrid, values: list[Number]) -> None:
    assert walk(grid) == values
    down = [grid.high]
    while down[-1] != grid.low:
        down.append(grid.shift(down[-1], -1))
    assert down == values[::-1]


@pytest.mark.parametrize(
    ("grid", "step"),
    [
        (NumberGrid(0, 1000), 1),
        (NumberGrid(0.0, 1.0), 0.01),
        (NumberGrid(0.0, 5.0), 0.01),
        (NumberGrid(0.0, 2000.0), 10.0),
        (NumberGrid(1.5, 1.5), 0.0),
    ],
)
def test_a_missing_step_is_made_up(grid: NumberGrid, step: float) -> None:
    assert grid.shift(grid.low, 1) == pytest.approx(grid.low + step)


def test_ints_stay_ints_and_floats_floats() -> None:
    assert isinstance(NumberGrid(0, 10).shift(3, 1), int)
    assert isinstance(NumberGrid(0, 10, 0.5).shift(3, 2), float)


@pytest.mark.parametrize(
    ("value", "steps", "expected"),
    [(4, 1, 6), (4, -1, 3), (150, -1, 99), (150, 1, 99), (-7, 1, 0), (-7, -1, 0), (98, 10, 99)],
)
def test_a_draft_off_the_grid_steps_onto_it(value: int, steps: int, expected: int) -> None:
    assert NumberGrid(0, 99, 3).shift(value, steps) == expected


def test_ends_of_the_track_are_exact() -> None:
    grid = NumberGrid(0, 1000)
    assert [grid.at(cell / 39) for cell in (0, 1, 38, 39)] == [0, 26, 974, 1000]
    assert NumberGrid(0, 10, 3).at(1.0) == 10
    assert grid.at(-0.5) == 0
    assert grid.at(2.0) == 1000


def test_fractions_are_clamped() -> None:
    grid = NumberGrid(0, 10)
    assert [grid.fraction(v) for v in (-5, 0, 5, 10, 11, float("inf"), float("nan"))] == [
        *(0, 0, 0.5, 1, 1, 1, 0),
    ]
    assert NumberGrid(3, 3).fraction(3) == 0


@pytest.mark.parametrize(
    ("grid", "value", "text"),
    [
        (NumberGrid(0, 1, 0.05), 0.7, "0.70"),
        (NumberGrid(0, 1, 0.05), 0.123, "0.123"),
        (NumberGrid(0, 10), 7, "7"),
        (NumberGrid(0.0, 10.0, 1.0), 7.0, "7"),
        (NumberGrid(0, 10), 2.5, "2.5"),
        (NumberGrid(0, 1, 1e-05), 1e-05, "0.00001"),
        (NumberGrid(0, 10), 1e300, "1e+300"),
        (NumberGrid(0, 10), float("nan"), "nan"),
    ],
)
def test_numbers_are_spelled_with_the_decimals_of_the_step(
    grid: NumberGrid, value: Number, text: str
) -> None:
    assert grid.spell(value) == text


def test_a_page_is_a_tenth_but_at_least_a_step() -> None:
    assert NumberGrid(0, 1000).page() == 100
    assert NumberGrid(0, 1, 0.05).page() == 2
    assert NumberGrid(0, 3).page() == 1
    assert NumberGrid(3, 3).page() == 1


@pytest.mark.parametrize(
    "numbers", [(1, 0), (0, float("inf")), (float("nan"), 1), (0, 1, 0), (0, 1, -0.1), (0, 1, float("inf"))]
)
def test_impossible_ranges_are_refused(numbers: tuple[Number, ...]) -> None:
    with pytest.raises(ValueError, match="slider"):
        NumberGrid(*numbers)
