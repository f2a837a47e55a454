"""Which columns results have in a table, by what the document says of them."""

from typing import Any

from schemas.documents.interaction import InteractionRequest
from tui.interaction.result_columns import columns_of
from tui.interaction.result_display import Display, display_of
from tui.results.columns import PLAIN
from tui.results.result_item import ResultItem


def item(label: str = "", **values: Any) -> ResultItem:
    return ResultItem("id", "", "text", label=label, values=values)


def display(**properties: Any) -> Display:
    declared = {"type": "array", "items": {"properties": properties}}
    return display_of(InteractionRequest.model_validate({"result_display_schema": declared}))


def told(found: Display, *items: ResultItem) -> list[tuple[str, str, str]]:
    return [(column.name, column.title, column.kind) for column in columns_of(found, items)]


def test_each_visible_property_is_a_column_in_the_documents_order() -> None:
    found = display(
        seed={"type": ["integer", "null"], "title": "Seed"},
        secret={"_ux": {"display": "hidden"}},
        url={"_ux": {"render_as": "image"}},
        aspect_ratio={"type": "string"},
        score={"_ux": {"render_as": "number"}},
    )
    assert told(found) == [
        ("seed", "Seed", "number"),
        ("url", "Picture", "image"),
        ("aspect_ratio", "Aspect ratio", "text"),
        ("score", "Score", "number"),
    ]


def test_who_made_them_stands_at_the_end_unless_it_is_a_property() -> None:
    assert told(display(name={}), item("gemma"))[-1] == ("label", "Made by", "text")
    assert told(display(name={}), item()) == [("name", "Name", "text")]
    hidden = display(name={}, label={"_ux": {"display": "hidden"}})
    assert told(hidden, item("gemma")) == [("name", "Name", "text")]


def test_without_declared_properties_the_results_say_what_there_is() -> None:
    items = [item("gemma", content_id="1", url="blob:1", words="a"), item(seed=7, words="b", fine=True)]
    assert told(Display(), *items) == [
        ("url", "Picture", "image"),
        ("words", "Words", "text"),
        ("seed", "Seed", "number"),
        ("fine", "Fine", "text"),
        ("label", "Made by", "text"),
    ]
    assert columns_of(Display(), []) == list(PLAIN)
