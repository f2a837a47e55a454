"""Embedded actions and states in a workflow: made whole from what actions bring, and checked."""

import json
from pathlib import Path
from typing import Any

import pytest

from engine.actions.builtin import builtin_registry
from engine.documents.loader import load
from engine.documents.problems import DocumentErrors
from schemas.documents.refs import InlineText

REGISTRY = builtin_registry()
PAGE = {"modules": [{"id": "page", "uses": "form", "interaction": "conversation"}]}
SAVE = {"name": "SAVE_USER_INFO", "uses": "save_user_info"}
OWN: dict[str, Any] = {
    "name": "ADD",
    "uses": "transform",
    "description": "Adds.",
    "parameters": {"type": "object", "properties": {"n": {"type": "integer"}}, "required": ["n"]},
    "example": {"n": 1},
    "inputs": {"input": "{{ parameters.n + 1 }}", "pipeline": [{"jmespath": "@"}]},
    "outputs": {"sum": "{{ outputs }}"},
}
STATE = {"id": "one", "actions": ["SAVE_USER_INFO"]}


def write(folder: Path, **workflow: Any) -> Path:
    files = {"workflow.json": {"id": "flow", "title": "Flow", **workflow}, "steps/1_page/step.json": PAGE}
    for name, content in files.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps(content), "utf-8")
    return folder


def talk(definitions: list[Any], states: Any = None, **keys: Any) -> dict[str, Any]:
    given: dict[str, Any] = {"embedded_actions": {"definitions": definitions, **keys}}
    return given if states is None else {**given, "states": states}


def problems(folder: Path, **workflow: Any) -> list[tuple[str, str, str]]:
    """Pointer, message and nearest spelling of each problem."""
    with pytest.raises(DocumentErrors) as error:
        load(write(folder, **workflow), REGISTRY)
    return [(each.pointer, each.message, each.nearest) for each in error.value.problems]


def test_an_action_made_for_replies_brings_its_definition(tmp_path: Path) -> None:
    loaded = load(write(tmp_path, **talk([SAVE])), REGISTRY)
    assert loaded.workflow.embedded_actions is not None
    (definition,) = loaded.workflow.embedded_actions.definitions
    assert definition.name == "SAVE_USER_INFO"
    assert definition.description
    assert definition.parameters["required"] == ["key", "value"]
    assert definition.parameters["additionalProperties"] is False
    assert definition.example is not None
    assert list(definition.outputs) == ["user_info"]


def test_what_the_document_says_counts_instead(tmp_path: Path) -> None:
    schema = {"type": "object", "properties": {"key": {"enum": ["goals"]}, "value": {"type": "string"}}}
    (tmp_path / "schemas").mkdir()
    (tmp_path / "schemas/info.json").write_text(json.dumps(schema), "utf-8")
    given = {**SAVE, "description": "Own words.", "parameters": {"$ref": "schemas/info.json"}}
    loaded = load(write(tmp_path, **talk([given])), REGISTRY)
    assert loaded.workflow.embedded_actions is not None
    (definition,) = loaded.workflow.embedded_actions.definitions
    assert (definition.description, definition.parameters) == ("Own words.", schema)
    assert definition.example is None  # the one that comes along is of other parameters
    assert definition.outputs


def test_texts_of_states_are_read_from_their_files(tmp_path: Path) -> None:
    (tmp_path / "prompts").mkdir()
    (tmp_path / "prompts/one.jinja").write_text("Be kind, {{ state.name }}.", "utf-8")
    state = {**STATE, "entry": "Welcome.", "prompt": {"$ref": "prompts/one.jinja"}}
    states = {"initial": "one", "states": [state]}
    loaded = load(write(tmp_path, **talk([SAVE], states)), REGISTRY)
    assert loaded.warnings == ()
    assert loaded.workflow.states is not None
    (found,) = loaded.workflow.states.states
    assert found.entry == InlineText(text="Welcome.", type="jinja2")
    assert found.prompt == InlineText(text="Be kind, {{ state.name }}.", type="jinja2")


def test_a_workflow_without_them_keeps_its_hash(tmp_path: Path) -> None:
    first = load(write(tmp_path / "a"), REGISTRY).content_hash
    assert load(write(tmp_path / "b", **talk([])), REGISTRY).content_hash != first
    assert load(write(tmp_path / "c", states=None), REGISTRY).content_hash == first


