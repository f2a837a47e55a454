"""Takes a raw module as an author wrote it to one that is ready to be validated and run."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from engine.actions.registry import Registry
from engine.documents.check_actions import check_plain_module, check_sub_actions, find_action
from engine.documents.check_form import check_form
from engine.documents.check_results import check_results
from engine.documents.check_schema import cleaned_schema
from engine.documents.check_script import check_script
from engine.documents.check_templates import check_templates
from engine.documents.findings import Findings, shown
from engine.documents.folder_actions import use_folder_actions
from engine.documents.normalise import normalise
from engine.documents.place import Place
from engine.documents.pydantic_problems import check
from engine.documents.refs import References
from engine.spelling import nearest
from schemas.json_value import is_list, is_object


def prepare_module(
    given: Mapping[str, Any], place: Place, references: References, registry: Registry, findings: Findings
) -> dict[str, Any]:
    """A copy with older shapes normalised, references resolved and texts typed; reports all it finds.

    What the models can see for themselves (unknown keys, wrong types) is left to them.
    """
    module = dict(given)
    normalise(module, place)
    _resolve(module, place, references)
    use_folder_actions(module, references.folder.root, place, registry, findings)
    action = find_action(module.get("uses"), references.folder.root, place.at("uses"), registry, findings)
    if action is not None and not action.interactive:
        check_plain_module(module, action, references.folder.root, place, findings)
    else:
        if action is not None and is_object(module.get("inputs")):
            check(action.config_model, module["inputs"], place.at("inputs"), findings, templates=True)
        _prepare_interaction(module, references.folder.root, place, registry, findings)
    check_templates(module.get("outputs"), place.at("outputs"), findings)
    check_script(module, place, references, registry, findings)
    return module


def _resolve(module: dict[str, Any], place: Place, references: References) -> None:
    for key in ("input_schema", "result_display_schema"):
        if key in module:
            module[key] = references.schema(module[key], place.at(key))
    if "inputs" in module and module.get("literal_inputs") is not True:
        module["inputs"] = references.resolved(module["inputs"], place.at("inputs"))
    actions = module.get("sub_actions")
    if is_list(actions):
        module["sub_actions"] = [
            {**action, "config": references.resolved(action["config"], place.at("sub_actions", at, "config"))}
            if is_object(action) and "config" in action
            else dict(action)
            if is_object(action)
            else action
            for at, action in enumerate(actions)
        ]


def _prepare_interaction(
    module: dict[str, Any], folder: Path, place: Place, registry: Registry, findings: Findings
) -> None:
    form = module.get("input_schema")
    check_form(form, place.at("input_schema"), findings)
    if is_object(form):
        module["input_schema"] = cleaned_schema(form)
    display = check_results(module.get("result_display_schema"), place.at("result_display_schema"), findings)
    if display is not None:
        module["result_display_schema"] = display
    check_sub_actions(module, folder, place, registry, findings)
    if module.get("literal_inputs") is not True:
        check_templates(module.get("inputs"), place.at("inputs"), findings)
    _check_values(module, place, findings)


def _check_values(module: dict[str, Any], place: Place, findings: Findings) -> None:
    """Warn about initial values that no field of the form will show."""
    inputs, form = module.get("inputs"), module.get("input_schema")
    values = inputs.get("current_values") if is_object(inputs) else None
    fields = form.get("properties") if is_object(form) else None
    if not is_object(values) or not is_object(fields) or not fields or "navigation" in module:
        return
    for name in values:
        if name not in fields:
            at = place.at("inputs", "current_values", name)
            message = "the form has no field for this value"
            findings.warn(at, message, found=shown(name), nearest=nearest(name, fields))
