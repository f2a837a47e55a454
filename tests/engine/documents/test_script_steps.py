"""Script steps as documents: the source's own shapes load, and what is wrong is said where it stands."""

import json
from pathlib import Path
from typing import Any

import pytest

from engine.actions.builtin import builtin_registry
from engine.documents.loaded import LoadedWorkflow
from engine.documents.loader import load
from engine.documents.problems import DocumentErrors, Problem
from engine.documents.stored import from_json, to_json

TEXT: dict[str, Any] = {
    "inputs": {"input1": {"label": "Section Content", "db_field": "draft", "type": "textarea"}},
    "outputs": {"output1": {"label": "Polished Content", "db_field": "polished", "type": "textarea"}},
    "script_config": {"type": "llm_action", "action_id": 5},
}
PICTURE: dict[str, Any] = {
    "inputs": {"input1": {"label": "Image Prompts", "db_field": "image_prompts", "type": "textarea"}},
    "outputs": {
        "output1": {"label": "Generated Image URL", "db_field": "generated_image_url", "type": "text"}
    },
    "script_config": {
        "type": "image_generation",
        "parameters": {"model": "dall-e-3", "size": "1024x1024", "timeout": 30},
    },
}
ENDPOINT: dict[str, Any] = {
    "inputs": {"input1": {"label": "Input Data", "db_field": "raw_data", "type": "textarea"}},
    "outputs": {"output1": {"label": "Processed Data", "db_field": "processed_data", "type": "textarea"}},
    "script_config": {
        "type": "custom_script",
        "custom_endpoint": "/api/custom/process-data",
        "parameters": {"format": "json", "validation": True},
    },
}


def loaded(path: Path, document: Any) -> LoadedWorkflow:
    path.write_text(json.dumps(document), "utf-8")
    return load(path, builtin_registry())


def problems(path: Path, document: Any) -> list[Problem]:
    with pytest.raises(DocumentErrors) as wrong:
        loaded(path, document)
    return list(wrong.value.problems)


def test_a_file_of_several_is_a_workflow_of_those_steps(tmp_path: Path) -> None:
    document = {"llm_action": TEXT, "image_generation": PICTURE, "custom_script": ENDPOINT}
    workflow = loaded(tmp_path / "script-steps.json", document)
    assert workflow.workflow.id == "script-steps"
    assert [(step.id, step.title) for step in workflow.steps] == [
        ("llm_action", "Llm action"),
        ("image_generation", "Image generation"),
        ("custom_script", "Custom script"),
    ]
    panels = [module.script.panel for _, module in workflow.places() if module.script]
    assert panels == ["llm.generate", "media.generate", "fetch"]
    assert {module.uses for _, module in workflow.places()} == {"script_step"}
    assert from_json(to_json(workflow)).steps == workflow.steps


def test_a_file_of_one_and_a_step_folder(tmp_path: Path) -> None:
    one = loaded(tmp_path / "polish.json", TEXT)
    assert [step.id for step in one.steps] == ["polish"]
    (tmp_path / "steps/1_pictures").mkdir(parents=True)
    step = {"id": "pictures", "title": "Pictures", **PICTURE, "when": "image_prompts", "over": "document"}
    (tmp_path / "steps/1_pictures/step.json").write_text(json.dumps(step))
    flow = loaded(tmp_path / "workflow.json", {"id": "flow", "title": "Flow"})
    [(place, module)] = flow.places()
    assert (place, module.title) == ("pictures", "Pictures")
    assert module.script is not None
    assert (module.script.over, module.script.when) == ("document", "image_prompts")


WRONG: dict[str, tuple[dict[str, Any], str, str, str]] = {
    "unknown type": (
        {"script_config": {"type": "image_generaton"}},
        "/script_config/type", "no such action", "image_generation",
    ),
    "misspelt parameter": (
        {"script_config": {"type": "llm_action", "action_id": 5, "parameters": {"temprature": 1}}},
        "/script_config/parameters/temprature", "unknown key", "temperature",
    ),
    "parameter out of range": (
        {"script_config": {"type": "llm_action", "action_id": 5, "parameters": {"temperature": 9}}},
        "/script_config/parameters/temperature", "out of range", "",
    ),
    "no prompt": ({"script_config": {"type": "llm_action"}}, "/script_config", "no prompt", ""),
    "no function": ({"script_config": {"type": "custom_script"}}, "/script_config", 'no "function"', ""),
    "opens a page": (
        {"script_config": {"type": "form"}}, "/script_config/type", "cannot run over records", "",
    ),
    "misspelt key": ({"outptus": {}}, "/outptus", "unknown key", "outputs"),
    "no such kind of field": (
        {"outputs": {"o": {"label": "O", "db_field": "o", "type": "textara"}}},
        "/outputs/o/type", "not one of", "textarea",
    ),
    "one field twice": (
        {"outputs": {"a": {"label": "A", "db_field": "x"}, "b": {"label": "B", "db_field": "x"}}},
        "/outputs/b/db_field", "write the same field", "",
    ),
    "a condition that does not compile": ({"when": "draft ==", }, "/when", "does not compile", ""),
    "a template that does not compile": (
        {"script_config": {"type": "llm_action", "parameters": {"input": "{{ oops"}}},
        "/script_config/parameters/input", "does not compile", "",
    ),
    "against its own schema": (
        {
            "script_config": {"type": "llm_action", "action_id": 5, "parameters": {"model": 7}},
            "parameters_schema": {"properties": {"model": {"type": "string"}}},
        },
        "/script_config/parameters/model", "is not of type", "",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("change", "pointer", "words", "nearest"), WRONG.values(), ids=WRONG)
def test_what_is_wrong_is_said_where_it_stands(
    tmp_path: Path, change: dict[str, Any], pointer: str, words: str, nearest: str
) -> None:
    found = problems(tmp_path / "steps.json", {"polish": {**TEXT, **change}, "picture": PICTURE})
    at = [each for each in found if each.pointer == f"/polish{pointer}" and words in each.message]
    assert at, [str(each) for each in found]
    assert at[0].nearest == nearest


def test_only_a_script_step_has_a_script(tmp_path: Path) -> None:
    (tmp_path / "steps/1_a").mkdir(parents=True)
    modules = [{"id": "a", "uses": "form", "script": TEXT}, {"id": "b", "uses": "script_step"}]
    (tmp_path / "steps/1_a/step.json").write_text(json.dumps({"modules": modules}))
    found = problems(tmp_path / "workflow.json", {"id": "flow", "title": "Flow"})
    assert [(each.pointer, each.message) for each in found] == [
        ("/modules/0/script", '"script" has no meaning here: only script_step runs one'),
        ("/modules/1", 'the key "script" is missing'),
    ]


def test_a_type_of_the_folder_s_own_functions(tmp_path: Path) -> None:
    (tmp_path / "actions.py").write_text(
        'ACTIONS = {"shorten": {"function": "cut",'
        ' "parameters": {"properties": {"most": {"type": "integer"}}}}}\n'
        "def cut(input1, most): return input1[:most]\n"
    )
    script = {"type": "shorten", "parameters": {"most": 5}}
    workflow = loaded(tmp_path / "short.json", {**TEXT, "script_config": script})
    [(_, module)] = workflow.places()
    assert module.script is not None
    assert (module.script.script_config.type, module.script.script_config.function) == ("script", "cut")
    assert module.script.panel == "shorten"
