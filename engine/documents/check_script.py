"""Checks the script of a step that runs over records: its type, parameters and condition (rows C1, C9)."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from engine.actions.action import Action
from engine.actions.errors import ActionError
from engine.actions.registry import Registry
from engine.actions.step_script import ScriptAsked, action_named, endpoint_of, step_config
from engine.documents.check_actions import find_action
from engine.documents.check_by_action import check_by_action
from engine.documents.check_condition import check_condition
from engine.documents.check_schema import check_schema
from engine.documents.check_templates import check_templates, templates_in
from engine.documents.findings import Findings, shown
from engine.documents.folder_actions import declared_actions
from engine.documents.place import Place
from engine.documents.pydantic_problems import check
from engine.documents.refs import References
from engine.documents.script_steps import USES
from schemas.documents.script_step import StepScript
from schemas.json_value import is_object

_STORED = {"input": "known when it runs"}
_SOMEWHERE = "http://localhost"


def check_script(
    module: dict[str, Any], place: Place, references: References, registry: Registry, findings: Findings
) -> None:
    """Report what is wrong with a module's `script`, and put the files it names in their places."""
    script = module.get("script")
    if module.get("uses") != USES:
        if script is not None:
            findings.problem(place.at("script"), f'"script" has no meaning here: only {USES} runs one')
        return
    if script is None:
        findings.problem(place, 'the key "script" is missing', expected="what runs for each record")
        return
    if not is_object(script):
        return  # the model says so
    step = module["script"] = dict(script)
    place = place.at("script")
    if isinstance(step.get("when"), str) and step["when"]:
        check_condition(step["when"], place.at("when"), findings)
    _check_outputs(step.get("outputs"), place.at("outputs"), findings)
    config = step.get("script_config")
    if not is_object(config):
        return
    config = step["script_config"] = dict(config)
    at = place.at("script_config")
    if "parameters" in config:
        config["parameters"] = references.resolved(config["parameters"], at.at("parameters"))
        check_templates(config["parameters"], at.at("parameters"), findings)
    if "parameters_schema" in step:
        schema = step["parameters_schema"] = references.schema(
            step["parameters_schema"], place.at("parameters_schema")
        )
        if is_object(schema):
            check_schema(schema, place.at("parameters_schema"), findings)
            _check_by_schema(config.get("parameters", {}), schema, at.at("parameters"), findings)
    _use_folder_action(step, config, references.folder.root, registry)
    _check_action(step, config, references.folder.root, at, registry, findings)


def _check_outputs(given: Any, place: Place, findings: Findings) -> None:
    seen: dict[str, str] = {}
    for key, output in given.items() if is_object(given) else ():
        field = output.get("db_field") if is_object(output) else None
        if isinstance(field, str) and seen.setdefault(field, key) != key:
            message = f"two outputs write the same field: {seen[field]} and {key}"
            findings.problem(place.at(key, "db_field"), message, found=shown(field))


def _use_folder_action(
    step: dict[str, Any], config: dict[str, Any], folder: Path, registry: Registry
) -> None:
    """A type that the folder's own `actions.py` declares means `script` with that function."""
    name = config.get("type")
    if not isinstance(name, str) or not name or registry.find(name) is not None:
        return
    try:
        action = declared_actions(folder).get(name)
    except ValueError:
        return  # the type is then reported as unknown
    parameters = config.get("parameters", {})
    if action is not None and is_object(parameters):
        config |= {
            "type": "script",
            "function": action.function,
            "parameters": {**action.settings, **parameters},
        }
        step.setdefault("panel", name)


def _check_action(
    step: dict[str, Any],
    config: Mapping[str, Any],
    folder: Path,
    place: Place,
    registry: Registry,
    findings: Findings,
) -> None:
    try:
        script = StepScript.model_validate(config, strict=True)
    except ValidationError:
        return  # the step's own check says what is wrong
    key = "custom_endpoint" if script.custom_endpoint else "type"
    action = find_action(action_named(script), folder, place.at(key), registry, findings)
    if action is None:
        return
    if action.interactive:
        findings.problem(place.at("type"), f"{action.id} opens a page and cannot run over records")
        return
    step.setdefault("panel", action.id)
    inputs = step.get("inputs")
    keys = tuple(str(key) for key in inputs) if is_object(inputs) else ()
    _check_config(action, script, keys, folder, place, findings)


def _check_config(
    action: Action,
    script: StepScript,
    inputs: tuple[str, ...],
    folder: Path,
    place: Place,
    findings: Findings,
) -> None:
    asked = ScriptAsked(
        parameters=script.parameters,
        inputs=inputs,
        stored=None if script.action_id is None else _STORED,
        endpoint=endpoint_of(script, _SOMEWHERE),
        function=script.function or "",
    )
    try:
        config = step_config(action, asked)
    except ActionError as error:
        expected = error.hint.rstrip(".")
        findings.problem(
            place, f"{error.message[:1].lower()}{error.message[1:].rstrip('.')}", expected=expected
        )
        return
    at = place.at("parameters")
    check(action.config_model, config, at, findings, templates=True)
    check_by_action(action, config, folder, at, findings)


def _check_by_schema(parameters: Any, schema: Mapping[str, Any], place: Place, findings: Findings) -> None:
    """Parameters without templates are checked now; the others before anything runs."""
    import jsonschema  # noqa: PLC0415 - few steps have a schema of their own

    if any(templates_in(parameters, place)):
        return
    validator: Any = jsonschema.Draft202012Validator(schema)
    for error in validator.iter_errors(parameters):
        findings.problem(place.at(*error.absolute_path), str(error.message), found=shown(error.instance))
