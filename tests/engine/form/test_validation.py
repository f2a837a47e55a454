"""Messages in plain words, and schemas that are broken."""

import pytest

from engine.form.messages import NOT_ALLOWED
from engine.form.model import FormModel


def errors(schema: dict | bool, value: object, **root: object) -> dict[str, list[str]]:
    return FormModel({"type": "object", "properties": {"x": schema}, **root}, {"x": value}).validate()


@pytest.mark.parametrize(
    ("schema", "value", "message"),
    [
        ({"type": "integer", "maximum": 1000}, 1001, "must be at most 1000"),
        ({"minimum": 1}, 0, "must be at least 1"),
        ({"exclusiveMinimum": 0}, 0, "must be more than 0"),
        ({"exclusiveMaximum": 5}, 5, "must be less than 5"),
        ({"multipleOf": 8}, 9, "must be a multiple of 8"),
        ({"type": "string", "minLength": 1}, "", "must not be empty"),
        ({"type": "string", "minLength": 3}, "a", "must have at least 3 characters"),
        ({"type": "string", "maxLength": 2}, "abc", "must have at most 2 characters"),
        ({"pattern": "^a{2}$"}, "b", "must match the pattern ^a{2}$"),
        ({"type": "string", "format": "email"}, "b", "must be a valid email"),
        ({"type": "integer"}, "7", "must be a whole number"),
        ({"type": ["array", "object"]}, 7, "must be a list or an object"),
        ({"enum": ["a", 1]}, "b", "must be one of a, 1"),
        ({"enum": list(range(20))}, "b", "must be one of 0, 1, 2, 3, 4, 5, 6, 7, …"),
        (
            {"oneOf": [{"const": 1, "title": "One"}, {"const": 2, "title": "Two"}]},
            3,
            "must be one of One, Two",
        ),
        ({"const": "a"}, "b", "must be a"),
        ({"anyOf": [{"type": "integer", "minimum": 3}, {"type": "null"}]}, 1, "must be at least 3"),
        ({"not": {"const": 1}}, 1, "has a value that is not allowed"),
        ({"type": "array", "minItems": 1}, [], "must have at least 1 item"),
        ({"enum": ["\x1b[2J"]}, "b", "must be [2J"),
    ],
)
def test_messages_are_plain_words(schema: dict, value: object, message: str) -> None:
    assert errors(schema, value) == {"x": [message]}


def test_messages_stand_where_the_value_is() -> None:
    listed = {"items": {"properties": {"n": {"type": "number"}}}}
    assert errors(listed, [{}, {"n": "a"}]) == {"x/1/n": ["must be a number"]}
    needed = {"properties": {"p": {"required": ["q"]}}}
    assert errors(needed, {"p": {}}) == {"x/p": ["needs “q”"]}


def test_several_messages_of_one_field() -> None:
    found = errors({"type": "string", "minLength": 3, "pattern": "^b"}, "a")
    assert set(found["x"]) == {"must have at least 3 characters", "must match the pattern ^b"}


def test_messages_have_a_bounded_length() -> None:
    (message,) = errors({"pattern": "(a|b)" * 500}, "c")["x"]
    assert len(message) == 160


def test_openapi_nullable_allows_null() -> None:
    assert errors({"type": "string", "nullable": True}, None) == {}
    assert errors({"type": "string"}, None) == {"x": ["must be a text"]}


def test_what_concerns_the_whole_form_stands_under_the_empty_name() -> None:
    assert errors({}, 1, minProperties=2).keys() == {""}


def test_what_must_not_be_there_is_named() -> None:
    assert errors(False, 1) == {"x": ["is not allowed here"]}


def test_conditions_require_fields() -> None:
    condition = {"if": {"properties": {"x": {"const": 1}}}, "then": {"required": ["y"]}}
    properties = {"x": {"type": "integer"}, "y": {"type": "string"}}
    model = FormModel({"properties": properties, **condition}, {"x": 1})
    assert model.validate() == {"y": ["is required"]}


