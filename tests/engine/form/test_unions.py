"""Unions: which shapes are offered, which one is shown, and what each of them holds."""

import pytest

from engine.form.model import ABSENT, FormModel
from schemas.messages.session import Draft
from tests.engine.form.one_property import BOX, CIRCLE, form, names


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


OUTER = {
    "type": "object",
    "properties": {
        "u": {"oneOf": [CIRCLE, BOX]},
        "b": {"default": "d"},
        "t": {"type": ["integer", "string"]},
    },
}


def again(model: FormModel) -> FormModel:
    """The form as it comes back from its stored draft."""
    return FormModel(model.schema, draft=Draft.model_validate_json(model.draft().model_dump_json()))


def test_choosing_back_inside_an_object_that_was_not_set_leaves_it_not_set() -> None:
    model = form({"type": "object", "properties": {"deep": OUTER}})
    model.choose("x/deep/u", 1)
    assert model.submission() == {"x": {"deep": {"u": {"kind": "box", "width": 3}, "b": "d"}}}
    model.set_text("x/deep/u/width", "9")
    model = again(model)
    model.choose("x/deep/u", 0)
    assert (model.submission(), model.is_set("x"), model.dirty) == ({}, False, False)
    model = again(model)
    model.choose("x/deep/u", 1)
    assert model.submission() == {"x": {"deep": {"u": {"kind": "box", "width": 9}, "b": "d"}}}


def test_choosing_back_keeps_what_a_person_set_beside_it() -> None:
    model = form(OUTER)
    model.choose("x/u", 1)
    model.set_value("x/b", "other")
    model.choose("x/u", 0)
    assert model.submission() == {"x": {"b": "other"}}
    begun = form(OUTER)
    begun.begin("x")
    begun.choose("x/u", 1)
    begun.choose("x/u", 0)
    assert begun.submission() == {"x": {"b": "d"}}


def test_choosing_back_inside_a_tuple_that_was_not_set_leaves_it_not_set() -> None:
    model = form({"prefixItems": [{"type": "string"}, {"type": ["integer", "string", "array"]}]})
    model.choose("x/1", 2)
    model.choose("x/1", 0)
    assert (model.submission(), model.draft().unparsed) == ({}, {})
    model.choose("x/1", 1)
    model.set_text("x/0", "typed")
    model.choose("x/1", 0)
    assert model.value("x/0") == "typed"


def test_choosing_a_shape_that_begins_with_nothing_sets_nothing() -> None:
    model = form(OUTER)
    model.choose("x/t", 1)
    assert (model.submission(), model.field("x/t").kind) == ({}, "text")
    model.set_text("x/t", "12")
    assert model.submission() == {"x": {"b": "d", "t": "12"}}


def test_choosing_back_leaves_no_defaults_that_nobody_gave() -> None:
    shared = {"name": {"type": "string", "default": "n"}, "own": {"type": "string"}}
    model = form({"type": "object", "properties": shared, "oneOf": [CIRCLE, BOX]})
    model.choose("x", 1)
    model.set_text("x/width", "8")
    assert model.submission() == {"x": {"name": "n", "kind": "box", "width": 8}}
    model.choose("x", 0)
    assert model.submission() == {}
    model.choose("x", 1)
    model.set_text("x/own", "mine")
    model.choose("x", 0)
    assert model.submission() == {"x": {"own": "mine"}}


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


TOLD = {
    "properties": {"has": {"type": "string", "enum": ["No", "One", "Other"], "default": "No"}},
    "title": "Pets",
}
TELLING = [
    {"title": "None", "properties": {"has": {"enum": ["No"]}}},
    {
        "title": "One of them",
        "properties": {"has": {"const": "One"}, "age": {"type": "number"}},
        "required": ["age"],
    },
]


@pytest.mark.parametrize("union", [{"oneOf": TELLING}, {"dependencies": {"has": {"oneOf": TELLING}}}])
def test_a_choice_that_tells_the_branch_stays_a_choice(union: dict) -> None:
    model = form({**TOLD, **union}, **{"$schema": "http://json-schema.org/draft-07/schema#"})
    model.begin("x")
    assert (model.field("x").shapes, model.field("x").title) == ((), "Pets")
    assert [choice.value for choice in model.field("x/has").choices] == ["No", "One", "Other"]
    assert names(model) == ["x/has"]
    model.set_value("x/has", "One")
    assert names(model) == ["x/has", "x/age"]
    assert model.validate() == {"x/age": ["is required"]}
    model.set_text("x/age", "3")
    assert model.validate() == {}
    model.set_value("x/has", "No")
    assert (names(model), model.submission()) == (["x/has"], {"x": {"has": "No"}})
    model.set_value("x/has", "Other")
    assert list(model.validate()) == ["x/has"]
    model.set_value("x/has", "One")
    assert model.submission() == {"x": {"has": "One", "age": 3}}


def test_a_yes_or_no_tells_the_branch_as_well() -> None:
    yes = {"properties": {"on": {"const": True}, "level": {"type": "integer"}}}
    schema = {
        "properties": {"on": {"type": "boolean"}},
        "oneOf": [{"properties": {"on": {"const": False}}}, yes],
    }
    model = form(schema, {"on": True, "level": 2})
    assert (model.field("x").shapes, names(model)) == ((), ["x/on", "x/level"])
    model.set_value("x/on", False)
    assert model.submission() == {"x": {"on": False}}


@pytest.mark.parametrize(
    ("mapping", "kinds"),
    [
        ({"mapping": {"cat": "#/$defs/Cat", "dog": "#/$defs/Dog"}}, ("cat", "dog")),
        ({"mapping": {"cat": "Cat", "dog": "Dog"}}, ("cat", "dog")),
        ({}, ("Cat", "Dog")),
    ],
)
def test_the_discriminator_of_openapi_tells_the_branch(mapping: dict, kinds: tuple[str, str]) -> None:
    base = {"type": "object", "properties": {"kind": {"type": "string", "title": "Kind"}}}
    cat = {"allOf": [base, {"properties": {"hunts": {"type": "boolean"}}}]}
    dog = {"allOf": [base, {"properties": {"barks": {"type": "integer"}}, "required": ["barks"]}]}
    union = {
        "oneOf": [{"$ref": "#/$defs/Cat"}, {"$ref": "#/$defs/Dog"}],
        "discriminator": {"propertyName": "kind", **mapping},
    }
    root = {"$defs": {"Cat": cat, "Dog": dog}}
    model = form(union, **root)
    assert model.field("x").shapes[0].labels == kinds
    model.choose("x", 1)
    assert (model.submission(), model.field("x/kind").title) == ({"x": {"kind": kinds[1]}}, "Kind")
    given = form(union, {"kind": kinds[1], "barks": "wrong"}, **root)
    assert given.field("x").shapes[0].chosen == 1
    assert given.submission() == {"x": {"kind": kinds[1], "barks": "wrong"}}


def test_of_needed_properties_all_are_named() -> None:
    properties = {"a": {"type": "string"}, "b": {"type": "string"}}
    for union in ("oneOf", "anyOf"):
        model = form({"properties": properties, union: [{"required": ["a"]}, {"required": ["b"]}]}, {})
        assert model.validate() == {"x": ["needs “a” or “b”"]}
        model.set_text("x/b", "t")
        assert model.validate() == {}
