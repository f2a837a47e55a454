"""Fields from schemas: which control, which choices, which order."""

from typing import Any

import pytest

from engine.form.build import build_fields, build_sections, form_ux
from engine.form.field import Choice, Field
from engine.form.model import FormModel


def one(schema: object, root: dict | None = None) -> Field:
    (field,) = build_fields({"type": "object", "properties": {"x": schema}, **(root or {})})
    return field


@pytest.mark.parametrize(
    ("schema", "kind"),
    [
        ({"type": "string"}, "text"),
        ({"type": "string", "maxLength": 200}, "text"),
        ({"type": "string", "maxLength": 201}, "textarea"),
        ({"type": "string", "format": "textarea"}, "textarea"),
        ({"type": "string", "default": "a\nb"}, "textarea"),
        ({"type": "string", "format": "password"}, "secret"),
        ({"type": "integer"}, "integer"),
        ({"type": "number"}, "number"),
        ({"type": "integer", "minimum": 0, "maximum": 9}, "slider"),
        ({"type": "integer", "minimum": 0}, "integer"),
        ({"type": "integer", "minimum": 9, "maximum": 0}, "integer"),
        ({"type": "integer", "exclusiveMinimum": 0, "maximum": 9}, "slider"),
        ({"type": "number", "minimum": 0, "maximum": 1, "_ux": {"input_type": "number"}}, "number"),
        ({"type": "number", "_ux": {"input_type": "slider"}}, "number"),
        ({"type": "boolean"}, "checkbox"),
        ({"type": "boolean", "_ux": {"input_type": "text"}}, "checkbox"),
        ({"enum": ["a", "b"]}, "select"),
        ({"enum": ["a", "b"], "_ux": {"input_type": "radio"}}, "radio"),
        ({"const": 3}, "constant"),
        ({"type": "array", "items": {"type": "string"}}, "list"),
        ({"type": "object"}, "json"),
        ({"anyOf": [{"type": "string"}, {"type": "integer"}]}, "text"),
        ({"type": ["string", "integer"]}, "text"),
        ({"$ref": "other.json"}, "json"),
        ({}, "json"),
        (True, "json"),
        ({"pattern": "^a"}, "text"),
        ({"default": 3}, "number"),
        ({"type": "string", "_ux": {"input_type": "json"}}, "json"),
        ({"type": "string", "_ux": {"input_type": "no such", "rows": 3}}, "text"),
    ],
)
def test_the_control_follows_from_hint_type_bounds_and_format(schema: object, kind: str) -> None:
    assert one(schema).kind == kind


@pytest.mark.parametrize(
    "schema",
    [
        {"type": ["integer", "null"], "minimum": 1},
        {"anyOf": [{"type": "integer", "minimum": 1}, {"type": "null"}]},
        {"oneOf": [{"const": None}, {"type": "integer", "minimum": 1}]},
        {"type": "integer", "minimum": 1, "nullable": True},
        {"anyOf": [{"$ref": "#/$defs/count"}, {"type": "null"}]},
    ],
)
def test_every_spelling_of_nullable_gives_the_plain_control(schema: dict) -> None:
    field = one(schema, {"$defs": {"count": {"type": "integer", "minimum": 1}}})
    assert (field.kind, field.minimum, field.nullable) == ("integer", 1, True)


@pytest.mark.parametrize(
    "schema",
    [
        {"enum": ["a", None]},
        {"type": ["string", "null"], "enum": ["a", None]},
        {"type": "string", "enum": ["a"], "nullable": True},
        {"const": "a", "nullable": True},
        {"anyOf": [{"const": "a"}, {"type": "null"}]},
        {"oneOf": [{"type": "null"}, {"enum": ["a"]}]},
        {"oneOf": [{"const": "a", "title": "A"}, {"const": None}]},
        {"anyOf": [{"$ref": "#/$defs/a"}, {"type": "null"}]},
        {"nullable": True, "allOf": [{"$ref": "#/$defs/a"}]},
    ],
)
def test_one_value_or_null_is_a_choice(schema: dict) -> None:
    field = one(schema, {"$defs": {"a": {"type": "string", "enum": ["a"]}}})
    assert (field.kind, [choice.value for choice in field.choices], field.nullable) == ("select", ["a"], True)
    for value in ("a", None):
        assert (
            FormModel({"properties": {"x": schema}, "$defs": {"a": {"enum": ["a"]}}}, {"x": value}).validate()
            == {}
        )


@pytest.mark.parametrize("values", [{"enum": ["a"]}, {"const": "a"}])
def test_a_type_that_names_null_does_not_add_it_to_listed_values(values: dict) -> None:
    field = one({"type": ["string", "null"], **values})
    assert (field.kind, field.nullable) == ("constant", False)


