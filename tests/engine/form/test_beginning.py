"""What a form holds before anything is typed: defaults, what must be there, or the data as it is."""

from typing import Any

import pytest

from engine.form.model import FormModel
from schemas.messages.session import Draft
from tests.engine.form.one_property import form


def test_typing_into_an_object_that_is_not_set_sets_it_with_its_defaults() -> None:
    model = form({"type": "object", "properties": {"a": {"type": "integer"}, "b": {"default": "d"}}})
    assert not model.is_set("x")
    model.set_text("x/a", "4")
    assert model.submission() == {"x": {"b": "d", "a": 4}}
    model.clear("x/b")
    model.set_text("x/a", "5")
    assert model.submission() == {"x": {"a": 5}}
    model.clear("x")
    assert model.submission() == {}
    model.begin("x")
    assert model.submission() == {"x": {"b": "d"}}


def test_a_form_begins_with_defaults_and_with_what_must_be_there() -> None:
    properties = {
        "kind": {"const": "k"},
        "inner": {"type": "object", "required": ["n"], "properties": {"n": {"default": 1}, "m": {}}},
        "maybe": {"type": "object", "properties": {"n": {"default": 1}}},
        "list": {"type": "array", "minItems": 2, "items": {"type": "integer"}},
    }
    model = FormModel({"properties": properties, "required": ["kind", "inner", "list"]})
    assert model.values() == {"kind": "k", "inner": {"n": 1}, "list": [None, None]}
    assert model.validate() == {"list/0": ["is required"], "list/1": ["is required"]}


def test_data_is_taken_as_it_is() -> None:
    data = {"x": {"unknown": [1], "a": None}, "more": 1}
    schema = {
        "properties": {"x": {"properties": {"a": {"default": 3}, "b": {"default": 4}}}, "y": {"default": 1}}
    }
    model = FormModel(schema, data=data)
    assert model.submission() == data
    assert not model.dirty
    model.set_value("x/a", 5)
    assert model.submission() == {"x": {"unknown": [1], "a": 5}, "more": 1}


@pytest.mark.parametrize("data", [3, "a", None, [1, {"b": 2}]])
def test_a_form_need_not_be_an_object(data: Any) -> None:
    schema = {"type": ["integer", "string", "null", "array"], "items": {}}
    model = FormModel(schema, data=data)
    assert model.submission() == data
    assert model.validate() == {}
    again = FormModel(schema, draft=Draft.model_validate_json(model.draft().model_dump_json()))
    assert again.submission() == data


@pytest.mark.parametrize(
    "schema",
    [
        {"type": "integer", "default": "abc"},
        {"type": "string", "default": None},
        {"enum": ["a", "b"], "default": "c"},
        {"type": "array", "items": {"type": "string"}, "default": {"a": 1}},
        {"type": "boolean", "default": "true"},
        {"type": "object", "properties": {"a": {}}, "default": "nope"},
        {"anyOf": [{"type": "string"}, {"type": "integer"}], "default": [1]},
    ],
)
def test_a_default_that_its_own_schema_refuses_is_not_put_in(schema: dict) -> None:
    model = form(schema)
    assert model.submission() == {}
    assert model.validate() == {}


@pytest.mark.parametrize(
    "schema",
    [
        {"type": ["string", "null"], "default": None},
        {"anyOf": [{"type": "string"}, {"type": "integer"}], "default": 3},
        {"type": "integer", "default": 3.0},
        {"enum": [1, None], "default": None},
        {"type": "string", "nullable": True, "default": None},
        {"default": {"any": "thing"}},
    ],
)
def test_a_default_of_any_shape_that_fits_is_put_in(schema: dict) -> None:
    assert form(schema).submission() == {"x": schema["default"]}


def test_a_wrong_default_gives_way_to_the_one_value_there_can_be() -> None:
    model = FormModel({"properties": {"v": {"const": 3, "default": 4}}, "required": ["v"]})
    assert model.submission() == {"v": 3}
