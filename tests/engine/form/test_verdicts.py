"""What is valid is what the jsonschema library says, by the draft that the schema names."""

from typing import Any

import pytest
from jsonschema.validators import validator_for

from engine.form.model import FormModel

NEWEST = "https://json-schema.org/draft/2020-12/schema"
BEFORE = "https://json-schema.org/draft/2019-09/schema"
SEVEN = "http://json-schema.org/draft-07/schema#"

ALL_DRAFTS: list[tuple[dict[str, Any], list[Any]]] = [
    ({"type": "string"}, ["a", 1, None]),
    ({"type": ["string", "null"]}, ["a", 1, None]),
    ({"type": "integer"}, [1, 1.0, 1.5, True]),
    ({"enum": [1, "a", None, [1], {"b": 2}]}, [1, True, 1.0, "a", None, [1], {"b": 2}, {}]),
    ({"const": {"a": [1]}}, [{"a": [1]}, {"a": [True]}, 1]),
    ({"multipleOf": 0.5}, [1, 1.5, 1.2, "a"]),
    ({"minimum": 1, "exclusiveMaximum": 3}, [0, 1, 2.9, 3, "x"]),
    ({"exclusiveMinimum": 1, "maximum": 3}, [1, 1.1, 3, 4]),
    ({"minLength": 1, "maxLength": 2}, ["", "a", "é🎉", "abc", 5]),
    ({"pattern": "^a+$"}, ["a", "aaa", "ab", 3]),
    ({"items": {"type": "integer"}}, [[], [1], [1, "a"], "no list"]),
    ({"minItems": 1, "maxItems": 2}, [[], [1], [1, 2, 3], {}]),
    ({"uniqueItems": True}, [[1, 2], [1, 1], [1, True], [{"a": 1}, {"a": 1}]]),
    ({"contains": {"const": 1}}, [[], [2], [2, 1]]),
    ({"properties": {"a": {"type": "string"}, "b": False}}, [{}, {"a": "x"}, {"a": 1}, {"b": 1}, 3]),
    ({"patternProperties": {"^a": {"type": "string"}}}, [{"ab": "x"}, {"ab": 1}, {"b": 1}]),
    (
        {"properties": {"a": {}}, "patternProperties": {"^p": {}}, "additionalProperties": False},
        [{"a": 1, "p1": 2}, {"b": 1}, {}],
    ),
    ({"additionalProperties": {"type": "integer"}}, [{"a": 1}, {"a": "x"}, []]),
    ({"propertyNames": {"maxLength": 1}}, [{"a": 1}, {"ab": 1}]),
    ({"required": ["a", "b"]}, [{}, {"a": 1}, {"a": 1, "b": None}, []]),
    ({"minProperties": 1, "maxProperties": 2}, [{}, {"a": 1}, {"a": 1, "b": 2, "c": 3}]),
    ({"allOf": [{"minimum": 1}, {"maximum": 3}]}, [0, 2, 4]),
    ({"anyOf": [{"type": "string"}, {"minimum": 3}]}, ["a", 1, 3]),
    ({"oneOf": [{"multipleOf": 2}, {"multipleOf": 3}]}, [2, 3, 5, 6]),
    ({"not": {"type": "string"}}, ["a", 1]),
    ({"if": {"minimum": 5}, "then": {"multipleOf": 2}, "else": {"multipleOf": 3}}, [6, 7, 3, 4]),
    ({"if": {"required": ["a"]}, "then": {"required": ["b"]}}, [{}, {"a": 1}, {"a": 1, "b": 1}]),
    ({"$ref": "#/definitions/d", "definitions": {"d": {"type": "integer"}}}, [1, "a"]),
    (
        {"properties": {"next": {"$ref": "#"}, "v": {"type": "integer"}}},
        [{"next": {"v": 1}}, {"next": {"v": "x"}}],
    ),
    (
        {
            "$id": "https://x.invalid/s",
            "items": {"$ref": "s#/definitions/d"},
            "definitions": {"d": {"const": 1}},
        },
        [[1], [2]],
    ),
    ({"format": "email"}, ["a@b", "a", 1]),
    ({"format": "date"}, ["2026-02-28", "2026-02-30", "x"]),
    ({"format": "ipv4"}, ["127.0.0.1", "1.2.3", 1]),
    ({"format": "something else"}, ["a"]),
    (True, [1, {}]),  # type: ignore[list-item]
]
SINCE_2019: list[tuple[dict[str, Any], list[Any]]] = [
    ({"dependentRequired": {"a": ["b"]}}, [{}, {"a": 1}, {"a": 1, "b": 1}]),
    ({"dependentSchemas": {"a": {"required": ["c"]}}}, [{}, {"a": 1}, {"a": 1, "c": 1}]),
    ({"contains": {"const": 1}, "minContains": 2, "maxContains": 3}, [[1], [1, 1], [1, 1, 1, 1]]),
    (
        {"properties": {"a": {}}, "allOf": [{"properties": {"b": {}}}], "unevaluatedProperties": False},
        [{"a": 1, "b": 1}, {"c": 1}],
    ),
    ({"$ref": "#here", "$defs": {"d": {"$anchor": "here", "type": "integer"}}}, [1, "a"]),
    ({"$ref": "#/$defs/d", "minimum": 5, "$defs": {"d": {"type": "integer"}}}, [4, 5]),
]
ONLY: dict[str, list[tuple[dict[str, Any], list[Any]]]] = {
    NEWEST: [
        ({"prefixItems": [{"type": "integer"}], "items": False}, [[], [1], ["a"], [1, 2]]),
        ({"prefixItems": [{"type": "integer"}], "items": {"type": "string"}}, [[1, "a"], [1, 2]]),
        ({"prefixItems": [True], "unevaluatedItems": False}, [[1], [1, 2]]),
        (
            {"$dynamicAnchor": "n", "properties": {"c": {"$dynamicRef": "#n"}, "v": {"const": 1}}},
            [{"c": {"v": 2}}, {"c": {"v": 1}}],
        ),
    ],
    BEFORE: [
        ({"items": [{"type": "integer"}], "additionalItems": {"type": "string"}}, [[1, "a"], [1, 2], ["a"]]),
        ({"items": [True], "unevaluatedItems": False}, [[1], [1, 2]]),
        (
            {"properties": {"c": {"$recursiveRef": "#"}, "v": {"const": 1}}},
            [{"c": {"v": 2}}, {"c": {"v": 1}}],
        ),
    ],
    SEVEN: [
        ({"items": [{"type": "integer"}], "additionalItems": False}, [[1], [1, 2], ["a"]]),
        (
            {"dependencies": {"a": ["b"], "c": {"required": ["d"]}}},
            [{"a": 1}, {"a": 1, "b": 1}, {"c": 1}, {"c": 1, "d": 1}],
        ),
        ({"$ref": "#/definitions/d", "minimum": 5, "definitions": {"d": {"type": "integer"}}}, [4, "a"]),
        ({"$ref": "#d", "definitions": {"d": {"$id": "#d", "type": "integer"}}}, [4, "a"]),
    ],
}


