"""Filter, order and groups of results."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.results.arrangement import GROUPINGS, SORTS, Origin, Wish, arranged
from tui.results.looking_for import Sought, sought_in, toggled
from tui.results.result_item import ItemMarks, ResultItem

ORIGINS = {
    "a": Origin("sketch", "a cat", "Paint"),
    "b": Origin("fal", "a dog", "Paint"),
    "c": Origin("sketch", "a dog", "Paint again"),
}


def item(name: str, text: str = "", **marks: object) -> ResultItem:
    return ResultItem(name, "", "text", text, marks=ItemMarks(**marks))  # type: ignore[arg-type]


ITEMS = [
    item("a", "A quiet harbour", starred=True, rating=2),
    item("b", "A loud harbour", rating=5, tags=("Dark",)),
    item("c", "A garden", note="for the harbour page"),
]


def shown(wish: Wish, selected: tuple[str, ...] = ()) -> str:
    return "".join(each.id for each in arranged(ITEMS, wish, ORIGINS, selected)[0])


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("", "abc"),
        ("HARBOUR", "abc"),
        ("harbour quiet", "a"),
        ("is:starred", "a"),
        ("*", "a"),
        ("rating:2", "ab"),
        ("rating:>=3", "b"),
        ("rating:3+", "b"),
        ("#da", "b"),
        ("by:sketch", "ac"),
        ("by:sketch garden", "c"),
        ("is:selected", "b"),
        ("rating:9", "abc"),
        ("is:sta by:", "abc"),
    ],
)
def test_a_filter_says_which(text: str, ids: str) -> None:
    assert shown(Wish(filter=text), selected=("b",)) == ids


@pytest.mark.parametrize(
    ("sort", "ids"), [("made", "abc"), ("newest", "cba"), ("rating", "bac"), ("provider", "bac")]
)
def test_orders(sort: str, ids: str) -> None:
    assert shown(Wish(sort=sort)) == ids  # type: ignore[arg-type]


def test_groups_stand_in_the_order_of_their_first_results() -> None:
    items, groups = arranged(ITEMS, Wish(group_by=("provider",)), ORIGINS)
    assert "".join(each.id for each in items) == "acb"
    assert groups == [("sketch", 2), ("fal", 1)]
    _, groups = arranged(ITEMS, Wish(group_by=("provider", "prompt")), ORIGINS)
    assert [group.title for group in groups] == ["sketch · a cat", "fal · a dog", "sketch · a dog"]


def test_a_result_of_which_nothing_is_known_is_grouped_by_its_label() -> None:
    stranger = replace(item("x"), label="by hand")
    _, groups = arranged([*ITEMS, stranger], Wish(group_by=("provider",)), ORIGINS)
    assert groups[-1] == ("by hand", 1)


def test_a_prompt_of_many_lines_is_a_heading_of_one() -> None:
    origins = {"a": Origin(prompt="one\n\x1b[31mtwo " + "x" * 10_000)}
    _, groups = arranged(ITEMS[:1], Wish(group_by=("prompt",)), origins)
    assert groups[0].title.startswith("one")
    assert "\n" not in groups[0].title
    assert "\x1b" not in groups[0].title
    assert len(groups[0].title) <= 120


@given(
    st.lists(st.sampled_from(ITEMS), unique=True),
    st.sampled_from(list(SORTS)),
    st.sampled_from(GROUPINGS),
    st.sampled_from(["", "harbour", "rating:2"]),
)
def test_nothing_is_lost_or_doubled(
    items: list[ResultItem], sort: str, by: tuple[str, ...], text: str
) -> None:
    plain, _ = arranged(items, Wish(filter=text), ORIGINS)
    wish = Wish(filter=text, sort=sort, group_by=by)  # type: ignore[arg-type]
    found, groups = arranged(items, wish, ORIGINS)
    assert sorted(each.id for each in found) == sorted(each.id for each in plain)
    assert sum(group.size for group in groups) == (len(found) if by else 0)
    assert all(group.size for group in groups)


@given(st.text())
def test_whatever_is_typed_is_a_filter(text: str) -> None:
    assert isinstance(sought_in(text), Sought)


def test_signs_are_put_in_and_taken_out() -> None:
    assert toggled("harbour", "is:starred") == "harbour is:starred"
    assert toggled("harbour is:starred", "is:starred") == "harbour"
