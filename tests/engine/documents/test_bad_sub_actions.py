"""A table of bad placements, targets, reruns and results, and exactly what is said about each."""

from pathlib import Path
from typing import Any

import pytest

from engine.actions.registry import Registry
from engine.documents.loaded import LoadedWorkflow
from engine.documents.loader import load
from engine.documents.problems import DocumentErrors, Problem
from tests.engine.documents.conftest import WORKFLOW, Write, flow, form, generate

A = "/modules/0/sub_actions/0"
FORM = {
    "type": "object",
    "properties": {
        "subject": {"type": "string", "_ux": {"group": "prompt"}},
        "ratio": {"$ref": "#/$defs/ratio"},
    },
    "$defs": {"ratio": {"type": "string", "_ux": {"group": "params"}}},
}
SCENES = {
    "type": "object",
    "properties": {
        "scenes": {"type": "array", "items": {"$ref": "#/$defs/scene"}},
        "title": {"type": "string"},
        "mixed": {"anyOf": [{"type": "array"}, {"type": "null"}]},
        "open": {"type": "object"},
    },
    "$defs": {"scene": {"type": "object", "properties": {"shots": {"type": ["array", "null"]}}}},
}


def page(**keys: Any) -> dict[str, Any]:
    return flow(form(input_schema=FORM, sub_actions=[generate(**keys)]))


def results(at: str, **more: Any) -> dict[str, Any]:
    return page(config={"input": "x", "results_at": at, "output_schema": SCENES, **more})


def target(path: str, mode: str = "merge") -> dict[str, Any]:
    return page(result_mapping={"target_path": path, "merge_mode": mode})


BAD: dict[str, tuple[dict[str, Any], str, str, str]] = {
    # name: (files, pointer, part of the message, nearest)
    "placement: unknown place": (page(placement={"at": "secton"}), "/placement/at", "not one of", "section"),
    "placement: no such group": (
        page(placement={"at": "section", "name": "promt"}),
        "/placement/name",
        "no such group",
        "prompt",
    ),
    "placement: no such field": (
        page(placement={"at": "field", "name": "subjekt"}),
        "/placement/name",
        "no such field",
        "subject",
    ),
    "placement: a field is no group": (
        page(placement={"at": "section", "name": "subject"}),
        "/placement/name",
        "no such group",
        "",
    ),
    "placement: which section": (page(placement={"at": "section"}), "/placement", '"name" is missing', ""),
    "placement: no results": (page(placement={"at": "result"}), "/placement/at", "no results", ""),
    "effects": (page(effects={"done": "overlap"}), "/effects/done", "not one of", "overlay"),
    "concurrency": (page(concurrency="que"), "/concurrency", "not one of", "queue"),
    "on_change": (page(on_change=["subject", "ration"]), "/on_change/1", "no such field", "ratio"),
    "target: template": (
        target("scenes[id={{ params. }}]"),
        "/result_mapping/target_path",
        "does not compile",
        "",
    ),
    "target: a name it cannot read": (
        target("scenes[id={{ param.item.id }}]"),
        "/result_mapping/target_path",
        "cannot read",
        "params",
    ),
    "target: around a template": (
        target("scenes[[{{ params.at }}]"),
        "/result_mapping/target_path",
        "cannot be read",
        "",
    ),
    "target: a part of the page": (
        target("interaction.inputschema"),
        "/result_mapping/target_path",
        "cannot be changed",
        "interaction.input_schema",
    ),
    "target: its results": (
        target("interaction.display_data"),
        "/result_mapping/target_path",
        "cannot be changed",
        "",
    ),
    "target: the whole page": (target("interaction", "replace"), "/result_mapping", "cannot be replaced", ""),
    "results_at: syntax": (results("a..b"), "/config/results_at", "cannot be read", ""),
    "results_at: no such key": (results("scnes"), "/config/results_at", 'has no "scnes"', "scenes"),
    "results_at: no list": (results("title"), "/config/results_at", "no list", ""),
    "results_at: the object itself": (results(""), "/config/results_at", "no list", ""),
    "results_at: within an item": (results("scenes[0].title"), "/config/results_at", 'no "title"', ""),
    "results_at: in a text": (results("title.a"), "/config/results_at", 'no "a"', ""),
    "results_at: no schema": (
        page(config={"input": "x", "results_at": "a"}),
        "/config/results_at",
        "plain text",
        "",
    ),
    "results_at: a tuning's schema": (
        results("scenes", tuned_for={"embedded": {"output_schema": {"type": "string"}}}),
        "/config/results_at",
        'no "scenes"',
        "",
    ),
}