def cases() -> list[Any]:
    found = []
    for draft in (NEWEST, BEFORE, SEVEN):
        listed = ALL_DRAFTS + (SINCE_2019 if draft != SEVEN else []) + ONLY[draft]
        for schema, values in listed:
            name = f"{draft.split('/')[-2] if draft != SEVEN else 'draft-07'}-{schema}"
            found.append(pytest.param(draft, schema, values, id=name[:60]))
    return found


def verdict(schema: Any, value: Any) -> bool:
    kind = validator_for(schema)
    return bool(kind(schema, format_checker=kind.FORMAT_CHECKER).is_valid(value))


@pytest.mark.parametrize(("draft", "schema", "values"), cases())
def test_verdicts_are_those_of_the_library(draft: str, schema: Any, values: list[Any]) -> None:
    whole = {"$schema": draft, **(schema if isinstance(schema, dict) else {})}
    for value in values:
        model = FormModel(whole, data=value)
        assert (not model.validate()) is verdict(whole, value), value
        assert model.submission() == value


@pytest.mark.parametrize(("draft", "schema", "values"), cases())
def test_verdicts_inside_a_form_are_the_same(draft: str, schema: Any, values: list[Any]) -> None:
    inner = schema if isinstance(schema, dict) else True
    if isinstance(inner, dict) and {"$ref", "$id", "$dynamicAnchor", "$defs", "definitions"} & inner.keys():
        return  # references count from the root
    whole = {"$schema": draft, "properties": {"x": {"properties": {"y": inner}}}}
    for value in values:
        data = {"x": {"y": value}}
        model = FormModel(whole, data=data)
        errors = model.validate()
        assert (not errors) is verdict(whole, data), value
        assert all(path.startswith("x/y") for path in errors)
        assert model.submission() == data


def test_a_schema_without_a_draft_is_read_by_the_newest_and_lists_of_items_by_the_one_before() -> None:
    assert FormModel({"prefixItems": [{"const": 1}]}, data=[2]).validate() == {"0": ["must be 1"]}
    assert FormModel({"items": [{"const": 1}]}, data=[2]).validate() == {"0": ["must be 1"]}


@pytest.mark.parametrize(
    ("name", "right", "wrong"),
    [
        (
            "date-time",
            ["2026-02-28T23:59:59Z", "2026-02-28t01:00:00.5+02:00"],
            ["2026-02-30T00:00:00Z", "soon", "2026-02-28"],
        ),
        ("time", ["23:59:60Z", "00:00:00-05:30"], ["24:00:00Z", "12:00", "12:00:00"]),
    ],
)
def test_times_are_checked_as_the_library_does_with_its_extras(
    name: str, right: list[str], wrong: list[str]
) -> None:
    for text in right + wrong:
        model = FormModel({"properties": {"x": {"format": name}}}, data={"x": text})
        assert (model.validate() == {}) is (text in right), text
