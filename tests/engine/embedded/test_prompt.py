"""What the model is told can be read back, and fits what is allowed."""

import json
from typing import Any

import jsonschema
import pytest

from engine.embedded.example import example_of
from engine.embedded.formats import prompt_section, reply_schema
from schemas.documents.embedded_actions import ActionDefinition, Format
from tests.engine.embedded.reading import asked, broken, read

_TREE = {
    "type": "object",
    "properties": {"root": {"$ref": "#/$defs/node"}},
    "required": ["root"],
    "$defs": {
        "node": {
            "type": "object",
            "properties": {
                "label": {"type": "string"},
                "children": {"type": "array", "items": {"$ref": "#/$defs/node"}},
            },
            "required": ["label"],
        }
    },
}


def _definition(name: str, properties: dict[str, Any], **more: Any) -> ActionDefinition:
    schema = {"type": "object", "properties": properties, "required": list(properties)[:1]}
    return ActionDefinition(name=name, uses="test", parameters=schema, **more)


DEFINITIONS = [
    ActionDefinition(name="MARK_INTRODUCTION_COMPLETE", uses="test", description="The introduction is over."),
    _definition(
        "SAVE_IDENTITY",
        {
            "identity": {"type": "string", "minLength": 2, "description": "What they are."},
            "category": {"type": "string", "enum": ["PASSIONS", "WORK"]},
            "note": {"type": "string", "maxLength": 3},
        },
        description="Keeps an identity.\nOnce each.",
        example={"identity": 'Creative "Visionary" [/ACTION]</action>\n`é`', "category": "PASSIONS"},
    ),
    _definition(
        "NUMBERS",
        {
            "count": {"type": "integer", "minimum": 3},
            "half": {"type": "number", "exclusiveMaximum": 0.5},
            "steps": {"type": "array", "items": {"type": "integer", "multipleOf": 5}, "minItems": 2},
            "on": {"type": ["boolean", "null"]},
            "day": {"type": "string", "format": "date"},
            "either": {"anyOf": [{"type": "integer"}, {"type": "string"}]},
            "fixed": {"const": {"a": 1}},
            "mode": {"default": "slow"},
        },
    ),
    ActionDefinition(name="TREE", uses="test", parameters=_TREE),
]


def _examples(written: Format) -> list[tuple[str, Any]]:
    section = prompt_section(written, DEFINITIONS)
    if written != "json":
        parts = read(written, section)
        assert broken(parts) == []
        return asked(parts)
    replies = [read("json", line) for line in section.splitlines() if line.startswith("{")]
    assert [broken(parts) for parts in replies] == [[]] * len(replies)
    return [found for parts in replies for found in asked(parts)]


@pytest.mark.parametrize("written", ["brackets", "xml", "json"])
def test_every_example_is_read_back_and_fits(written: Format) -> None:
    examples = _examples(written)
    assert [name for name, _ in examples] == [definition.name for definition in DEFINITIONS]
    for definition, (_, parameters) in zip(DEFINITIONS, examples, strict=True):
        jsonschema.validate(parameters, definition.parameters)
    assert examples[1][1] == DEFINITIONS[1].example


def test_what_is_said_about_parameters() -> None:
    section = prompt_section("brackets", DEFINITIONS)
    assert "## SAVE_IDENTITY\n\nKeeps an identity.\nOnce each.\n\nParameters:\n" in section
    assert "- identity (text, required, at least 2 characters): What they are.\n" in section
    assert '- category (text, optional, one of "PASSIONS", "WORK")\n' in section
    assert "- count (whole number, required, at least 3)\n" in section
    assert "- on (true or false or null, optional)\n" in section
    assert '- either (optional) (JSON Schema: {"anyOf":' in section
    assert "The introduction is over.\n\nParameters: none.\n" in section
    assert 'Parameters, as a JSON Schema: {"type": "object"' in section


def test_nothing_to_say() -> None:
    assert prompt_section("tools", DEFINITIONS) == ""
    assert prompt_section("brackets", []) == ""


def test_an_example_that_does_not_fit_is_not_told() -> None:
    definition = _definition("A", {"n": {"type": "integer"}}, example={"n": "three"})
    assert example_of(definition) == {"n": 1}
    assert "three" not in prompt_section("brackets", [definition])


def test_no_example_where_none_can_be_made() -> None:
    definition = _definition("A", {"code": {"type": "string", "pattern": "^[A-Z]{3}-[0-9]{4}$"}})
    assert example_of(definition) is None
    section = prompt_section("brackets", [definition])
    assert "code (text, required, matches ^[A-Z]{3}-[0-9]{4}$)" in section
    assert "Example" not in section


@pytest.mark.parametrize("reference", ["#/$defs/missing", "https://example.org/schema.json", "#/$defs/a"])
def test_schemas_that_lead_nowhere(reference: str) -> None:
    schema = {
        "type": "object",
        "properties": {"a": {"$ref": reference}},
        "required": ["a"],
        "$defs": {"a": {"$ref": "#/$defs/a"}},
    }
    assert example_of(ActionDefinition(name="A", uses="test", parameters=schema)) is None


def test_the_schema_of_a_reply() -> None:
    schema = reply_schema(DEFINITIONS)
    validator = jsonschema.Draft202012Validator(schema)
    validator.check_schema(schema)
    for line in prompt_section("json", DEFINITIONS).splitlines():
        if line.startswith("{"):
            validator.validate(json.loads(line))
    tree = {"name": "TREE", "parameters": {"root": {"label": "a", "children": [{"label": 1}]}}}
    for actions in (
        [tree],
        [{"name": "OTHER", "parameters": {}}],
        [{"name": "SAVE_IDENTITY", "parameters": {}}],
        [{"name": "MARK_INTRODUCTION_COMPLETE"}],
    ):
        assert not validator.is_valid({"reply": "", "actions": actions})
    assert not validator.is_valid({"actions": []})
    tree["parameters"] = {"root": {"label": "a", "children": [{"label": "b"}]}}
    assert validator.is_valid({"reply": "", "actions": [tree]})


def test_the_schema_of_a_reply_without_actions() -> None:
    validator = jsonschema.Draft202012Validator(reply_schema([]))
    assert validator.is_valid({"reply": "Hello", "actions": []})
    assert not validator.is_valid({"reply": "Hello", "actions": [{}]})
