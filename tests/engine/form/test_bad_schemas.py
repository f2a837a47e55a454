"""Schemas that mean harm or make no sense: a message or a plainer control, never a crash or a hang."""

import json
import re
import socket
import time
from typing import Any

import pytest

from engine.form.model import FormModel
from engine.form.schema.guarded_regex import TooSlow, matches


def form(schema: dict[str, Any], data: Any = None) -> FormModel:
    return FormModel(schema, data={} if data is None else data)


@pytest.mark.parametrize(
    "schema",
    [
        {"$ref": "#"},
        {"allOf": [{"$ref": "#"}]},
        {"anyOf": [{"$ref": "#"}, {"$ref": "#"}]},
        {"not": {"$ref": "#"}},
        {"if": {"$ref": "#"}, "then": {}},
        {"$ref": "#/$defs/a", "$defs": {"a": {"$ref": "#/$defs/b"}, "b": {"allOf": [{"$ref": "#/$defs/a"}]}}},
        {"properties": {"x": {"$ref": "#/properties/x"}}},
        {"properties": {"x": {"oneOf": [{"$ref": "#/properties/x"}, {"type": "string"}]}}},
    ],
)
def test_references_in_a_circle_end(schema: dict) -> None:
    model = form(schema, {"x": 1})
    model.children("")
    errors = model.validate()
    assert "leads back to itself" in str(errors)
    assert model.submission() == {"x": 1}


def test_a_form_of_a_schema_that_contains_itself_is_as_deep_as_it_is_opened() -> None:
    model = form({"properties": {"a": {"$ref": "#"}, "b": {"type": "array", "items": {"$ref": "#"}}}})
    path = "/".join(["a"] * 40)
    model.set_value(f"{path}/b", [])
    assert [f.name for f in model.children(f"{path}/a")] == [f"{path}/a/a", f"{path}/a/b"]
    assert "leads" not in str(model.validate())


def test_many_references_to_the_same_are_not_followed_one_by_one() -> None:
    defs = {
        f"d{n}": {"allOf": [{"$ref": f"#/$defs/d{n + 1}"}, {"$ref": f"#/$defs/d{n + 1}"}]} for n in range(40)
    }
    start = time.process_time()
    model = form({"$defs": {**defs, "d40": {"properties": {"end": {}}}}, "$ref": "#/$defs/d0"})
    assert [f.name for f in model.fields] == ["end"]
    assert time.process_time() - start < 5


@pytest.mark.parametrize(
    ("reference", "reason"),
    [
        ("#/$defs/none", "is not there"),
        ("#nowhere", "is not there"),
        ("https://other.invalid/s.json", "is another document, which is not fetched"),
        ("file:///etc/passwd", "is another document, which is not fetched"),
        ("other.json#/a", "is another document, which is not fetched"),
        ("http://[broken", "is another document, which is not fetched"),
        (3, "the reference is not a text"),
    ],
)
def test_references_that_lead_nowhere_are_said_to(reference: Any, reason: str) -> None:
    model = form({"properties": {"x": {"$ref": reference}, "y": {"type": "string"}}}, {"y": "a"})
    field = model.field("x")
    assert field.kind == "json"
    assert reason in field.reason
    assert model.validate() == {}


@pytest.mark.parametrize(
    ("parts", "reason"),
    [
        ([{"type": "string"}, {"type": "integer"}], "it must be integer and string at once"),
        ([{"enum": [1]}, {"enum": [2]}], "have none in common"),
        ([{"const": 1}, {"const": 2}], "two different values"),
    ],
)
def test_contradictions_are_named(parts: list[Any], reason: str) -> None:
    field = form({"properties": {"x": {"allOf": parts}}}).field("x")
    assert field.kind == "json"
    assert reason in field.reason


def test_bounds_that_no_number_is_between_make_no_slider() -> None:
    schema = {"allOf": [{"type": "number", "minimum": 5}, {"maximum": 3}]}
    assert form({"properties": {"x": schema}}).field("x").kind == "number"