@pytest.mark.parametrize(
    ("schema", "part"),
    [
        ({"$ref": "http://example.invalid/s.json"}, "refers to"),
        ({"$ref": "#/$defs/none"}, "refers to"),
        ({"type": "strnig"}, "unknown type: strnig"),
        ({"pattern": "("}, "broken"),
        ({"minimum": "a"}, "broken"),
        ({"$ref": "#/$defs/loop"}, "broken"),
    ],
)
def test_a_broken_schema_is_one_message_and_never_fetches(schema: dict, part: str) -> None:
    value = "text" if "pattern" in schema else 1
    found = errors(schema, value, **{"$defs": {"loop": {"$ref": "#/$defs/loop"}}})
    assert list(found) == [""]
    assert part in found[""][0]


def test_older_drafts_are_understood() -> None:
    schema = {"$schema": "http://json-schema.org/draft-04/schema#", "minimum": 1, "exclusiveMinimum": True}
    model = FormModel({"$schema": schema["$schema"], "properties": {"x": schema}}, {"x": 1})
    assert list(model.validate()) == ["x"]


@pytest.mark.parametrize(
    ("schema", "value", "place", "message"),
    [
        (
            {"additionalProperties": {}, "propertyNames": {"maxLength": 2}},
            {"abc": 1},
            "x/abc",
            "its name must have at most 2 characters",
        ),
        (
            {"additionalProperties": {}, "propertyNames": {"enum": ["a"]}},
            {"b": 1},
            "x/b",
            "its name must be a",
        ),
        (
            {"properties": {"propertyNames": {"maxLength": 1}}},
            {"propertyNames": "ab"},
            "x/propertyNames",
            "must have at most 1 character",
        ),
        ({"prefixItems": [{}], "items": False}, [1, 2], "x/1", NOT_ALLOWED),
        ({"items": [{}], "additionalItems": False}, [1, 2], "x/1", NOT_ALLOWED),
        ({"type": "array", "items": False}, [1], "x/0", NOT_ALLOWED),
        ({"prefixItems": [True, False]}, [1, 2], "x/1", NOT_ALLOWED),
        ({"patternProperties": {"^y": False}}, {"y1": 1}, "x/y1", NOT_ALLOWED),
        ({"properties": {"a": {}}, "unevaluatedProperties": False}, {"b": 1}, "x/b", NOT_ALLOWED),
        (
            {"properties": {"a": {}}, "unevaluatedProperties": {"type": "string"}},
            {"b": 1},
            "x/b",
            "must be a text",
        ),
        ({"prefixItems": [{}], "unevaluatedItems": False}, [1, 2], "x", "has items that are not allowed"),
        (
            {"contains": {"const": 1}, "minContains": 2},
            [1],
            "x",
            "must have at least 2 items of the kind that it must have",
        ),
        ({"const": {"a": [True]}}, 1, "x", 'must be {"a": [true]}'),
        ({"type": "array", "items": {"enum": ["a", "b"]}}, ["a", "z"], "x", "[1] must be one of a, b"),
        ({"type": "object", "required": ["q"]}, {}, "x", "needs “q”"),
    ],
)
def test_messages_name_the_place_that_is_wrong(schema: dict, value: object, place: str, message: str) -> None:
    found = FormModel({"properties": {"x": schema}}, data={"x": value}).validate()
    assert found == {place: [message]}


def test_an_exclusive_bound_of_draft_04_is_told_as_one() -> None:
    schema = {
        "type": "integer",
        "minimum": 0,
        "exclusiveMinimum": True,
        "maximum": 9,
        "exclusiveMaximum": True,
    }
    root = {"$schema": "http://json-schema.org/draft-04/schema#", "properties": {"x": schema}}
    assert FormModel(root, {"x": 0}).validate() == {"x": ["must be more than 0"]}
    assert FormModel(root, {"x": 9}).validate() == {"x": ["must be less than 9"]}
    field = FormModel(root).field("x")
    assert (field.minimum, field.maximum) == (1, 8)