FINE = {
    "placed in a section": page(placement={"at": "section", "name": "prompt"}),
    "placed in a group behind a reference": page(placement={"at": "section", "name": "params"}),
    "placed at a field": page(placement={"at": "field", "name": "ratio"}, on_change=["subject"]),
    "placed at results": flow(
        form(sub_actions=[generate(placement={"at": "result"})], result_display_schema={"type": "array"})
    ),
    "target with templates": target("scenes[id={{ params.item.id }}].text"),
    "target with an index": target("scenes[{{ params.at }}]"),
    "target with a block": target("{% if params.a %}a{% else %}b{% endif %}"),
    "target in the page": target("interaction.input_schema.properties.ratio"),
    "the whole page": target("interaction"),
    "data that is called interaction": target("data.interaction.x"),
    "results": results("scenes"),
    "results in items": results("scenes[0].shots"),
    "results that several schemas describe": results("mixed"),
    "results where anything may be": results("open.scenes"),
    "results that templates make": results("title", output={"title": "{{ reply.scenes }}"}),
    "results of templates without a schema": page(
        config={"input": "x", "results_at": "a", "output": {"a": "{{ reply }}"}}
    ),
    "results somewhere": results("{{ values.subject }}"),
}


def problems(files: dict[str, Any], write: Write, registry: Registry) -> tuple[Problem, ...]:
    with pytest.raises(DocumentErrors) as raised:
        load(write(files), registry)
    return raised.value.problems


@pytest.mark.parametrize("name", BAD)
def test_says_exactly_what_is_wrong(name: str, registry: Registry, write: Write) -> None:
    files, pointer, message, nearest = BAD[name]
    (problem,) = problems(files, write, registry)
    assert (problem.pointer, problem.nearest) == (A + pointer, nearest)
    assert message in problem.message


@pytest.mark.parametrize("name", FINE)
def test_says_nothing_of_what_is_right(name: str, registry: Registry, write: Write) -> None:
    assert load(write(FINE[name]), registry).warnings == ()


def test_a_form_that_changes_may_get_the_field_later(registry: Registry, write: Write) -> None:
    swap = generate(id="swap", result_mapping={"target_path": "interaction.input_schema"})
    placed = generate(placement={"at": "field", "name": "later"})
    loaded = load(write(flow(form(input_schema=FORM, sub_actions=[placed, swap]))), registry)
    assert [warning.pointer for warning in loaded.warnings] == [A + "/placement/name"]


def test_a_name_without_a_meaning(registry: Registry, write: Write) -> None:
    (warning,) = load(write(page(placement={"name": "prompt"})), registry).warnings
    assert (warning.pointer, warning.message) == (
        A + "/placement/name",
        '"name" has no meaning at "toolbar"',
    )


def test_a_form_that_is_missing_is_one_problem(registry: Registry, write: Write) -> None:
    action = generate(placement={"at": "field", "name": "a"}, on_change=["b"])
    files = flow(form(input_schema={"$ref": "gone.json"}, sub_actions=[action]))
    (problem,) = problems(files, write, registry)
    assert problem.pointer == "/modules/0/input_schema/$ref"


def test_only_pages_open_once_more(registry: Registry, write: Write) -> None:
    module = {"id": "x", "uses": "export", "inputs": {"files": [{"name": "a"}]}, "outputs": {"_continue": 1}}
    (problem,) = problems(flow(module), write, registry)
    assert problem.pointer == "/modules/0/outputs/_continue"
    module = form(outputs={"_continue": "{{ response.values.more }}"})
    assert load(write(flow(module)), registry).warnings == ()


def make(name: str) -> dict[str, Any]:
    return {"id": name, "uses": "llm.generate", "inputs": {"input": "x"}}


def select(*starts: str, **keys: Any) -> dict[str, Any]:
    actions = [
        {"id": f"a{at}", "label": "Again", "action_type": "rerun", "config": {"from": start}}
        for at, start in enumerate(starts)
    ]
    return form(id="select", sub_actions=actions, **keys)


def steps(*modules: list[dict[str, Any]]) -> dict[str, Any]:
    files = {f"steps/{at}_s/step.json": {"modules": each} for at, each in enumerate(modules, 1)}
    return {"workflow.json": WORKFLOW, **files}


@pytest.mark.parametrize(
    ("start", "message", "nearest", "expected"),
    [
        ("genrate", "no module of that name", "generate", ""),
        ("2_s/scoer", "no module of that name", "2_s/score", ""),
        ("xyz", "no module of that name", "", "score, generate"),
        ("select", "cycle", "", "score, generate"),
        ("last", "cycle", "", "score, generate"),
        ("far", "cycle", "", "score, generate"),
        ("score", "several", "", '"1_s/score" or "2_s/score"'),
    ],
)
def test_a_rerun_begins_before_its_page(
    start: str, message: str, nearest: str, expected: str, registry: Registry, write: Write
) -> None:
    files = steps(
        [make("score")],
        [make("score"), make("generate")],
        [select("generate", "2_s/score", start), make("last")],
        [make("far")],
    )
    (problem,) = problems(files, write, registry)
    assert problem.pointer == "/modules/0/sub_actions/2/config/from"
    assert message in problem.message
    assert (problem.nearest, problem.expected) == (nearest, expected)


def test_a_module_of_the_same_step_comes_first(registry: Registry, write: Write) -> None:
    files = steps([make("generate")], [make("generate"), select("generate", "{{ values.from }}")])
    assert load(write(files), registry).warnings == ()