@pytest.mark.parametrize(
    "keywords",
    [
        {"type": 5},
        {"type": "strnig"},
        {"type": []},
        {"properties": []},
        {"properties": {"a": 3}},
        {"required": 3},
        {"required": [[]]},
        {"enum": 3},
        {"enum": []},
        {"oneOf": []},
        {"oneOf": {}},
        {"anyOf": [3]},
        {"allOf": "x"},
        {"items": 3},
        {"prefixItems": [3]},
        {"if": 3, "then": 4},
        {"dependencies": {"x": 3}},
        {"dependentRequired": []},
        {"minimum": "a", "maximum": [], "type": "integer"},
        {"maxLength": "a", "type": "string"},
        {"default": {"a": []}, "type": "integer"},
        {"format": 3, "type": "string"},
        {"title": 3, "description": []},
        {"enum": [1], "enumNames": 3},
        {"examples": 3},
        {"pattern": "("},
        {"patternProperties": {"(": {}}},
        {"multipleOf": 0, "type": "integer"},
        {"_ux": 3},
        {"_ux": {"input_type": [], "rows": "a"}},
        {"x-order": "a", "nullable": "x"},
        {"$id": 3, "$anchor": []},
    ],
)
def test_keywords_with_values_that_make_no_sense(keywords: dict) -> None:
    for data in ({}, {"x": 1}, {"x": "a"}, {"x": [1]}, {"x": {"a": 1}}):
        model = form({"properties": {"x": keywords}}, data)
        for field in model.children(""):
            model.children(field.name)
            model.text(field.name)
        model.validate()
        assert model.submission() == data
    FormModel(keywords).validate()


def test_patterns_that_explode_are_given_up() -> None:
    start = time.monotonic()
    data = {"x": [f"{'a' * 40}{n}" for n in range(50)], "y": {"a" * 40: 1}}
    properties = {
        "x": {"items": {"pattern": "^(a+)+$"}},
        "y": {"patternProperties": {"^(a|aa)+b": {}}, "additionalProperties": {}},
    }
    errors = form({"properties": properties}, data).validate()
    assert time.monotonic() - start < 10
    assert len(errors) == 51
    assert set(map(str, errors.values())) == {"['cannot be checked: the pattern takes too long']"}


@pytest.mark.parametrize("pattern", ["^(a+)+$", "^(?:a|aa)+$", "^a*a*a*a*a*a*b", r"^(\w+\s?)*$"])
def test_typing_against_a_pattern_that_explodes_never_waits_long(pattern: str) -> None:
    model = form({"properties": {"x": {"type": "string", "pattern": pattern}}})
    matches("(w)+", "w")  # the process for patterns is there
    for length in (10_000, 10_001, 20_000):
        start = time.monotonic()
        model.set_text("x", f"{'a' * length}!")
        assert model.validate() == {"x": ["cannot be checked: the pattern takes too long"]}
        assert time.monotonic() - start < 2
    model.set_text("x", "aa!")
    assert model.validate() == {"x": [f"must match the pattern {pattern}"]}


def test_many_patterns_that_explode_share_the_time_of_one_check() -> None:
    words = "abcdefghijklmnop"
    properties = {word: {"pattern": f"^({word}+)+$"} for word in words}
    model = form({"properties": properties}, {word: f"{word * 60}!" for word in words})
    start = time.monotonic()
    assert len(model.validate()) == len(words)
    assert time.monotonic() - start < 3


def test_keys_against_a_pattern_that_explodes_are_shown_without_waiting_for_each() -> None:
    data = {"x": {f"{'q' * length}!": 1 for length in range(60, 40, -1)}}
    model = form({"properties": {"x": {"patternProperties": {"^(q+)+$": {"type": "string"}}}}}, data)
    start = time.monotonic()
    assert len(model.children("x")) == 20
    assert time.monotonic() - start < 2


@pytest.mark.parametrize(
    ("pattern", "text", "found"),
    [
        ("^(a+)+$", "aaa", True),
        ("^(a+)+$", "aab", False),
        (r"^(\w)\1$", "aa", True),
        ("^[a-z]+(-[a-z]+)*$", "a-b-c", True),
        ("(?<year>[0-9]{4})", "in 2026", True),
        ("[(]+", "((", True),
        ("é$", "é", True),
    ],
)
def test_patterns_are_matched_as_python_does(pattern: str, text: str, found: bool) -> None:
    assert matches(pattern, text) is found


