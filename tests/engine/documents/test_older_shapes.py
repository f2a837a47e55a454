"""Older shapes of sub-actions and pages are read as the one that the models describe."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from engine.actions.builtin import builtin_registry
from engine.actions.registry import Registry
from engine.documents.loader import load
from engine.documents.normalise import normalise, normalised
from engine.documents.place import Origins, Place
from engine.documents.problems import DocumentErrors
from tests.engine.documents.conftest import Write, flow, form, generate

DOCUMENTS = Path(__file__).parents[2] / "documents"
REGENERATE = DOCUMENTS / "regenerate" / "regenerate-sub-action.json"
FILE = Path("step.json")

MAPPED = {"target_path": "scenes", "merge_mode": "append"}
SHAPES: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    # name: (older, current), each without the label that both have
    "result_target": ({"result_target": "scenes"}, {"result_mapping": MAPPED}),
    "result_target beside a mapping is no older shape": (
        {"result_target": "a", "result_mapping": MAPPED},
        {"result_target": "a", "result_mapping": MAPPED},
    ),
    "target_field": (
        {"action_type": "llm.generate", "config": {"input": "x", "target_field": "scenes"}},
        {
            "action_type": "llm.generate",
            "config": {"input": "x"},
            "result_mapping": {"target_path": "scenes", "merge_mode": "replace"},
        },
    ),
    "files by their path": (
        {"config": {"prompt_template": "prompts/a.txt", "output_schema": "schemas/a.json"}},
        {
            "config": {
                "input": {"$ref": "prompts/a.txt", "type": "jinja2"},
                "output_schema": {"$ref": "schemas/a.json"},
            }
        },
    ),
    "handler": (
        {"handler": "action_type", "action_type": "llm_generate"},
        {"action_type": "llm.generate"},
    ),
    "a handler that is a module is left to its author": ({"handler": "module"}, {"handler": "module"}),
    "llm_action": ({"action_type": "llm_action"}, {"action_type": "llm.generate"}),
    "media_generate": ({"action_type": "media_generate"}, {"action_type": "media.generate"}),
    "custom_script": ({"action_type": "custom_script"}, {"action_type": "script"}),
    "rerun": (
        {"rerun": {"from": "generate_scenes"}},
        {"action_type": "rerun", "config": {"from": "generate_scenes"}},
    ),
    "rerun by name": (
        {"action_type": "rerun", "rerun": "generate_scenes"},
        {"action_type": "rerun", "config": {"from": "generate_scenes"}},
    ),
    "a rerun that is something else": (
        {"rerun": {"from": "a"}, "action_type": "export"},
        {"rerun": {"from": "a"}, "action_type": "export"},
    ),
    "payload of media.generate": (
        {
            "module_id": "media.generate",
            "provider": "leonardo",
            "action_type": "img2img",
            "prompt_id": "prompt_a",
            "source_data": {"content_id": "c1"},
        },
        {
            "action_type": "media.generate",
            "config": {
                "operation": "img2img",
                "provider": "leonardo",
                "params": {"prompt_id": "prompt_a", "source_data": {"content_id": "c1"}},
            },
        },
    ),
    "payload without an action": (
        {"provider": "leonardo", "prompt_id": "prompt_a"},
        {
            "action_type": "media.generate",
            "config": {"provider": "leonardo", "params": {"prompt_id": "prompt_a"}},
        },
    ),
    "payload with the whole name": (
        {"action_type": "media.leonardo.txt2img", "prompt_id": "a", "config": {"count": 4}},
        {"action_type": "media.leonardo.txt2img", "config": {"count": 4, "params": {"prompt_id": "a"}}},
    ),
    "payload in config": (
        {
            "action_type": "media_generate",
            "config": {"provider": "x", "action_type": "txt2img", "prompt_id": "a", "params": {"b": 1}},
        },
        {
            "action_type": "media.generate",
            "config": {"provider": "x", "operation": "txt2img", "params": {"b": 1, "prompt_id": "a"}},
        },
    ),
    "payload in config with the whole name": (
        {"action_type": "media_generate", "config": {"action_type": "media.leonardo.upscale"}},
        {"action_type": "media.generate", "config": {"provider": "leonardo", "operation": "upscale"}},
    ),
    "a provider of something else is no payload": (
        {"action_type": "llm.generate", "provider": "openai"},
        {"action_type": "llm.generate", "provider": "openai"},
    ),
    "what stands in both places is left to its author": (
        {"action_type": "media.generate", "provider": "a", "config": {"provider": "b"}},
        {"action_type": "media.generate", "provider": "a", "config": {"provider": "b"}},
    ),
    "a config in a file of its own is left alone": (
        {"action_type": "media.generate", "prompt_id": "a", "config": {"$ref": "c.json"}},
        {"action_type": "media.generate", "prompt_id": "a", "config": {"$ref": "c.json"}},
    ),
}


def step(action: dict[str, Any]) -> dict[str, Any]:
    return {"modules": [form(sub_actions=[{"id": "go", "label": "Go", **action}])]}


@pytest.mark.parametrize("name", SHAPES)
def test_is_rewritten(name: str) -> None:
    older, current = SHAPES[name]
    given = step(older)
    unchanged = json.dumps(given)
    made = normalised(given, Place(Origins(FILE)))
    assert made == step(current)
    assert json.dumps(given) == unchanged
    assert json.dumps(normalised(made, Place(Origins(FILE)))) == json.dumps(made)


def test_the_order_of_keys_is_kept() -> None:
    older = {"id": "a", "prompt_id": "p", "label": "A", "result_target": "x", "shortcut": "a"}
    made = normalised({"interaction_type": "form_with_sub_actions", "sub_actions": [older]}, root())
    assert list(made["sub_actions"][0]) == [
        "id", "action_type", "config", "label", "result_mapping", "shortcut",
    ]  # fmt: skip


def root() -> Place:
    return Place(Origins(FILE))


POINTERS = [
    # an older sub-action, where its current parts were written
    ({"result_target": "x"}, ("result_mapping", "target_path"), "result_target"),
    ({"rerun": "x"}, ("config", "from"), "rerun"),
    ({"rerun": {"from": "x"}}, ("config", "from"), "rerun/from"),
    ({"rerun": {"from": "x"}}, ("action_type",), "rerun"),
    ({"module_id": "media.generate", "action_type": "up"}, ("config", "operation"), "action_type"),
    ({"prompt_id": "x"}, ("config", "params", "prompt_id"), "prompt_id"),
    ({"source_data": {"a": 1}}, ("config", "params", "source_data", "a"), "source_data/a"),
    ({"config": {"prompt_template": "a.txt"}}, ("config", "input", "$ref"), "config/prompt_template"),
    ({"config": {"output_schema": "a.json"}}, ("config", "output_schema", "$ref"), "config/output_schema"),
    ({"config": {"target_field": "a"}}, ("result_mapping", "target_path"), "config/target_field"),
]


@pytest.mark.parametrize(("older", "keys", "written"), POINTERS)
def test_problems_point_at_what_was_written(
    older: dict[str, Any], keys: tuple[str, ...], written: str
) -> None:
    holder = {"sub_actions": {"go": older}}
    place = root().at("modules", 0)
    normalise(holder, place)
    assert place.at("sub_actions", 0, *keys).located() == (FILE, f"/modules/0/sub_actions/go/{written}")


def test_a_media_module_with_a_page_is_a_form() -> None:
    older = {
        "id": "media.generate",
        "inputs": {"provider": "midjourney", "prompt_data": {"subject": "a fox"}, "generations": []},
        "sub_actions": {"generate": {"label": "Go", "result_target": "generations"}},
    }
    (module,) = normalised({"modules": [older]}, root())["modules"]
    assert (module["id"], module["uses"]) == ("media_generate", "form")
    assert list(module["inputs"].items()) == [
        ("provider", "midjourney"),
        ("current_values", {"subject": "a fox"}),
        ("generations", []),
    ]


def test_a_media_module_that_only_runs_stays_one() -> None:
    module = {"id": "paint", "uses": "media_generate", "inputs": {"prompt": "a fox"}}
    (made,) = normalised({"modules": [module]}, root())["modules"]
    assert made == {**module, "uses": "media.generate"}


def test_bare_sub_actions_are_a_page_without_a_form() -> None:
    loaded = load(REGENERATE, builtin_registry())
    (module,) = loaded.steps[0].modules
    (action,) = module.sub_actions
    assert (module.uses, module.inputs, loaded.warnings) == ("form", {}, ())
    assert (action.id, action.action_type, action.execution_mode) == (
        "regenerate_scenes",
        "llm.generate",
        "streaming",
    )
    assert [part["type"] for part in (action.config["input"], *action.config["system"])] == [
        "jinja2",
        "text",
        "text",
    ]
    assert action.config["output_schema"]["type"] == "array"
    assert action.result_mapping is not None
    assert action.result_mapping.target_path == "data.scenes"
    assert action.feedback is not None
    assert action.feedback.inject_as == "user_feedback"


@pytest.mark.parametrize(
    ("targets", "source"),
    [
        (["data.scenes"], "scenes"),
        (["scenes", "scenes"], "scenes"),
        (["scenes", "other"], None),
        (["scenes[id={{ params.item.id }}]"], None),
        (["interaction.title"], None),
        ([], None),
    ],
)
def test_bare_sub_actions_show_what_they_make(targets: list[str], source: str | None) -> None:
    actions = {f"a{at}": {"label": "A", "result_target": target} for at, target in enumerate(targets)}
    display = normalised({"$schema": "x", "sub_actions": actions}, root()).get("result_display_schema")
    assert (display and display["_ux"]["source"]) == source


def test_bare_sub_actions_say_which_files_are_missing(tmp_path: Path) -> None:
    shutil.copy(REGENERATE, tmp_path)
    with pytest.raises(DocumentErrors) as raised:
        load(tmp_path / REGENERATE.name, builtin_registry())
    config = "/sub_actions/0/config"
    assert [(problem.pointer, problem.message) for problem in raised.value.problems] == [
        (f"{config}/{key}/$ref", "there is no such file")
        for key in ("input", "system/0", "system/1", "output_schema")
    ]


def test_they_work_inside_a_module_too(write: Write) -> None:
    folder = write(flow(form(**json.loads(REGENERATE.read_text()))))
    for name in ("prompts", "schemas"):
        shutil.copytree(REGENERATE.parent / name, folder / name)
    (action,) = load(folder, builtin_registry()).module("1_a", "m").sub_actions
    assert action == load(REGENERATE, builtin_registry()).steps[0].modules[0].sub_actions[0]


def test_an_older_document_has_the_hash_of_the_current_one(registry: Registry, write: Write) -> None:
    older = {"label": "Go", "action_type": "llm_generate", "config": {"input": "a"}, "result_target": "x"}
    current = generate(config={"input": "a"}, result_mapping={"target_path": "x", "merge_mode": "append"})
    first = load(write(flow(form(sub_actions={"go": older}))), registry).content_hash
    assert load(write(flow(form(sub_actions=[current]))), registry).content_hash == first
