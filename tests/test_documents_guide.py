"""Every example of `docs/documents.md` is a document that loads, without warnings."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from engine.actions.builtin import builtin_registry
from engine.documents.loaded import LoadedWorkflow
from engine.documents.loader import load

ROOT = Path(__file__).resolve().parents[1]
_EXAMPLE = re.compile(
    r"<!-- (?P<kind>[a-z_]+)(?:: (?P<path>\S+))? -->\n```(?P<language>\w+)\n(?P<content>.*?)```", re.DOTALL
)
GUIDE = (ROOT / "docs" / "documents.md").read_text("utf-8")
EXAMPLES = [match.groupdict() for match in _EXAMPLE.finditer(GUIDE)]


def examples(kind: str) -> list[Any]:
    return [json.loads(example["content"]) for example in EXAMPLES if example["kind"] == kind]


def loaded(path: Path) -> LoadedWorkflow:
    found = load(path, builtin_registry())
    assert found.warnings == ()
    return found


def test_no_example_is_left_out() -> None:
    assert len(EXAMPLES) == len(re.findall(r"^```\w", GUIDE, re.MULTILINE))
    assert {example["kind"] for example in EXAMPLES} == {"file", "properties", "sub_action"}


def test_the_files_make_workflows(tmp_path: Path) -> None:
    for example in EXAMPLES:
        if example["kind"] == "file":
            file = tmp_path / example["path"]
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(example["content"], "utf-8")
    assert [module.uses for module in loaded(tmp_path / "haiku").steps[0].modules] == ["form", "export"]
    assert [module.id for module in loaded(tmp_path / "scenes").steps[0].modules][-1] == "select_scene"
    assert len(loaded(tmp_path / "postcard.json").steps) == 1
    assert len(loaded(tmp_path / "picture.json").steps) == 1


@pytest.mark.parametrize("sub_action", examples("sub_action"), ids=lambda each: each["id"])
def test_the_parts_fit_together(tmp_path: Path, sub_action: Any) -> None:
    (properties,) = examples("properties")
    document = {
        "interaction_type": "form_with_sub_actions",
        "input_schema": {"type": "object", "properties": properties},
        "sub_actions": [sub_action],
    }
    file = tmp_path / "example.json"
    file.write_text(json.dumps(document), "utf-8")
    assert loaded(file).steps[0].modules[0].sub_actions[0].id == sub_action["id"]


def test_every_key_of_a_sub_action_is_explained() -> None:
    from schemas.documents.action_config import LlmConfig, MediaConfig, RerunConfig
    from schemas.documents.fetch_config import EnvironmentValue, FetchConfig
    from schemas.documents.form import FieldUx, FormUx
    from schemas.documents.script_config import ScriptConfig
    from schemas.documents.sub_action import Effects, Placement, ResultMapping, SubAction
    from schemas.documents.transform_config import TransformConfig

    parts = (SubAction, ResultMapping, Placement, Effects)
    own = (TransformConfig, FetchConfig, EnvironmentValue, ScriptConfig)
    for model in (*parts, FieldUx, FormUx, LlmConfig, MediaConfig, RerunConfig, *own):
        names = [field.alias or name for name, field in model.model_fields.items()]
        missing = [name for name in names if f"`{name}`" not in GUIDE]
        assert missing == [], model.__name__
