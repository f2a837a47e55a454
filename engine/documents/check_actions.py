"""Checks what a step says about actions against the registry (rows A1, A6)."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from engine.actions.action import Action
from engine.actions.errors import ActionError
from engine.actions.plugins import UnknownConfig
from engine.actions.registry import Registry
from engine.documents.check_by_action import check_by_action
from engine.documents.check_condition import check_condition
from engine.documents.check_output_schemas import check_output_schemas
from engine.documents.check_placement import check_placements
from engine.documents.check_results_at import check_results_at
from engine.documents.check_target import check_target
from engine.documents.check_templates import check_templates
from engine.documents.findings import Findings, shown
from engine.documents.place import Place
from engine.documents.pydantic_problems import check
from engine.documents.shortcuts import check_shortcuts
from engine.documents.typed_texts import with_typed_texts
from engine.spelling import nearest
from schemas.json_value import is_list, is_object

_ONLY_INTERACTIVE = ("sub_actions", "input_schema", "result_display_schema", "navigation", "continue_label")


def find_action(
    name: Any, folder: Path, place: Place, registry: Registry, findings: Findings
) -> Action | None:
    """The action called `name`, registered or brought along by the folder; reports one that nobody has.

    Of a folder that is not trusted only the name is known.
    """
    if not isinstance(name, str) or not name:
        return None
    try:
        action = registry.find_for(name, folder)
    except ActionError as error:
        findings.warn(place, f"{error.message[:1].lower()}{error.message[1:].rstrip('.')}", found=shown(name))
        return UnknownConfig(name)
    if action is None:
        known = registry.names_for(folder)
        close = nearest(name, known)
        expected = "" if close else ", ".join(known)
        findings.problem(
            place, "there is no such action", found=shown(name), expected=expected, nearest=close
        )
    return action


def check_plain_module(
    module: dict[str, Any], action: Action, folder: Path, place: Place, findings: Findings
) -> None:
    """A module that only runs: its `inputs` are the action's config."""
    for key in _ONLY_INTERACTIVE:
        if module.get(key):
            message = f'"{key}" has no meaning here: {action.id} opens no interaction'
            findings.problem(place.at(key), message)
    outputs = module.get("outputs")
    if is_object(outputs) and "_continue" in outputs:
        message = f'"_continue" opens a page once more, and {action.id} opens none'
        findings.problem(place.at("outputs", "_continue"), message)
    inputs = with_typed_texts(action.config_model, module.get("inputs", {}), place.at("inputs"))
    module["inputs"] = inputs
    if is_object(inputs):
        check(action.config_model, inputs, place.at("inputs"), findings, templates=True)
        check_by_action(action, inputs, folder, place.at("inputs"), findings)
    check_output_schemas(inputs, place.at("inputs"), findings)
    check_results_at(inputs, place.at("inputs"), findings)
    if module.get("literal_inputs") is not True:
        check_templates(inputs, place.at("inputs"), findings)


def check_sub_actions(
    module: dict[str, Any], folder: Path, place: Place, registry: Registry, findings: Findings
) -> None:
    """The sub-actions of an interactive module; writes typed texts and dropped shortcuts back."""
    listed = module.get("sub_actions")
    if not is_list(listed):
        return
    check_unique([_id_of(action) for action in listed], lambda at: place.at("sub_actions", at), findings)
    for at, action in enumerate(listed):
        if isinstance(action, dict):
            _check_sub_action(action, folder, place.at("sub_actions", at), registry, findings)  # pyright: ignore[reportUnknownArgumentType]
    check_placements(module, place, findings)
    check_shortcuts(listed, place.at("sub_actions"), findings)


def check_unique(ids: list[str | None], place_of: Callable[[int], Place], findings: Findings) -> None:
    """Report every id that was used before; None is no id."""
    seen: set[str] = set()
    for at, name in enumerate(ids):
        if name is not None and name in seen:
            findings.problem(place_of(at), "the same id twice", found=shown(name))
        elif name is not None:
            seen.add(name)


def _id_of(value: Any) -> str | None:
    found = value.get("id") if is_object(value) else None
    return found if isinstance(found, str) else None


def _check_sub_action(
    given: dict[str, Any], folder: Path, place: Place, registry: Registry, findings: Findings
) -> None:
    check_target(given.get("result_mapping"), place.at("result_mapping"), findings)
    _check_preconditions(given.get("preconditions"), place.at("preconditions"), findings)
    action = find_action(given.get("action_type"), folder, place.at("action_type"), registry, findings)
    if action is None:
        check_templates(given.get("config"), place.at("config"), findings)
        return
    if action.interactive:
        message = f"{action.id} opens an interaction and cannot run inside one"
        findings.problem(place.at("action_type"), message)
        return
    mode = given.get("execution_mode")
    if mode in ("streaming", "async", "sync") and mode not in action.modes:
        message = f"{action.id} cannot run in this mode"
        at = place.at("execution_mode")
        findings.problem(at, message, found=shown(mode), expected=" or ".join(action.modes))
    config = with_typed_texts(action.config_model, given.get("config", {}), place.at("config"))
    given["config"] = config
    if is_object(config):
        check(action.config_model, config, place.at("config"), findings, templates=True)
        check_by_action(action, config, folder, place.at("config"), findings)
    check_output_schemas(config, place.at("config"), findings)
    check_results_at(config, place.at("config"), findings)
    check_templates(config, place.at("config"), findings)


def _check_preconditions(given: Any, place: Place, findings: Findings) -> None:
    for at, precondition in enumerate(given if is_list(given) else []):
        condition = precondition.get("condition") if is_object(precondition) else None
        if isinstance(condition, str) and condition:
            check_condition(condition, place.at(at, "condition"), findings)
