"""What a loaded workflow looks like."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from engine.actions.registry import Registry
from engine.documents.loader import load
from engine.documents.problems import DocumentErrors
from engine.documents.stored import from_json, to_json
from tests.engine.documents.conftest import WORKFLOW, Write, flow, form, generate

MEDIA = Path(__file__).parents[2] / "documents" / "media-interaction.json"


def test_the_media_interaction_loads_as_it_is(registry: Registry) -> None:
    document = json.loads(MEDIA.read_text())
    loaded = load(MEDIA, registry)
    (step,) = loaded.steps
    (module,) = step.modules
    assert (loaded.workflow.id, loaded.workflow.title) == ("media-interaction", "Media interaction")
    assert module.inputs == document["display_data"]
    assert module.literal_inputs
    assert module.input_schema == document["input_schema"]
    assert module.result_display_schema == document["result_display_schema"]
    (action,) = module.sub_actions
    assert (action.id, action.label, action.action_type) == (
        "generate",
        "Generate Images",
        "media.midjourney.txt2img",
    )
    assert action.result_mapping is not None
    assert (action.result_mapping.target_path, action.result_mapping.merge_mode) == ("generations", "append")
    assert loaded.warnings == ()
    assert from_json(to_json(loaded)) == loaded


def test_an_interactions_data_is_not_a_template(registry: Registry, tmp_path: Path) -> None:
    file = tmp_path / "1 odd name.json"
    data = {"current_values": {"a": "{{ 7 * 7"}, "note": {"$ref": "/etc/hostname"}}
    file.write_text(json.dumps({"interaction_type": "form_with_sub_actions", "display_data": data}))
    loaded = load(file, registry)
    assert loaded.steps[0].modules[0].inputs == data
    assert loaded.workflow.id == "_1_odd_name"


def test_an_interaction_reports_in_its_own_terms(registry: Registry, tmp_path: Path) -> None:
    document = json.loads(MEDIA.read_text())
    document["sub_action"] = document["sub_actions"]
    document["display_data"]["current_values"] = 3
    document["input_schema"]["properties"]["speed"]["_ux"]["width"] = "thrid"
    document["result_display_schema"]["items"]["properties"]["url"]["_ux"]["render_as"] = "imag"
    document["sub_actions"]["generate"]["lable"] = "x"
    file = tmp_path / "media.json"
    file.write_text(json.dumps(document))
    with pytest.raises(DocumentErrors) as raised:
        load(file, registry)
    assert {(problem.pointer, problem.nearest) for problem in raised.value.problems} == {
        ("/sub_action", "sub_actions"),
        ("/display_data/current_values", ""),
        ("/input_schema/properties/speed/_ux/width", "third"),
        ("/result_display_schema/items/properties/url/_ux/render_as", "image"),
        ("/sub_actions/generate/lable", "label"),
    }


def test_every_text_part_gets_its_type(registry: Registry, write: Write) -> None:
    config = {"input": "a", "system": ["b", {"text": "c", "type": "text"}, {"$ref": "d.txt"}, {"text": "e"}]}
    export = {"id": "x", "uses": "export", "inputs": {"files": [{"name": "a.md", "text": "{{ state.a }}"}]}}
    files = {**flow(form(sub_actions=[generate(config=config)]), export), "d.txt": "d"}
    loaded = load(write(files), registry)
    assert loaded.module("1_a", "m").sub_actions[0].config == {
        "input": {"text": "a", "type": "jinja2"},
        "system": [
            {"text": "b", "type": "jinja2"},
            {"text": "c", "type": "text"},
            {"text": "d", "type": "text"},
            {"text": "e", "type": "jinja2"},
        ],
    }
    (file,) = loaded.module("1_a", "x").inputs["files"]
    assert file["text"] == {"text": "{{ state.a }}", "type": "jinja2"}


def test_a_template_may_stand_for_any_value_of_a_config(registry: Registry, write: Write) -> None:
    config = {"input": "x", "temperature": "{{ values.heat }}", "max_tokens": "{{ values.length }}"}
    folder = write(flow(form(sub_actions=[generate(config=config)])))
    assert (
        load(folder, registry).module("1_a", "m").sub_actions[0].config["temperature"] == "{{ values.heat }}"
    )


def test_a_mapping_of_sub_actions_is_the_same_as_a_list(registry: Registry, write: Write) -> None:
    listed = generate(result_mapping={"target_path": "texts", "merge_mode": "append"})
    mapped = {**generate(result_target="texts")}
    del mapped["id"]
    first = load(write(flow(form(sub_actions=[listed]))), registry)
    second = load(write(flow(form(sub_actions={"go": mapped}))), registry)
    assert first.content_hash == second.content_hash


def test_the_hash_follows_content_and_nothing_else(registry: Registry, write: Write, tmp_path: Path) -> None:
    files = {**flow(form(sub_actions=[generate(config={"input": {"$ref": "p.txt"}})])), "p.txt": "a"}
    folder = write(files)
    first = load(folder, registry).content_hash
    step = folder / "steps/1_a/step.json"
    step.write_text(json.dumps(json.loads(step.read_text()), indent=4, sort_keys=True))
    moved = tmp_path / "moved"
    shutil.copytree(folder, moved)
    assert load(folder, registry).content_hash == first
    assert load(moved, registry).content_hash == first
    (folder / "p.txt").write_text("b")
    assert load(folder, registry).content_hash != first


def test_steps_are_sorted_as_numbers_and_named_by_their_folder(registry: Registry, write: Write) -> None:
    step: dict[str, Any] = {"modules": [form()]}
    names = ("10_last", "2_second_one", "1_first")
    folder = write({"workflow.json": WORKFLOW, **{f"steps/{name}/step.json": step for name in names}})
    steps = load(folder / "workflow.json", registry).steps
    assert [(step.id, step.title) for step in steps] == [
        ("1_first", "First"),
        ("2_second_one", "Second one"),
        ("10_last", "Last"),
    ]


def test_shortcuts_the_first_wins_and_the_programs_own_are_refused(registry: Registry, write: Write) -> None:
    actions = [
        generate(shortcut="g"),
        generate(id="b", shortcut="g"),
        generate(id="c", shortcut="ctrl+p"),
        generate(id="d", shortcut="d"),
    ]
    loaded = load(write(flow(form(sub_actions=actions))), registry)
    assert [action.shortcut for action in loaded.module("1_a", "m").sub_actions] == ["g", None, None, "d"]
    assert [warning.pointer for warning in loaded.warnings] == [
        "/modules/0/sub_actions/1/shortcut",
        "/modules/0/sub_actions/2/shortcut",
    ]


def test_warns_about_what_is_probably_meant_otherwise(registry: Registry, write: Write) -> None:
    properties = {
        "size": {"type": "integer", "minimum": 1, "default": 0},
        "tone": {"enum": ["a", "b"], "default": "c"},
        "extra": {"type": "string", "_ux": {"visible_when": "sise > 3"}},
    }
    schema = {"type": "object", "properties": properties}
    module = form(input_schema=schema, inputs={"current_values": {"tonne": "a"}})
    warnings = load(write(flow(module)), registry).warnings
    assert [(warning.pointer.rsplit("/", 2)[1:], warning.nearest) for warning in warnings] == [
        (["size", "default"], ""),
        (["tone", "default"], ""),
        (["_ux", "visible_when"], "size"),
        (["current_values", "tonne"], "tone"),
    ]


def test_hostile_text_is_harmless(registry: Registry, write: Write) -> None:
    evil = "A\x1b]52;c;ZXZpbA==\x07\u202eB\nC"
    schema = {
        "type": "object",
        "title": evil,
        "description": evil,
        "properties": {
            "a": {"type": "string", "title": evil, "enum": [evil], "examples": [evil]},
            "b": {"type": "object", "properties": {"c": {"title": evil, "oneOf": [{"title": evil}]}}},
        },
    }
    module = form(
        title=evil,
        input_schema=schema,
        inputs={"note": evil},
        sub_actions=[generate(label=evil, config={"input": evil})],
        result_display_schema={"_ux": {"title": evil}, "items": {"properties": {"t": {"title": evil}}}},
    )
    folder = write({**flow(module), "workflow.json": {"id": "f", "title": evil, "description": evil}})
    text = to_json(load(folder, registry))
    assert "\\u001b" not in text
    assert "\\u0007" not in text
    assert "\\u202e" not in text
    module = load(folder, registry).module("1_a", "m")
    line = "A]52;c;ZXZpbA==B C"
    assert (module.title, module.sub_actions[0].label) == (line, line)
    assert isinstance(module.input_schema, dict)
    assert module.input_schema["title"] == line
    assert module.input_schema["properties"]["b"]["properties"]["c"]["oneOf"][0]["title"] == line
    assert module.input_schema["description"] == "A]52;c;ZXZpbA==B\nC"


def test_problems_are_harmless_too(registry: Registry, write: Write) -> None:
    with pytest.raises(DocumentErrors) as raised:
        load(write(flow({"id": "m\x1b[2J", "uses": "\x1b[2J\u202e", "\u200fx": 1})), registry)
    assert all(part not in str(raised.value) for part in ("\x1b", "\u202e", "\u200f"))