def test_patterns_that_are_none_or_too_long() -> None:
    with pytest.raises(re.error):
        matches("(", "a")
    with pytest.raises(TooSlow):
        matches("a" * 20_000, "a")
    with pytest.raises(TooSlow):
        matches("(x+x+)+y", "x" * 60)
    assert matches("(x+x+)+y", "xxy")


def test_hostile_texts_are_cleaned_wherever_they_are_shown() -> None:
    bad = "\x1b]52;c;eA==\x07\u202e\n"
    properties = {
        bad: {"title": bad, "description": bad, "enum": [bad, 1], "examples": [bad]},
        "u": {"oneOf": [{"title": bad, "type": "string"}, {"description": bad, "properties": {bad: {}}}]},
        "m": {"type": "object", "additionalProperties": {"type": "string"}},
    }
    model = form({"title": bad, "properties": properties, "required": [bad]}, {"m": {bad: bad}})
    errors = model.validate()
    shown = [text for messages in errors.values() for text in messages]
    for field in [*model.fields, *model.children("m")]:
        shown += [field.title, field.description, field.placeholder, field.reason, model.text(field.name)]
        shown += [choice.label for choice in (*field.choices, *field.suggestions)]
        shown += [label for shapes in field.shapes for label in (*shapes.labels, *shapes.descriptions)]
    assert not any("\x1b" in text or "\x07" in text or "\u202e" in text for text in shown)


def test_large_schemas_are_read_as_far_as_they_are_looked_at() -> None:
    defs = {f"d{n}": {"properties": {f"q{k}": {"type": "string"} for k in range(20)}} for n in range(2000)}
    properties = {f"p{n}": {"$ref": f"#/$defs/d{n}"} for n in range(2000)}
    start = time.process_time()
    model = form({"$defs": defs, "properties": properties})
    assert len(model.fields) == 2000
    model.set_text("p7/q3", "a")
    assert time.process_time() - start < 5
    assert model.submission() == {"p7": {"q3": "a"}}


def test_a_schema_of_ten_megabytes() -> None:
    def part(n: int) -> dict[str, Any]:
        return {
            "type": "object",
            "description": "d" * 1000,
            "properties": {"q": {"type": "string"}, f"r{n}": {}},
        }

    schema: dict[str, Any] = {"properties": {f"p{n}": part(n) for n in range(10_000)}}
    assert len(json.dumps(schema)) > 10_000_000
    start = time.process_time()
    model = form(schema)
    assert len(model.fields) == 10_000
    model.set_text("p7/q", "a")
    assert model.validate() == {}
    assert time.process_time() - start < 10
    assert model.submission() == {"p7": {"q": "a"}}


def test_nothing_is_ever_fetched(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: Any, **__: Any) -> Any:
        raise AssertionError("a connection was tried")

    monkeypatch.setattr(socket, "create_connection", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    properties = {"x": {"$ref": "https://other.invalid/s.json"}, "y": {"$ref": "//other.invalid/s"}}
    model = form({"$id": "http://base.invalid/", "properties": properties}, {"x": 1, "y": 2})
    assert [field.kind for field in model.fields] == ["json", "json"]
    assert "refers to" in str(model.validate())


def test_a_select_of_ten_thousand() -> None:
    start = time.process_time()
    model = form({"properties": {"x": {"enum": [f"choice {n}" for n in range(10_000)]}}})
    assert len(model.field("x").choices) == 10_000
    model.set_value("x", "choice 9999")
    assert model.validate() == {}
    assert time.process_time() - start < 5


def test_deeply_nested_values_end_somewhere() -> None:
    value: Any = 1
    for _ in range(300):
        value = {"a": [value]}
    model = form({"properties": {"a": {"items": {"$ref": "#"}}}}, value)
    path = ""
    for _ in range(400):
        inner = model.children(path)
        if not inner:
            break
        path = inner[0].name
    assert path.count("/") < 100
    assert model.submission() == value
    model.validate()
