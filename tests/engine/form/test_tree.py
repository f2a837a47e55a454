"""The tree of fields: what each keyword comes to, and what a person can do there."""

from typing import Any

import pytest

from engine.form.model import ABSENT, FormModel
from schemas.messages.session import Draft

DEFS = {
    "$defs": {
        "city": {"type": "string", "title": "City"},
        "node": {
            "type": "object",
            "properties": {
                "value": {"type": "integer"},
                "next": {"$ref": "#/$defs/node"},
                "kids": {"type": "array", "items": {"$ref": "#/$defs/node"}},
            },
        },
    }
}
CIRCLE = {
    "title": "Circle",
    "properties": {"kind": {"const": "circle"}, "radius": {"type": "number"}},
    "required": ["kind", "radius"],
}
BOX = {
    "title": "Box",
    "properties": {"kind": {"const": "box"}, "width": {"type": "number", "default": 3}},
    "required": ["kind", "width"],
}


def form(x: Any, data: Any = ABSENT, **root: Any) -> FormModel:
    """A form with one property `x`; `data` is its value."""
    given = {} if data is ABSENT else {"data": {"x": data}}
    return FormModel({"type": "object", "properties": {"x": x}, **DEFS, **root}, **given)


def names(model: FormModel, path: str = "x") -> list[str]:
    return [field.name for field in model.children(path)]


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


@pytest.mark.parametrize(
    ("schema", "labels"),
    [
        ({"type": ["string", "integer", "null"]}, ("text", "whole number")),
        ({"oneOf": [CIRCLE, BOX]}, ("Circle", "Box")),
        ({"anyOf": [{"$ref": "#/$defs/node"}, {"type": "string"}, {"type": "null"}]}, ("node", "text")),
        ({"anyOf": [{"oneOf": [CIRCLE, BOX]}, {"type": "string"}]}, ("Circle", "Box", "text")),
        (
            {"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]},
            ("text", "list of text"),
        ),
        (
            {"oneOf": [{"properties": {"t": {"const": "b\x1b[2J"}}}, {"properties": {"u": {}}}]},
            ("b[2J", "object"),
        ),
    ],
)
def test_unions_offer_their_shapes(schema: dict, labels: tuple[str, ...]) -> None:
    (shapes,) = form(schema).field("x").shapes
    assert (shapes.labels, shapes.chosen) == (labels, 0)


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


def test_shapes_keep_what_they_held_and_leak_nothing() -> None:
    shared = {"name": {"type": "string"}}
    model = form({"type": "object", "properties": shared, "oneOf": [CIRCLE, BOX]})
    model.begin("x")
    model.set_text("x/name", "n")
    model.set_text("x/radius", "2.5x")
    model.choose("x", 1)
    assert model.submission() == {"x": {"kind": "box", "width": 3, "name": "n"}}
    model.set_text("x/name", "changed")
    model.set_text("x/width", "8")
    model.choose("x", 0)
    assert model.text("x/radius") == "2.5x"
    assert model.submission() == {"x": {"kind": "circle", "name": "changed"}}
    stored = Draft.model_validate_json(model.draft().model_dump_json())
    again = FormModel(model.schema, draft=stored)
    again.choose("x", 1)
    assert again.submission() == {"x": {"kind": "box", "width": 8, "name": "changed"}}


@pytest.mark.parametrize(
    ("data", "chosen"),
    [
        ({"kind": "box", "width": 1}, 1),
        ({"kind": "box"}, 1),
        ({"kind": "circle", "radius": "wrong"}, 0),
        ({"width": 1}, 1),
        ({}, 0),
    ],
)
def test_the_shape_that_fits_the_data_is_shown(data: dict, chosen: int) -> None:
    assert form({"oneOf": [CIRCLE, BOX]}, data).field("x").shapes[0].chosen == chosen


def test_typing_never_flips_a_shape() -> None:
    schema = {
        "anyOf": [{"properties": {"a": {"type": "integer"}}, "required": ["a"]}, {"properties": {"b": {}}}]
    }
    model = form(schema, {"a": 1})
    model.clear("x/a")
    model.set_text("x/a", "x")
    assert model.field("x").shapes[0].chosen == 0
    assert names(model) == ["x/a"]


def test_shapes_of_single_values_are_edited_by_their_own_control() -> None:
    model = form({"type": ["integer", "string", "null"]}, 12)
    assert model.field("x").kind == "integer"
    model.choose("x", 1)
    assert (model.field("x").kind, model.value("x")) == ("text", ABSENT)
    model.set_text("x", "12")
    assert model.value("x") == "12"
    model.choose("x", 0)
    assert model.value("x") == 12
    model.set_value("x", None)
    assert model.validate() == {}


def test_errors_of_a_union_are_those_of_the_shape_that_is_shown() -> None:
    model = form({"oneOf": [CIRCLE, BOX]}, {"kind": "box", "width": "wide"})
    assert model.validate() == {"x/width": ["must be a number"]}


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


def test_undo_takes_back_one_edit_and_typing_is_one() -> None:
    model = form({"type": "object", "properties": {"a": {"type": "string"}, "b": {"type": "string"}}})
    for text in ("h", "he", "hey"):
        model.set_text("x/a", text)
    model.set_text("x/b", "b")
    model.seal()
    model.set_text("x/b", "bc")
    assert model.undo() == {"x/b"}
    assert model.submission() == {"x": {"a": "hey", "b": "b"}}
    model.undo()
    model.undo()
    assert (model.submission(), model.can_undo, model.dirty) == ({}, False, False)
    model.redo()
    assert model.submission() == {"x": {"a": "hey"}}
    model.clear("x")
    assert not model.can_redo


def test_reset_and_dirty_marks_are_per_place() -> None:
    model = form({"properties": {"a": {}, "b": {"type": "array", "items": {}}}}, {"a": 1, "b": [1, 2]})
    model.set_value("x/b/1", 3)
    assert [path for path in ("x", "x/a", "x/b", "x/b/0", "x/b/1") if model.is_dirty(path)] == [
        "x",
        "x/b",
        "x/b/1",
    ]
    assert model.reset("x/b") == {"x/b/1"}
    assert not model.dirty
    model.clear("x")
    model.reset("x/b")
    assert model.value("x/b") == [1, 2]


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


def test_children_stay_the_same_objects_until_they_change() -> None:
    model = form({"properties": {"a": {"type": "string"}, "b": {"type": "array", "items": {}}}})
    before, items = model.children("x"), model.children("x/b")
    model.set_text("x/a", "t")
    assert model.children("x") is before
    assert model.reshaped == frozenset()
    model.add("x/b", value=1)
    assert model.children("x") is before
    assert model.reshaped == {"x/b"}
    assert model.children("x/b") != items


@pytest.mark.parametrize(
    "edit",
    [
        lambda model: model.set_value("y", 1),
        lambda model: model.set_value("x/nothing", 1),
        lambda model: model.add("x/a"),
        lambda model: model.remove("x/b/7"),
        lambda model: model.move("x/b/7", 0),
        lambda model: model.rename("x/a", "z"),
    ],
)
def test_places_that_are_not_there_are_refused_and_nothing_changes(edit: Any) -> None:
    schema = {"properties": {"a": {"type": "string"}, "b": {"type": "array", "items": {}}}, "type": "object"}
    model = FormModel({"properties": {"x": schema}}, data={"x": {"b": [1]}})
    before = model.draft()
    with pytest.raises(KeyError):
        edit(model)
    assert model.draft() == before
    assert not model.can_undo
