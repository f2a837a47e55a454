from collections.abc import Mapping
from typing import Any

import pytest

from tui.results.columns import LABEL, PLAIN, Column, cell_text, ordered, value_of
from tui.results.result_item import ResultItem

NAME, SEED, PICTURE = Column("name", "Name"), Column("seed", "Seed", "number"), Column("url", "", "image")


def item(number: int = 1, **values: Any) -> ResultItem:
    return ResultItem(f"id{number}", "", "text", "said", label="gemma", values=values)


@pytest.mark.parametrize(
    ("values", "column", "text"),
    [
        ({"name": " two\nlines\t"}, NAME, "two lines"),
        ({"name": None}, NAME, ""),
        ({}, NAME, ""),
        ({"seed": 7}, SEED, "7"),
        ({"seed": 0.30000000000000004}, SEED, "0.3"),
        ({"name": True}, NAME, "yes"),
        ({"name": ["a", {"b": "é"}]}, NAME, '["a", {"b": "é"}]'),
        ({"url": "blob:1", "width": 640, "height": 480}, PICTURE, "▦ 640×480"),
        ({"url": "blob:1", "width": "640"}, PICTURE, "▦"),
        ({}, PICTURE, ""),
        ({}, Column(LABEL, "Made by"), "gemma"),
        ({}, PLAIN[0], "said"),
    ],
)
def test_a_cell_is_one_line(values: Mapping[str, Any], column: Column, text: str) -> None:
    assert cell_text(item(**values), column) == text


def test_what_a_result_calls_its_label_itself_comes_first() -> None:
    assert value_of(item(label="mine"), Column(LABEL, "")) == "mine"


def test_a_cell_is_clean_and_bounded() -> None:
    text = cell_text(item(name="\x1b[2J" + "x" * 10_000_000), NAME)
    assert "\x1b" not in text
    assert len(text) <= 400


def test_numbers_are_ordered_as_numbers_and_those_without_come_last() -> None:
    items = [item(at, seed=seed) for at, seed in enumerate((10, None, 9, 2.5, "", "x"))]
    assert [each.values["seed"] for each in ordered(items, SEED)] == [2.5, 9, 10, "x", None, ""]
    assert [each.values["seed"] for each in ordered(items, SEED, descending=True)] == [
        "x",
        10,
        9,
        2.5,
        None,
        "",
    ]


def test_words_are_ordered_whatever_their_case_and_equals_stay_as_they_came() -> None:
    items = [item(at, name=name) for at, name in enumerate(("b", "A", "a", "B"))]
    assert [each.values["name"] for each in ordered(items, NAME)] == ["A", "a", "b", "B"]
