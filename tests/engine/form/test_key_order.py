"""The order of keys in what is submitted: the data's and the schema's, never that of the edits."""

import json
from typing import Any

import pytest

from engine.form.key_order import in_order
from engine.form.model import FormModel

INNER = {
    "type": "object",
    "properties": {"p": {"type": "string"}, "q": {"type": "string"}, "r": {"default": 1}},
}
SCHEMA: dict[str, Any] = {
    "properties": {"a": {"type": "string"}, "b": {"type": "string"}, "c": INNER, "d": {"type": "boolean"}},
    "additionalProperties": {"type": "integer"},
}


def spelt(model: FormModel) -> str:
    return json.dumps(model.submission())


@pytest.mark.parametrize(
    ("keys", "data", "known", "ordered"),
    [
        ("cab", "", "abc", "abc"),
        ("xcya", "", "abc", "acxy"),
        ("ba", "ba", "abc", "ba"),
        ("ab", "ba", "abc", "ba"),
        ("bac", "ba", "abc", "bca"),
        ("bxa", "ab", "ab", "axb"),
        ("xb", "ab", "", "xb"),
        ("xa", "x", "a", "ax"),
        ("", "ab", "ab", ""),
    ],
)
def test_keys_are_put_in_order(keys: str, data: str, known: str, ordered: str) -> None:
    assert "".join(in_order(dict.fromkeys(keys), data, list(known))) == ordered


def test_keys_come_as_the_schema_has_them_whatever_was_typed_first() -> None:
    model = FormModel(SCHEMA)
    model.add_key("", "z", 1)
    model.set_text("c/q", "2")
    model.set_text("c/p", "1")
    model.set_text("b", "b")
    model.set_text("a", "a")
    assert spelt(model) == '{"a": "a", "b": "b", "c": {"p": "1", "q": "2", "r": 1}, "z": 1}'


def test_data_keeps_its_order_also_where_a_value_was_cleared_and_typed_again() -> None:
    data = {"z": 1, "d": True, "c": {"q": "2", "p": "1"}, "b": "b"}
    model = FormModel(SCHEMA, data=data)
    assert spelt(model) == json.dumps(data)
    model.clear("d")
    model.set_value("d", False)
    model.clear("c/q")
    model.set_text("c/q", "3")
    assert spelt(model) == '{"z": 1, "d": false, "c": {"q": "3", "p": "1"}, "b": "b"}'
    model.set_text("a", "a")
    assert spelt(model).startswith('{"a": "a", "z": 1, "d"')
    model.rename("z", "y")
    assert list(model.submission()) == ["a", "y", "d", "c", "b"]


def test_items_that_were_only_moved_keep_the_order_of_their_keys() -> None:
    item = {"type": "object", "properties": {"p": {}, "q": {}}}
    model = FormModel(
        {"properties": {"x": {"items": item}}}, data={"x": [{"q": 1, "p": 2}, {"p": 3, "q": 4}]}
    )
    model.move("x/1", 0)
    assert spelt(model) == '{"x": [{"p": 3, "q": 4}, {"q": 1, "p": 2}]}'


def test_the_order_that_a_schema_asks_for_counts() -> None:
    model = FormModel(
        {"properties": {"a": {"default": 1, "x-order": 2}, "b": {"default": 2, "x-order": 1}, "c": {}}}
    )
    assert list(model.submission()) == ["b", "a"]
    model.set_value("c", 3)
    assert list(model.submission()) == ["b", "a", "c"]
