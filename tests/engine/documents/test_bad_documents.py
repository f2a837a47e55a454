"""A table of bad documents and exactly what is said about each."""

from pathlib import Path
from typing import Any

import pytest

from engine.actions.registry import Registry
from engine.documents.loader import load
from engine.documents.problems import DocumentErrors
from tests.engine.documents.conftest import Write, flow, form, generate

STEP = "steps/1_a/step.json"
M = "/modules/0"
A = "/modules/0/sub_actions/0"


def fields(**properties: Any) -> dict[str, Any]:
    return {"type": "object", "properties": properties}


def grid(columns: int, **hints: Any) -> dict[str, Any]:
    properties = {name: {"type": "string", "_ux": ux} for name, ux in hints.items()}
    return {"_ux": {"layout": "grid", "grid_columns": columns}, "properties": properties}


BAD: dict[str, tuple[dict[str, Any], list[tuple[str, str, str, str]]]] = {
    # name: (files, [(file, pointer, part of the message, nearest)])
    "unknown key of a module": (
        flow(form(contineu_label="Next")),
        [(STEP, M + "/contineu_label", "unknown key", "continue_label")],
    ),
    "unknown key of a sub-action": (
        flow(form(sub_actions=[generate(shortcutt="g")])),
        [(STEP, A + "/shortcutt", "unknown key", "shortcut")],
    ),
    "unknown key of a config": (
        flow(form(sub_actions=[generate(config={"input": "x", "temprature": 1})])),
        [(STEP, A + "/config/temprature", "unknown key", "temperature")],
    ),
    "missing keys": (
        flow(form(sub_actions=[{"id": "a"}])),
        [(STEP, A, '"label" is missing', ""), (STEP, A, '"action_type" is missing', "")],
    ),
    "unknown action": (
        flow({"id": "m", "uses": "from"}),
        [(STEP, M + "/uses", "no such action", "form")],
    ),
    "unknown action of a sub-action": (
        flow(form(sub_actions=[generate(action_type="llm.genrate")])),
        [(STEP, A + "/action_type", "no such action", "llm.generate")],
    ),
    "interaction inside an interaction": (
        flow(form(sub_actions=[generate(action_type="form", config={})])),
        [(STEP, A + "/action_type", "cannot run inside one", "")],
    ),
    "mode the action cannot run in": (
        flow(form(sub_actions=[generate(execution_mode="async")])),
        [(STEP, A + "/execution_mode", "cannot run in this mode", "")],
    ),
    "mode nobody knows": (
        flow(form(sub_actions=[generate(execution_mode="streming")])),
        [(STEP, A + "/execution_mode", "not one of the possible values", "streaming")],
    ),
    "wrong type in a config": (
        flow(form(sub_actions=[generate(config={"input": "x", "temperature": "hot"})])),
        [(STEP, A + "/config/temperature", "wrong type", "")],
    ),
    "out of range in a config": (
        flow(form(sub_actions=[generate(config={"input": "x", "temperature": 3})])),
        [(STEP, A + "/config/temperature", "out of range", "")],
    ),
    "no member of a union": (
        flow(form(sub_actions=[generate(config={"input": 3})])),
        [(STEP, A + "/config/input", "wrong type", "")],
    ),
    "the best member of a union speaks": (
        flow(form(sub_actions=[generate(config={"input": {"text": "x", "typ": "text"}})])),
        [(STEP, A + "/config/input/typ", "unknown key", "type")],
    ),
    "target path": (
        flow(form(sub_actions=[generate(result_mapping={"target_path": "scenes[["})])),
        [(STEP, A + "/result_mapping/target_path", "cannot be read", "")],
    ),
    "template of a sub-action": (
        flow(form(sub_actions=[generate(config={"input": "a\n{{ values. }}"})])),
        [(STEP, A + "/config/input", "line 2", "")],
    ),
    "template nested too deeply for Python": (
        flow(form(inputs={"a": "{% for x in [1] %}" * 30 + "{% endfor %}" * 30})),
        [(STEP, M + "/inputs/a", "does not compile", "")],
    ),
    "expression nested too deeply": (
        flow(form(inputs={"a": "{{ " + "(" * 5000 + "1" + ")" * 5000 + " }}"})),
        [(STEP, M + "/inputs/a", "does not compile", "")],
    ),
    "include": (
        flow(form(sub_actions=[generate(config={"input": "{% include '/etc/passwd' %}"})])),
        [(STEP, A + "/config/input", "cannot include", "")],
    ),
    "template of inputs and outputs": (
        flow(form(inputs={"a": ["{{ x"]}, outputs={"b": "{% if %}"})),
        [(STEP, M + "/inputs/a/0", "does not compile", ""), (STEP, M + "/outputs/b", "does not compile", "")],
    ),
    "template in a file": (
        {
            **flow(form(sub_actions=[generate(config={"input": {"$ref": "p.jinja"}})])),
            "p.jinja": "fine\n{{ oops",
        },
        [("p.jinja", "", "line 2", "")],
    ),
    "inputs of a module that only runs": (
        flow({"id": "m", "uses": "export", "inputs": {"files": [{"name": "../x", "txt": "y"}]}}),
        [
            (STEP, M + "/inputs/files/0/name", "not a valid name", ""),
            (STEP, M + "/inputs/files/0/txt", "unknown key", "text"),
        ],
    ),
    "form keys where no form opens": (
        flow({"id": "m", "uses": "export", "inputs": {"files": [{"name": "a"}]}, "continue_label": "x"}),
        [(STEP, M + "/continue_label", "no meaning here", "")],
    ),
    "ids twice": (
        flow(form(sub_actions=[generate(), generate()]), form()),
        [
            (STEP, "/modules/1", "the same id twice", ""),
            (STEP, M + "/sub_actions/1", "the same id twice", ""),
        ],
    ),
    "an id that is no identifier": (
        flow(form(id="a b")),
        [(STEP, M + "/id", "not a valid name", "")],
    ),
    "form: not an object": (
        flow(form(input_schema={"type": "array"})),
        [(STEP, M + "/input_schema/type", "must be an object", "")],
    ),
    "form: no JSON Schema type": (
        flow(form(input_schema=fields(a={"type": "strng"}))),
        [(STEP, M + "/input_schema/properties/a/type", "no JSON Schema type", "string")],
    ),
    "form: invalid JSON Schema": (
        flow(form(input_schema=fields(a={"type": "string", "maxLength": -1}))),
        [(STEP, M + "/input_schema/properties/a/maxLength", "not valid JSON Schema", "")],
    ),
    "form: dialect": (
        flow(form(input_schema={"$schema": "http://example.invalid/x"})),
        [(STEP, M + "/input_schema/$schema", "dialect", "")],
    ),
    "form: pattern": (
        flow(form(input_schema=fields(a={"pattern": "("}))),
        [(STEP, M + "/input_schema/properties/a/pattern", "pattern does not compile", "")],
    ),
    "form: reference to nothing": (
        flow(form(input_schema={**fields(a={"$ref": "#/$defs/colr"}), "$defs": {"color": {}}})),
        [(STEP, M + "/input_schema/properties/a/$ref", "points to nothing", "#/$defs/color")],
    ),
    "form: reference to elsewhere": (
        flow(form(input_schema=fields(a={"$ref": "https://example.invalid/s.json"}))),
        [(STEP, M + "/input_schema/properties/a/$ref", "same schema", "")],
    ),
    "form: hints": (
        flow(form(input_schema={"_ux": {"layout": "gird"}, **fields(a={"_ux": {"inputtype": "text"}})})),
        [
            (STEP, M + "/input_schema/_ux/layout", "not one of", "grid"),
            (STEP, M + "/input_schema/properties/a/_ux/inputtype", "unknown key", "input_type"),
        ],
    ),
    "form: nested hints": (
        flow(form(input_schema=fields(a={"type": "object", **fields(b={"_ux": {"width": "wide"}})}))),
        [(STEP, M + "/input_schema/properties/a/properties/b/_ux/width", "not one of", "")],
    ),
    "form: condition": (
        flow(form(input_schema=fields(a={"_ux": {"visible_when": "a =="}}))),
        [(STEP, M + "/input_schema/properties/a/_ux/visible_when", "does not compile", "")],
    ),
    "form: beyond the grid": (
        flow(form(input_schema=grid(2, a={"grid_column": 3}, b={"column_span": 3}))),
        [
            (STEP, M + "/input_schema/properties/a/_ux/grid_column", "beyond", ""),
            (STEP, M + "/input_schema/properties/b/_ux/column_span", "beyond", ""),
        ],
    ),
    "form: overlap": (
        flow(
            form(
                input_schema=grid(
                    2,
                    a={"grid_column": 1, "grid_row": 1, "row_span": 2},
                    b={"grid_column": 1, "grid_row": 2},
                    c={"grid_column": 2, "grid_row": 2},
                )
            )
        ),
        [(STEP, M + "/input_schema/properties/b/_ux", 'taken by "a"', "")],
    ),
    "results": (
        flow(form(result_display_schema={"type": "array", "_ux": {"render_as": "gird", "source": "a["}})),
        [(STEP, M + "/result_display_schema/_ux/render_as", "not one of", "grid")],
    ),
    "results: source": (
        flow(form(result_display_schema={"_ux": {"source": "a["}})),
        [(STEP, M + "/result_display_schema/_ux/source", "cannot be read", "")],
    ),
    "workflow: unknown and missing keys": (
        {**flow(form()), "workflow.json": {"id": "x", "titel": "T"}},
        [
            ("workflow.json", "", '"title" is missing', ""),
            ("workflow.json", "/titel", "unknown key", "title"),
        ],
    ),
    "workflow: steps that do not exist": (
        {**flow(form()), "workflow.json": {"id": "x", "title": "T", "steps": ["1_b", "../steps/1_a"]}},
        [
            ("workflow.json", "/steps/0", "no such step", "1_a"),
            ("workflow.json", "/steps/1", "no such step", ""),
        ],
    ),
    "workflow: no steps": (
        {"workflow.json": {"id": "x", "title": "T"}},
        [("workflow.json", "", "no steps", "")],
    ),
    "step: nothing in it": (
        {**flow(), STEP: {"modules": []}},
        [(STEP, "/modules", "must not be empty", "")],
    ),
    "step: not an object": ({**flow(), STEP: []}, [(STEP, "", "wrong type", "")]),
    "step: misspelt file": (
        {"workflow.json": {"id": "x", "title": "T"}, "steps/1_a/stp.json": {}},
        [(STEP, "", "no such file", "steps/1_a/stp.json")],
    ),
    "syntax": (
        {**flow(), STEP: '{\n  "modules": [,]\n}'},
        [(STEP, "", "line 2, column 15", "")],
    ),
    "duplicate keys": (
        {**flow(), STEP: '{"modules": [{"id": "a", "id": "b", "uses": "form"}]}'},
        [(STEP, "/modules/0/id", "the same key twice", "")],
    ),
    "NaN": ({**flow(), STEP: '{"modules": [NaN]}'}, [(STEP, "", "NaN", "")]),
    "infinity": ({**flow(), STEP: '{"modules": [1e999]}'}, [(STEP, "", "1e999", "")]),
    "nested too deeply": (
        {**flow(), STEP: '{"modules": ' + "[" * 70 + "]" * 70 + "}"},
        [(STEP, "/modules/0/0/…", "deeper", "")],
    ),
    "nested far too deeply": ({**flow(), STEP: "[" * 200_000}, [(STEP, "", "deeper", "")]),
    "not UTF-8": ({**flow(), STEP: b'{"modules":\n "\xff"}'}, [(STEP, "", "not UTF-8", "")]),
    "control characters in a key": (
        {**flow(form(inputs={"a\x1b[2J": 1}))},
        [(STEP, M + "/inputs/a[2J", "control characters", "")],
    ),
    "older shape: pointers name what the author wrote": (
        flow(form(sub_actions={"go": {"label": 3, "action_type": "x", "result_target": "a["}})),
        [
            (STEP, M + "/sub_actions/go/result_target", "cannot be read", ""),
            (STEP, M + "/sub_actions/go/action_type", "no such action", ""),
            (STEP, M + "/sub_actions/go/label", "wrong type", ""),
        ],
    ),
    "problems in a referenced schema stand at that file": (
        {**flow(form(input_schema={"$ref": "s.json"})), "s.json": fields(a={"type": "strng"})},
        [("s.json", "/properties/a/type", "no JSON Schema type", "string")],
    ),
}


