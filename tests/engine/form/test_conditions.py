"""Fields that come and go with the values of others."""

import pytest

from engine.form.model import FormModel


def test_conditions_bring_fields_and_take_them_away() -> None:
    model = FormModel(
        {
            "properties": {"a": {"type": "boolean"}},
            "if": {"properties": {"a": {"const": True}}, "required": ["a"]},
            "then": {"properties": {"b": {"type": "string"}}, "required": ["b"]},
            "else": {"properties": {"c": {"type": "string"}}},
        },
    )
    assert [f.name for f in model.fields] == ["a", "c"]
    model.set_value("a", True)
    assert model.reshaped == {""}
    assert [(f.name, f.required) for f in model.fields] == [("a", False), ("b", True)]
    assert model.validate() == {"b": ["is required"]}
    model.set_text("b", "typed")
    model.set_value("a", False)
    assert model.submission() == {"a": False}
    model.set_value("a", True)
    assert model.submission() == {"a": True, "b": "typed"}


@pytest.mark.parametrize("keyword", ["dependentSchemas", "dependencies"])
def test_dependent_schemas_follow_the_property_they_depend_on(keyword: str) -> None:
    schema = {
        "properties": {"a": {"type": "string"}},
        keyword: {"a": {"properties": {"b": {}}, "required": ["b"]}},
    }
    model = FormModel(schema)
    assert [f.name for f in model.fields] == ["a"]
    model.set_text("a", "x")
    assert [(f.name, f.required) for f in model.fields] == [("a", False), ("b", True)]


@pytest.mark.parametrize(
    "schema",
    [
        {"dependentRequired": {"a": ["b"]}},
        {"$schema": "http://json-schema.org/draft-07/schema#", "dependencies": {"a": ["b"]}},
    ],
)
def test_dependent_names_are_required(schema: dict) -> None:
    model = FormModel({"properties": {"a": {}, "b": {}}, **schema}, data={"a": 1})
    assert model.field("b").required
    assert model.validate() == {"b": ["is required with “a”"]}


def test_visibility_inside_an_object_sees_what_stands_beside_and_around_it() -> None:
    def rule(source: str) -> dict:
        return {"type": "integer", "_ux": {"visible_when": source}}

    inner = {"n": {"type": "integer"}, "m": rule("n > 1 and mode == 'all'"), "k": rule("values.mode == 'k'")}
    properties = {"mode": {"type": "string"}, "x": {"properties": inner, "required": ["m"]}}
    model = FormModel({"properties": properties}, data={"mode": "none", "x": {"n": 2, "m": 5, "k": 6}})
    assert [f.name for f in model.children("x") if model.visible(f.name)] == ["x/n"]
    assert model.submission() == {"mode": "none", "x": {"n": 2}}
    assert model.validate() == {}
    assert model.set_text("mode", "all") == {"x/m"}
    assert model.submission() == {"mode": "all", "x": {"n": 2, "m": 5}}
    assert model.set_text("x/n", "1") == {"x/m"}


def test_what_another_outcome_forbids_is_neither_shown_nor_submitted_and_comes_back() -> None:
    schema = {
        "properties": {"m": {"enum": ["x", "y"]}},
        "if": {"properties": {"m": {"const": "x"}}, "required": ["m"]},
        "then": {"properties": {"b": {"type": "string"}}, "required": ["b"]},
        "else": {"properties": {"b": False}},
    }
    model = FormModel(schema)
    model.set_value("m", "x")
    model.set_text("b", "typed")
    model.set_value("m", "y")
    assert [f.name for f in model.fields] == ["m"]
    assert (model.submission(), model.validate()) == ({"m": "y"}, {})
    model.set_value("m", "x")
    assert model.submission() == {"m": "x", "b": "typed"}
    given = FormModel(schema, data={"m": "y", "b": 1})
    assert given.submission() == {"m": "y", "b": 1}
    assert given.validate() == {"b": ["is not allowed here"]}
