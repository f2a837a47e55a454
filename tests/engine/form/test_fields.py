"""What each keyword comes to: its control, its texts, its place in the order."""

import pytest

from engine.form.model import ABSENT
from tests.engine.form.one_property import form, names


@pytest.mark.parametrize(
    ("schema", "kind"),
    [
        ({"type": "object", "properties": {"a": {}}}, "object"),
        ({"properties": {"a": {}}}, "object"),
        ({"$ref": "#/$defs/node"}, "object"),
        ({"allOf": [{"type": "object"}, {"properties": {"a": {}}}]}, "object"),
        ({"type": "object", "additionalProperties": False}, "object"),
        ({"type": "object"}, "json"),
        ({"type": "object", "additionalProperties": {"type": "string"}}, "map"),
        ({"type": "object", "additionalProperties": True}, "map"),
        ({"type": "object", "patternProperties": {"^a": {}}}, "map"),
        ({"type": "array", "items": {"type": "string"}}, "list"),
        ({"type": "array"}, "list"),
        ({"items": {"enum": [1, 2]}}, "multiselect"),
        ({"type": "array", "items": {"oneOf": [{"const": 1, "title": "One"}, {"const": 2}]}}, "multiselect"),
        ({"type": "array", "prefixItems": [{}, {}]}, "tuple"),
        ({"type": "array", "items": [{}, {}]}, "tuple"),
        ({"type": "null"}, "null"),
        ({"const": 3}, "constant"),
        ({"type": "string", "format": "date"}, "date"),
        ({"type": "string", "format": "time"}, "time"),
        ({"type": "string", "format": "date-time"}, "datetime"),
        ({"type": "string", "format": "color"}, "color"),
        ({"type": "string", "format": "data-url"}, "file"),
        ({"type": "string", "contentEncoding": "base64"}, "file"),
        ({"type": "string", "format": "uri", "ui": {"field": "image"}}, "file"),
        ({"type": "string", "format": "json"}, "textarea"),
        ({"type": "string", "writeOnly": True}, "secret"),
        ({"type": "string", "x-cog-secret": True}, "secret"),
        ({"type": "string", "format": "uuid"}, "text"),
        ({"type": "string", "format": "regex"}, "text"),
        ({"anyOf": [{"format": "uri"}, {"pattern": "^a"}], "type": "string"}, "text"),
        ({"type": ["integer", "number"]}, "number"),
        ({"anyOf": [{"enum": ["a"]}, {"const": "b"}]}, "select"),
        ({"anyOf": [{"required": ["a"]}, {"required": ["b"]}], "properties": {"a": {}, "b": {}}}, "object"),
        ({"$ref": "https://other.invalid/s.json"}, "json"),
        ({"allOf": [{"type": "string"}, {"type": "array"}]}, "json"),
        ({}, "json"),
    ],
)
def test_each_keyword_has_its_control(schema: dict, kind: str) -> None:
    field = form(schema).field("x")
    assert field.kind == kind
    assert field.shapes == ()


def test_what_a_field_says_of_itself() -> None:
    field = form(
        {
            "type": "string",
            "readOnly": True,
            "deprecated": True,
            "examples": ["a", "b\x1b"],
            "format": "email",
        }
    ).field("x")
    assert (field.read_only, field.write_only, field.deprecated, field.format) == (True, False, True, "email")
    assert [choice.label for choice in field.suggestions] == ["a", "b"]


@pytest.mark.parametrize(
    "labels",
    [
        {"enumNames": ["One", "Two"]},
        {"x-enumNames": ["One", "Two"]},
        {"x-enum-labels": ["One", "Two"]},
        {"x-enum-labels": {"1": "One", "2": "Two"}},
        {"options": {"enum_titles": ["One", "Two"]}},
    ],
)
def test_labels_of_choices_in_every_spelling(labels: dict) -> None:
    field = form({"enum": [1, 2], **labels}).field("x")
    assert [(choice.value, choice.label) for choice in field.choices] == [(1, "One"), (2, "Two")]


@pytest.mark.parametrize(
    ("at_object", "at_properties"),
    [
        ({}, {"a": {"x-order": 2}, "b": {"x-order": 1}}),
        ({}, {"a": {"propertyOrder": 9}, "b": {"propertyOrder": 1}}),
        ({}, {"a": {}, "b": {"order": 0}}),
        ({"x-fal-order-properties": ["b", "a"]}, {"a": {}, "b": {}}),
        ({"propertyOrder": ["b"]}, {"a": {}, "b": {}}),
        ({"order": ["b", "*"]}, {"a": {}, "b": {}}),
    ],
)
def test_order_in_every_spelling(at_object: dict, at_properties: dict) -> None:
    assert names(form({"type": "object", "properties": at_properties, **at_object})) == ["x/b", "x/a"]


def test_nested_fields_have_paths_titles_and_marks() -> None:
    schema = {"type": "object", "required": ["a/b"], "properties": {"a/b": {"$ref": "#/$defs/city"}, "": {}}}
    model = form(schema)
    assert [(f.name, f.title, f.required) for f in model.children("x")] == [
        ("x/a~1b", "City", True),
        ("x/~", "(no name)", False),
    ]
    model.set_text("x/a~1b", "Rome")
    model.set_value("x/~", 1)
    assert model.submission() == {"x": {"a/b": "Rome", "": 1}}


def test_recursion_is_opened_as_far_as_a_person_goes() -> None:
    model = form({"$ref": "#/$defs/node"})
    model.set_text("x/next/next/next/value", "3")
    assert model.submission() == {"x": {"next": {"next": {"next": {"value": 3}}}}}
    model.add("x/kids")
    assert names(model, "x/kids/0") == ["x/kids/0/value", "x/kids/0/next", "x/kids/0/kids"]


def test_a_value_that_does_not_fit_its_control_is_edited_as_json() -> None:
    model = form({"type": "object", "properties": {"a": {}}}, "a text")
    assert (model.field("x").kind, model.field("x").reason) == ("json", "it holds a text")
    assert model.submission() == {"x": "a text"}
    model.set_text("x", '{"a": 1}')
    assert model.field("x").kind == "object"


def test_parts_can_be_edited_as_json_as_well() -> None:
    model = form({"type": "array", "items": {"type": "integer"}}, [1, 2])
    assert model.text("x") == "[\n  1,\n  2\n]"
    model.set_text("x", "[3")
    assert model.value("x") is ABSENT
    model.set_text("x", "[3]")
    assert names(model) == ["x/0"]