@pytest.mark.parametrize("name", BAD)
def test_says_exactly_what_is_wrong(name: str, registry: Registry, write: Write) -> None:
    files, expected = BAD[name]
    folder = write(files)
    with pytest.raises(DocumentErrors) as raised:
        load(folder, registry)
    found = [(relative(p.file, folder), p.pointer, p.message, p.nearest) for p in raised.value.problems]
    for (file, pointer, message, nearest), problem in zip(sorted(expected), sorted(found), strict=True):
        assert (problem[0], problem[1], problem[3]) == (file, pointer, nearest)
        assert message in problem[2]


def relative(file: Path, folder: Path) -> str:
    return file.resolve().relative_to(folder.resolve()).as_posix()


def test_reports_everything_at_once(registry: Registry, write: Write) -> None:
    bad = {
        "workflow.json": {"id": "flow", "title": 3},
        "steps/1_a/step.json": {"modules": [form(x=1), {"id": "n", "uses": "nothing"}]},
        "steps/2_b/step.json": "{",
        "steps/3_c/step.json": {"modules": [form(input_schema={"$ref": "gone.json"})]},
    }
    with pytest.raises(DocumentErrors) as raised:
        load(write(bad), registry)
    files = sorted(problem.file.parent.name for problem in raised.value.problems)
    assert files == ["1_a", "1_a", "2_b", "3_c", "flow"]


def test_names_the_modes(registry: Registry, write: Write) -> None:
    with pytest.raises(DocumentErrors) as raised:
        load(write(flow(form(sub_actions=[generate(execution_mode="async")]))), registry)
    assert raised.value.problems[0].expected == "streaming or sync"


def test_names_the_possible_types(registry: Registry, write: Write) -> None:
    with pytest.raises(DocumentErrors) as raised:
        load(write(flow(form(sub_actions=[generate(config={"input": 3})]))), registry)
    problem = raised.value.problems[0]
    assert (problem.found, problem.expected) == ("a number: 3", "a text or an object")


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("nowhere", "no such file"),
        ("empty", "without a workflow.json"),
        ("notes.txt", "no document"),
        ("other.json", "neither a workflow nor an interaction"),
        ("list.json", "wrong type"),
    ],
)
def test_says_what_is_no_document(name: str, message: str, registry: Registry, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "notes.txt").write_text("x")
    (tmp_path / "other.json").write_text("{}")
    (tmp_path / "list.json").write_text("[]")
    with pytest.raises(DocumentErrors, match=message):
        load(tmp_path / name, registry)