@pytest.mark.parametrize(
    ("definition", "expected"),
    [
        ({**SAVE, "uses": "save_user_inf"}, ("uses", "there is no such action", "save_user_info")),
        (
            {**SAVE, "uses": "form"},
            ("uses", "form opens an interaction and cannot run inside a reply", ""),
        ),
        (
            {**OWN, "example": {"n": "one"}},
            ("example", "the example does not fit the parameters: n: must be a whole number", ""),
        ),
        (
            {**OWN, "parameters": {"type": "array"}, "example": None},
            ("parameters/type", "an action's parameters are an object", ""),
        ),
        (
            {**OWN, "outputs": {"sum": "{{ outputs +"}},
            ("outputs/sum", None, ""),
        ),
        (
            {**OWN, "inputs": {**OWN["inputs"], "timeot": 1}},
            ("inputs/timeot", "unknown key", "timeout"),
        ),
        (
            {**SAVE, "parameters": {"type": "object", "properties": {"kee": {}}}, "example": None},
            (
                "parameters/properties/kee",
                "save_user_info takes no such setting, and there are no inputs to make one of it",
                "key",
            ),
        ),
    ],
)
def test_what_is_wrong_with_a_definition(
    tmp_path: Path, definition: dict[str, Any], expected: tuple[str, str | None, str]
) -> None:
    found = problems(tmp_path, **talk([definition]))
    where, message, close = expected
    pointer = f"/embedded_actions/definitions/0/{where}"
    assert [(each[0], each[2]) for each in found] == [(pointer, close)]
    assert message in (None, found[0][1])


def test_names_are_unique(tmp_path: Path) -> None:
    (found,) = problems(tmp_path, **talk([SAVE, {**OWN, "name": "SAVE_USER_INFO"}]))
    assert found[:2] == ("/embedded_actions/definitions/1", "the same id twice")


@pytest.mark.parametrize("name", ["save", "Save", "A B", "1A", "A" * 65])
def test_names_are_spelt_as_they_are_read(tmp_path: Path, name: str) -> None:
    (found,) = problems(tmp_path, **talk([{**SAVE, "name": name}]))
    assert found[0] == "/embedded_actions/definitions/0/name"
    assert found[1] == "not a valid name or value"


@pytest.mark.parametrize(
    ("states", "expected"),
    [
        (
            {"initial": "onne", "states": [STATE]},
            ("/states/initial", "there is no such state", "one"),
        ),
        (
            {"initial": "one", "states": [{**STATE, "actions": ["SAVE_USER_INF"]}]},
            ("/states/states/0/actions/0", "there is no such embedded action", "SAVE_USER_INFO"),
        ),
        (
            {"initial": "one", "states": [{**STATE, "transitions": [{"to": "oen"}]}]},
            ("/states/states/0/transitions/0/to", "there is no such state", "one"),
        ),
        (
            {"initial": "one", "states": [STATE, STATE]},
            ("/states/states/1/id", "the same id twice", ""),
        ),
        (
            {"initial": "one", "states": [{**STATE, "transitions": [{"to": "one", "when": "ready"}]}]},
            (
                "/states/states/0/transitions/0/when",
                'a condition sees only "state": "ready" is always missing here',
                "",
            ),
        ),
    ],
)
def test_what_is_wrong_with_states(tmp_path: Path, states: Any, expected: tuple[str, str, str]) -> None:
    assert problems(tmp_path, **talk([SAVE], states)) == [expected]


@pytest.mark.parametrize(
    ("key", "value", "pointer"),
    [
        ("when", "state.a >", "/states/states/0/transitions/0/when"),
        ("entry", "{{ state.", "/states/states/0/entry"),
        ("prompt", "{% if %}", "/states/states/0/prompt"),
    ],
)
def test_templates_and_conditions_compile(tmp_path: Path, key: str, value: str, pointer: str) -> None:
    way: dict[str, Any] = {"to": "one", **({"when": value} if key == "when" else {})}
    state = {**STATE, "transitions": [way], **({} if key == "when" else {key: value})}
    (found,) = problems(tmp_path, **talk([SAVE], {"initial": "one", "states": [state]}))
    assert found[0] == pointer
    assert "does not compile" in found[1]


def test_doubts(tmp_path: Path) -> None:
    states = {"initial": "one", "states": [{"id": "one"}, {"id": "two", "transitions": [{"to": "one"}]}]}
    loaded = load(write(tmp_path, **talk([SAVE], states)), REGISTRY)
    assert [(each.pointer, each.message) for each in loaded.warnings] == [
        ("/states/states/1", "no transition leads to this state"),
        ("/embedded_actions/definitions/0", "no state allows this action"),
    ]


def test_what_replies_set_is_no_unknown_key_of_the_state(tmp_path: Path) -> None:
    folder = write(tmp_path, **talk([SAVE]))
    form = {"id": "page", "uses": "form", "inputs": {"context": "{{ state.user_info }}"}}
    (folder / "steps/1_page/step.json").write_text(json.dumps({"modules": [form]}), "utf-8")
    assert load(folder, REGISTRY).warnings == ()
