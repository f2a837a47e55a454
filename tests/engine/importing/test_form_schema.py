"""Schemas of strangers as forms: whole, valid, and in today's spelling."""

from typing import Any

import pytest
from jsonschema import Draft202012Validator

from engine.importing.form_schema import MAX_PARTS, FormSchemas
from engine.importing.refused import Refused


def field(schema: Any, root: dict[str, Any] | None = None) -> Any:
    """What becomes of the schema of one field."""
    form = FormSchemas(root or {}).form({"properties": {"a": schema}})
    Draft202012Validator.check_schema(form)
    return form["properties"]["a"]


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (
            {"type": "integer", "minimum": 0, "exclusiveMinimum": True},
            {"type": "integer", "exclusiveMinimum": 0},
        ),
        ({"type": "string", "nullable": True}, {"type": ["string", "null"]}),
        (
            {"type": "string", "enum": ["a"], "nullable": True},
            {"type": ["string", "null"], "enum": ["a", None]},
        ),
        ({"type": "string", "example": "x"}, {"type": "string", "examples": ["x"]}),
        ({"type": "file"}, {"type": "string"}),
        ({"const": None}, {"type": "null"}),
        ({"items": [{"type": "string"}]}, {"prefixItems": [{"type": "string"}]}),
        ({"maxLength": 5.0}, {"maxLength": 5}),
    ],
)
def test_older_spellings_are_read(given: Any, expected: Any) -> None:
    assert field(given) == expected


@pytest.mark.parametrize(
    "given",
    [
        {"type": "text"},
        {"type": 3},
        {"minimum": "0"},
        {"minimum": True},
        {"maxLength": -1},
        {"multipleOf": 0},
        {"pattern": "("},
        {"required": "a"},
        {"enum": []},
        {"allOf": []},
        {"items": 3},
        {"properties": []},
        {"_ux": {"visible_when": "{{"}},
        {"x-anything": 1, "discriminator": {}, "$id": "x", "$schema": "nope"},
        {"title": "\u202e"},
        {"type": "integer", "default": "x", "minimum": 10**400},
    ],
)
def test_what_is_wrong_is_left_out(given: Any) -> None:
    kept = field(given)
    assert not set(kept) & ({*given} - {"type", "minimum"})
    assert kept.get("type", "integer") == "integer"


def test_texts_are_cleaned_and_short() -> None:
    kept = field({"title": "a\nb\x1b[2J" + "x" * 500, "description": "c\nd\x07" + "y" * 9000})
    assert kept["title"].startswith("a b[2Jx")
    assert len(kept["title"]) == 80
    assert kept["description"].startswith("c\nd")
    assert len(kept["description"]) < 2100


def test_references_are_gathered_also_in_circles() -> None:
    root = {"x": {"a/b": {"properties": {"more": {"$ref": "#/x/a~1b"}, "other": {"$ref": "#/y/a~1b"}}}}}
    root["y"] = {"a/b": {"type": "string"}}
    form = FormSchemas(root).form({"properties": {"a": {"$ref": "#/x/a~1b"}}})
    assert form["properties"]["a"] == {"$ref": "#/$defs/a_1b"}
    assert form["$defs"] == {
        "a_1b": {
            "properties": {"more": {"$ref": "#/$defs/a_1b"}, "other": {"$ref": "#/$defs/a_1b_2"}},
        },
        "a_1b_2": {"type": "string"},
    }


def test_a_reference_to_another_document_takes_any_value_and_says_so() -> None:
    schemas = FormSchemas({})
    form = schemas.form(
        {"properties": {"a": {"$ref": "https://elsewhere.example/a.json"}, "b": {"$ref": "#/b"}}}
    )
    assert form["properties"] == {"a": {}, "b": {}}
    assert ["not fetched" in note or "not there" in note for note in schemas.notes] == [True, True]


def test_the_top_may_be_a_reference_to_itself() -> None:
    assert FormSchemas({"a": {"$ref": "#/a"}}).form({"$ref": "#/a"})["type"] == "object"


def test_what_only_the_server_sets_is_left_out_of_requests() -> None:
    schema = {
        "required": ["id", "b"],
        "properties": {"id": {"readOnly": True}, "b": {"properties": {"c": {"readOnly": True}}}},
    }
    assert FormSchemas({}, for_request=True).form(schema) == {
        "type": "object",
        "required": ["b"],
        "properties": {"b": {"properties": {}}},
    }
    assert "id" in FormSchemas({}).form(schema)["properties"]


def test_there_is_a_limit() -> None:
    with pytest.raises(Refused, match="parts"):
        FormSchemas({}).form({"properties": {str(number): {} for number in range(MAX_PARTS + 1)}})


def test_many_references_one_after_another_are_no_recursion() -> None:
    root: dict[str, Any] = {str(number): {"not": {"$ref": f"#/{number + 1}"}} for number in range(3000)}
    root["3000"] = {"type": "string"}
    assert len(FormSchemas(root).form({"properties": {"a": {"$ref": "#/0"}}})["$defs"]) == 3001