def test_a_rerun_of_nothing_but_pages(registry: Registry, write: Write) -> None:
    files = steps([form(id="ask"), select("ask")])
    (warning,) = load(write(files), registry).warnings
    assert (warning.pointer, warning.found) == ("/modules/1/sub_actions/0/config/from", '"ask"')


def test_a_rerun_with_a_mapping(registry: Registry, write: Write) -> None:
    page = select("generate")
    page["sub_actions"][0]["result_mapping"] = {"target_path": "scenes"}
    (warning,) = load(write(steps([make("generate"), page])), registry).warnings
    assert warning.pointer == "/modules/1/sub_actions/0/result_mapping"


def test_a_rerun_without_a_page(registry: Registry, write: Write) -> None:
    (problem,) = problems(steps([{"id": "a", "uses": "rerun", "inputs": {"from": "b"}}]), write, registry)
    assert (problem.pointer, "open page" in problem.message) == ("/modules/0/uses", True)


def test_an_interaction_has_nothing_before_it(registry: Registry, tmp_path: Path) -> None:
    file = tmp_path / "a.json"
    file.write_text('{"sub_actions": {"again": {"label": "Again", "rerun": {"from": "generate"}}}}')
    with pytest.raises(DocumentErrors) as raised:
        load(file, registry)
    (problem,) = raised.value.problems
    assert (problem.pointer, problem.expected) == (
        "/sub_actions/again/rerun/from",
        "a module, and there is none before",
    )


def warned(loaded: LoadedWorkflow) -> list[tuple[str, str, str]]:
    return [(warning.pointer, warning.found, warning.message.split(" ", 1)[0]) for warning in loaded.warnings]


def test_warns_of_state_that_is_not_there(registry: Registry, write: Write) -> None:
    ask = form(
        id="ask",
        inputs={"a": "{{ state.topic }}", "b": "{{ state.pet }}", "c": "{{ state.scenes }}"},
        outputs={"pet": "{{ state.pet }}{{ response.values }}"},
        sub_actions=[
            generate(
                config={"input": "{{ state['story'] }} {{ state.pets }}"},
                preconditions=[{"condition": "state.never", "otherwise": "No."}],
            )
        ],
    )
    scenes = {
        **make("generate"),
        "inputs": {"input": "{{ state.pet }}"},
        "outputs": {"scenes": "{{ outputs }}"},
    }
    files = {**steps([ask, scenes]), "workflow.json": {**WORKFLOW, "state": {"topic": "pets", "pest": 1}}}
    assert warned(load(write(files), registry)) == [
        ("/modules/0/inputs/b", '"state.pet"', "this"),
        ("/modules/0/inputs/c", '"state.scenes"', "this"),
        ("/modules/0/outputs/pet", '"state.pet"', "this"),
        ("/modules/0/sub_actions/0/config/input", '"state.pets"', "nothing"),
        ("/modules/0/sub_actions/0/config/input", '"state.story"', "nothing"),
        ("/modules/0/sub_actions/0/preconditions/0/condition", '"state.never"', "nothing"),
    ]


@pytest.mark.parametrize(
    "template",
    [
        "{{ state.gone | default('') }}",
        "{{ state['gone']|d(1) }}",
        "{% if state.gone is defined %}{{ state.gone }}{% endif %}",
        "{{ state | json }}",
        "{{ state.get('gone') }}",
        "state.gone",
    ],
)
def test_a_template_that_allows_for_a_missing_key(template: str, registry: Registry, write: Write) -> None:
    assert load(write(flow(form(inputs={"a": template}))), registry).warnings == ()


def test_a_page_that_opens_once_more_asks_with_its_own_outputs(registry: Registry, write: Write) -> None:
    outputs = {"_continue": "{{ state.done | length < 3 }}", "done": "{{ state.done + [1] }}"}
    assert warned(load(write(flow(form(outputs=outputs))), registry)) == [
        ("/modules/0/outputs/done", '"state.done"', "this")
    ]


def test_literal_inputs_read_nothing(registry: Registry, write: Write) -> None:
    module = form(inputs={"a": "{{ state.gone }}"}, literal_inputs=True)
    assert load(write(flow(module)), registry).warnings == ()


def test_requires_is_compared_with_what_the_templates_read(registry: Registry, write: Write) -> None:
    action = generate(config={"input": {"$ref": "p.jinja"}}, requires=["a", "bb", "c"])
    files = {
        **flow(form(sub_actions=[action])),
        "workflow.json": {**WORKFLOW, "state": {"a": 1, "b": 2, "bb": 3}},
        "p.jinja": "{{ state.a }} {{ state.b }}",
    }
    loaded = load(write(files), registry)
    assert [(w.file.name, w.pointer, w.found, w.nearest) for w in loaded.warnings] == [
        ("step.json", A + "/requires/2", '"state.c"', ""),
        ("p.jinja", "", '"state.b"', "bb"),
    ]
