"""Cards in groups: whatever the sizes, places, lines and steps agree."""

from hypothesis import given
from hypothesis import strategies as st

from tui.results.card_layout import CardLayout
from tui.results.sections import sectioned

sizes = st.lists(st.integers(1, 9), min_size=1, max_size=6)
plain = st.builds(CardLayout, st.integers(1, 4), st.just(10), st.integers(1, 5))


def test_each_group_begins_a_new_row_under_a_heading() -> None:
    layout = sectioned(CardLayout(3, 10, 5), [4, 1, 2])
    assert [layout.place(index) for index in range(7)] == [
        (0, 1), (10, 1), (20, 1), (0, 6), (0, 12), (0, 18), (10, 18),
    ]  # fmt: skip
    assert layout.height(7) == 4 * 5 + 3
    assert [layout.lead(index) for index in range(7)] == [1, 1, 1, 0, 1, 1, 1]


def test_without_groups_nothing_changes() -> None:
    assert sectioned(CardLayout(3, 10, 5), []) == CardLayout(3, 10, 5)


@given(plain, sizes)
def test_every_line_has_its_cards(layout: CardLayout, sizes: list[int]) -> None:
    grouped, count = sectioned(layout, sizes), sum(sizes)
    headings: list[int] = []
    seen: dict[int, list[int]] = {}
    for y in range(grouped.height(count)):
        cards, line = grouped.line(y, count)
        if line < 0:
            headings.append(cards[0])
            continue
        for index in cards:
            seen.setdefault(index, []).append(line)
            assert grouped.place(index)[1] + line == y
    assert headings == list(range(len(sizes)))
    assert seen == {index: list(range(layout.card_height)) for index in range(count)}


@given(plain, sizes)
def test_places_and_cells_agree(layout: CardLayout, sizes: list[int]) -> None:
    grouped, count = sectioned(layout, sizes), sum(sizes)
    for index in range(count):
        x, y = grouped.place(index)
        assert grouped.index_at(x, y, count) == index
        assert index in grouped.between(y, y + 1, count)
    assert grouped.index_at(0, 0, count) is None
    assert grouped.index_at(0, grouped.height(count), count) is None
    assert list(grouped.between(0, grouped.height(count), count)) == list(range(count))


@given(plain, sizes, st.integers(-60, 60), st.data())
def test_steps_stay_in_the_results(
    layout: CardLayout, sizes: list[int], by: int, data: st.DataObject
) -> None:
    grouped, count = sectioned(layout, sizes), sum(sizes)
    index = data.draw(st.integers(0, count - 1))
    target = grouped.step(index, by, count)
    assert 0 <= target < count
    assert grouped.step(index, 0, count) == index
    if by > 0 and target != index:
        assert target > index
