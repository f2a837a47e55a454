"""The JSON Schemas of the documents are current, valid, and accept what the models accept."""

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from jsonschema_specifications import REGISTRY as SPECIFICATIONS

from schemas.export import FOLDER, as_text, json_schemas

ROOT = Path(__file__).parents[2]
SCHEMAS = json_schemas()


def test_the_files_are_current() -> None:
    """If this fails, run `python -m schemas.export`."""
    assert {file.name: file.read_text("utf-8") for file in FOLDER.iterdir()} == {
        f"{name}.schema.json": as_text(schema) for name, schema in SCHEMAS.items()
    }


def test_the_names() -> None:
    assert list(SCHEMAS) == [
        *("workflow", "step", "script_step", "interaction", "module", "sub_action", "llm_action", "form")
    ]


@pytest.mark.parametrize("name", SCHEMAS)
def test_is_a_schema_with_an_identity_that_is_nowhere(name: str) -> None:
    Draft202012Validator.check_schema(SCHEMAS[name])
    assert SCHEMAS[name]["$id"] == f"urn:reroll:{name}"


def errors(name: str, document: Any) -> list[str]:
    """Where a document does not fit a schema: dotted addresses."""
    # An empty registry of our own: whatever has to be fetched raises.
    validator = Draft202012Validator(SCHEMAS[name], registry=SPECIFICATIONS)
    return [".".join(map(str, error.absolute_path)) for error in validator.iter_errors(document)]


@pytest.mark.parametrize("file", sorted((ROOT / "workflows").glob("*/steps/*/step.json")), ids=str)
def test_accepts_the_bundled_steps(file: Path) -> None:
    document = json.loads(file.read_text("utf-8"))
    assert errors("script_step" if "script_config" in document else "step", document) == []


@pytest.mark.parametrize("file", sorted((ROOT / "workflows").glob("*/workflow.json")), ids=str)
def test_accepts_the_bundled_workflows(file: Path) -> None:
    assert errors("workflow", json.loads(file.read_text("utf-8"))) == []


def test_sees_a_misspelt_key_and_a_wrong_hint() -> None:
    module = {"id": "m", "uses": "form", "titel": "x"}
    assert errors("step", {"modules": [module]}) == ["modules.0"]
    hint = {"type": "object", "_ux": {"layout": "gird"}}
    assert errors("form", hint) == ["_ux.layout"]
    field = {"properties": {"a": {"type": "string", "_ux": {"width": "wide"}}}}
    assert len(errors("form", field)) == 1
    assert errors("form", {"properties": {"a": {"type": "strng"}}}) != []
    assert len(errors("interaction", {"input_schema": field})) == 1
