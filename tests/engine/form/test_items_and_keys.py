"""Lists, tuples and maps: parts that a person adds, moves, names and removes."""

from typing import Any

import pytest

from engine.form.model import ABSENT
from tests.engine.form.one_property import form, names


def test_lists_grow_shrink_and_are_put_in_order() -> None:
    model = form(
        {"type": "array", "items": {"type": "integer"}, "minItems": 1, "maxItems": 4, "uniqueItems": True}
    )
    field = model.field("x")
    assert (field.least, field.most, field.unique, field.open) == (1, 4, True, True)
    model.add("x")
    model.set_text("x/0", "1")
    model.add("x", value=2)
    model.add("x", 0)
    model.set_text("x/0", "three")
    assert model.draft().unparsed == {"x/0": "three"}
    model.move("x/0", 2)
    assert (model.value("x"), model.draft().unparsed) == ([1, 2, None], {"x/2": "three"})
    model.duplicate("x/2")
    assert model.text("x/3") == "three"
    model.remove("x/0")
    assert (model.value("x"), sorted(model.draft().unparsed)) == ([2, None, None], ["x/1", "x/2"])
    first = model.children("x")[0]
    assert (first.name, first.title, first.entry) == ("x/0", "1", True)
    assert model.validate().keys() == {"x/1", "x/2"}


def test_an_item_that_is_emptied_stays_where_it_is() -> None:
    model = form({"type": "array", "items": {"type": "number"}}, [1, 2])
    model.set_text("x/0", "")
    assert model.value("x/0") is ABSENT
    assert len(names(model)) == 2
    assert model.validate() == {"x/0": ["is required"]}


def test_maps_have_keys_that_a_person_names() -> None:
    model = form({"type": "object", "additionalProperties": {"type": "integer"}, "maxProperties": 3})
    model.add_key("x", "a b")
    model.set_text("x/a b", "1")
    model.add_key("x", "c/d", 2)
    model.rename("x/a b", "first")
    assert model.value("x") == {"first": 1, "c/d": 2}
    assert list(model.value("x")) == ["first", "c/d"]
    assert [(f.name, f.title, f.entry) for f in model.children("x")] == [
        ("x/first", "first", True),
        ("x/c~1d", "c/d", True),
    ]
    with pytest.raises(ValueError, match="there already"):
        model.add_key("x", "first")
    with pytest.raises(ValueError, match="there already"):
        model.rename("x/first", "c/d")
    model.remove("x/first")
    assert model.value("x") == {"c/d": 2}


def test_keys_get_the_schema_of_their_pattern() -> None:
    patterns = {"^n_": {"type": "integer"}, "^s_": {"type": "string"}}
    model = form({"type": "object", "properties": {"own": {}}, "patternProperties": patterns})
    for key in ("n_1", "s_1"):
        model.add_key("x", key)
    assert [f.kind for f in model.children("x")] == ["json", "integer", "text"]
    assert model.field("x").open


def test_what_is_not_allowed_is_shown_so_that_it_can_be_removed() -> None:
    model = form({"properties": {"a": {}}, "additionalProperties": False}, {"a": 1, "b": 2})
    assert names(model) == ["x/a", "x/b"]
    assert model.validate() == {"x/b": ["is not allowed here"]}
    model.remove("x/b")
    assert model.validate() == {}


@pytest.mark.parametrize("never", [False, {"not": {}}, {"not": True}, {"allOf": [False, {}]}])
def test_a_property_that_may_have_no_value_is_only_there_while_it_has_one(never: Any) -> None:
    schema = {"type": "object", "properties": {"a": {"type": "string"}, "b": never}}
    assert names(form(schema)) == ["x/a"]
    model = form(schema, {"b": 1, "a": "t"})
    assert [(f.name, f.kind, f.entry) for f in model.children("x")] == [
        ("x/a", "text", False),
        ("x/b", "json", True),
    ]
    assert list(model.validate()) == ["x/b"]
    model.remove("x/b")
    assert names(model) == ["x/a"]
    assert (model.validate(), model.submission()) == ({}, {"x": {"a": "t"}})
    with pytest.raises(KeyError):
        model.set_value("x/b", 2)


def test_null_among_the_items_makes_a_list_of_choices() -> None:
    model = form({"items": {"type": ["string", "null"], "enum": ["a", "b", None]}}, ["a", None])
    assert [model.field("x").kind, *(f.kind for f in model.children("x"))] == ["list", "select", "select"]
    assert model.submission() == {"x": ["a", None]}


def test_tuples_say_what_stands_where() -> None:
    model = form({"prefixItems": [{"type": "string"}, {"type": "integer"}], "items": {"type": "boolean"}})
    assert [f.kind for f in model.children("x")] == ["text", "integer"]
    model.set_text("x/1", "7")
    assert model.value("x") == ["", 7]
    model.add("x")
    assert [f.kind for f in model.children("x")] == ["text", "integer", "checkbox"]
    assert [f.entry for f in model.children("x")] == [False, False, True]
    old = form({"items": [{"type": "string"}], "additionalItems": False})
    assert not old.field("x").open
