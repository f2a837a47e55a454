import pytest

from tui.results.card_layout import CardLayout, arrange


@pytest.mark.parametrize(("width", "columns"), [(10, 1), (43, 1), (44, 2), (65, 2), (78, 3), (118, 5)])
def test_columns_follow_the_width(width: int, columns: int) -> None:
    layout = arrange("grid", width, 40, 22)
    assert layout.columns == columns
    assert layout.columns * layout.card_width <= width


def test_a_card_is_never_higher_than_the_view_if_the_view_can_hold_one() -> None:
    for height in range(5, 40):
        for render_as in ("grid", "list", "table"):
            assert arrange(render_as, 80, height, 22).card_height <= height


def test_a_list_has_one_card_and_a_table_one_line_a_result() -> None:
    assert arrange("list", 80, 24, 22).columns == 1
    assert arrange("table", 80, 24, 22) == CardLayout(1, 80, 1)


def test_places_and_cells_agree() -> None:
    layout = CardLayout(3, 20, 10)
    for index in range(8):
        x, y = layout.place(index)
        assert layout.index_at(x, y, 8) == index
        assert layout.index_at(x + 19, y + 9, 8) == index
    assert layout.index_at(60, 0, 8) is None
    assert layout.index_at(40, 20, 8) is None
    assert layout.index_at(0, 500, 8) is None
    assert layout.height(8) == 30


@pytest.mark.parametrize(
    ("index", "by", "target"),
    [(0, 1, 3), (5, 1, 7), (4, 1, 7), (7, 1, 7), (1, -1, 1), (7, -1, 4), (4, 99, 7), (7, -99, 1), (3, 99, 6)],
)
def test_steps_stay_in_the_column_and_in_the_results(index: int, by: int, target: int) -> None:
    assert CardLayout(3, 20, 10).step(index, by, 8) == target


def test_cards_between_lines() -> None:
    layout = CardLayout(3, 20, 10)
    assert list(layout.between(10, 90, 8)) == [3, 4, 5, 6, 7]
    assert list(layout.between(9, 11, 8)) == [0, 1, 2, 3, 4, 5]
    assert list(layout.between(50, 90, 8)) == []
    assert list(layout.between(5, 5, 8)) == []
