"""What a person reads for a record."""

from typing import Any

import pytest

from engine.records.record import Record
from engine.records.record_title import MOST, record_title, title_in
from schemas.messages.records import RecordView


@pytest.mark.parametrize(
    ("fields", "title"),
    [
        ({"body": "b", "label": "l", "title": "t"}, "t"),
        ({"title": " ", "name": "n"}, "n"),
        ({"title": ["x"], "rank": 1, "body": "b"}, "b"),
        ({"title": "[b]bold[/]\x1b[2J\n  next"}, "[b]bold[/][2J next"),
        ({"title": "x" * (MOST + 1)}, "x" * (MOST - 1) + "…"),
        ({"rank": 1}, ""),
    ],
)
def test_the_first_text_with_something_in_it_those_that_name_before_others(
    fields: dict[str, Any], title: str
) -> None:
    assert title_in(fields) == title


def test_without_a_text_a_record_is_called_by_its_place() -> None:
    assert record_title(Record(5, "posts", None, 2, {}, 0, 0)) == "Document 2"
    view = RecordView(
        id=6, collection="posts", parent_id=5, place=3, fields={}, versions={}, created_at=0, updated_at=0
    )
    assert record_title(view) == "Section 3"