def test_an_enum_behind_a_reference_keeps_what_stands_beside_the_reference() -> None:
    defs = {"definitions": {"size": {"title": "size", "type": "string", "enum": ["s", "m"], "default": "s"}}}
    field = one({"allOf": [{"$ref": "#/definitions/size"}], "title": "Size of it", "default": "m"}, defs)
    assert (field.kind, field.title, field.default) == ("select", "Size of it", "m")
    assert field.choices == (Choice("s", "s"), Choice("m", "m"))


def test_a_reference_to_itself_ends_as_json() -> None:
    assert one({"$ref": "#/$defs/a"}, {"$defs": {"a": {"$ref": "#/$defs/a"}}}).kind == "json"


def test_choices_have_labels_from_const_titles_enum_names_and_values() -> None:
    titled = one({"oneOf": [{"const": 1, "title": "One"}, {"const": 2.5}, {"const": None}]})
    assert titled.choices == (Choice(1, "One"), Choice(2.5, "2.5"))
    assert titled.nullable
    titled = one({"title": "Which", "oneOf": [{"const": 1, "title": "One"}, {"const": None}]})
    assert (titled.title, titled.choices, titled.nullable) == ("Which", (Choice(1, "One"),), True)
    assert one({"enum": [1, 2], "enumNames": ["I", "II"]}).choices == (Choice(1, "I"), Choice(2, "II"))
    assert one({"enum": [True, None, "a\x1b]52"]}).choices == (
        Choice(True, "yes"),
        Choice("a\x1b]52", "a]52"),
    )


@pytest.mark.parametrize("schema", [{"const": None}, {"enum": [None]}, {"type": "null"}])
def test_what_can_only_be_null_is_not_edited_as_json(schema: dict[str, Any]) -> None:
    field = FormModel({"properties": {"it": schema}}).field("it")
    assert (field.kind, field.nullable, field.choices) == ("null", True, ())


def test_bounds_of_integers_are_what_can_be_chosen() -> None:
    field = one({"type": "integer", "exclusiveMinimum": 0, "maximum": 9.5, "multipleOf": 3})
    assert (field.minimum, field.maximum, field.step) == (1, 9, 3)


def test_texts_are_cleaned_and_titles_made_of_names() -> None:
    field = one(
        {"type": "string", "title": "a\x1b[2Jb\n", "description": "c\x07\nd", "_ux": {"placeholder": "\x9be"}}
    )
    assert (field.title, field.description, field.placeholder) == ("a[2Jb", "c\nd", "e")
    fields = build_fields({"properties": {"aspect_ratio": {}, "\x1b": {}}})
    assert [field.title for field in fields] == ["Aspect ratio", "(no name)"]


def test_fields_come_in_the_order_the_vendor_names() -> None:
    properties = {"a": {"x-order": 2}, "b": {}, "c": {"x-order": 0}}
    assert [f.name for f in build_fields({"properties": properties})] == ["c", "a", "b"]
    schema = {"properties": properties, "x-fal-order-properties": ["b", "a"]}
    assert [f.name for f in build_fields(schema)] == ["b", "a", "c"]


def test_sections_gather_groups_where_each_first_stands() -> None:
    def grouped(group: str | None, label: str | None = None) -> dict:
        return {"type": "string", "_ux": {"group": group, "group_label": label}}

    fields = build_fields(
        {
            "properties": {
                "a": grouped("look"),
                "b": {},
                "c": grouped("look", "How it looks"),
                "d": grouped("z_z"),
            }
        }
    )
    sections = [(s.group, s.label, [f.name for f in s.fields]) for s in build_sections(fields)]
    assert sections == [("look", "How it looks", ["a", "c"]), (None, "", ["b"]), ("z_z", "Z z", ["d"])]


def test_wrong_hints_are_left_out_and_right_ones_kept() -> None:
    field = one(
        {"type": "string", "_ux": {"grid_column": 0, "grid_row": 2, "colour": "red", "width": "half"}}
    )
    assert (field.placement.column, field.placement.row, field.placement.width) == (None, 2, "half")
    ux = form_ux({"_ux": {"layout": "spiral", "grid_columns": 3}})
    assert (ux.layout, ux.grid_columns) == ("vertical", 3)
    assert form_ux({"_ux": "none"}).layout == "vertical"


@pytest.mark.parametrize(
    "schema", [{}, {"properties": []}, {"properties": None}, {"required": 3, "properties": {}}]
)
def test_a_schema_without_properties_is_an_empty_form(schema: dict) -> None:
    assert build_fields(schema) == ()


def test_required_and_optional() -> None:
    fields = build_fields({"required": ["a"], "properties": {"a": {}, "b": {}}})
    assert [field.required for field in fields] == [True, False]
