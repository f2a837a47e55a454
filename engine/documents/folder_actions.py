"""Actions of a workflow folder's own: `ACTIONS` in its `actions.py` gives them names (rows A13, C2).

`ACTIONS` is a plain value, read and never run: `{"video_generation": {"function": "make_video",
"parameters": {…a JSON Schema…}}}`. A document that uses such a name means `script` with that
function, and is rewritten so: what checks, runs and trusts `script` needs to know no more.
"""

from pathlib import Path
from typing import Any, cast

from engine.actions.registry import Registry
from engine.actions.scripting.functions import FolderAction, functions_in
from engine.documents.findings import Findings
from engine.documents.place import Place
from engine.trust.code import ENTRY, MAX_BYTES
from schemas.json_value import is_list, is_object


def use_folder_actions(
    module: dict[str, Any], folder: Path, place: Place, registry: Registry, findings: Findings
) -> None:
    """Rewrite a module, or its sub-actions, that name an action of the folder's own."""
    unknown: list[tuple[dict[str, Any], str, str, Place]] = [(module, "uses", "inputs", place)]
    listed = module.get("sub_actions")
    for at, given in enumerate(listed if is_list(listed) else []):
        if isinstance(given, dict):
            sub_action = cast("dict[str, Any]", given)
            unknown.append((sub_action, "action_type", "config", place.at("sub_actions", at)))
    unknown = [each for each in unknown if _is_unknown(each[0].get(each[1]), registry)]
    if not unknown:
        return
    try:
        declared = declared_actions(folder)
    except ValueError as error:
        findings.file_problem(folder / ENTRY, str(error))
        return
    for given, key, config, at in unknown:
        action = declared.get(given[key])
        if action is not None:
            _rewrite(given, key, config, at, action)


def _is_unknown(name: Any, registry: Registry) -> bool:
    return isinstance(name, str) and bool(name) and registry.find(name) is None


def declared_actions(folder: Path) -> dict[str, FolderAction]:
    """The folder's actions by name; ValueError if `ACTIONS` is not what it should be."""
    file = folder / ENTRY
    if not file.is_file() or not file.resolve().is_relative_to(folder.resolve()):
        return {}
    try:
        with file.open("rb") as stream:
            source = stream.read(MAX_BYTES)
    except OSError:
        return {}
    return functions_in(source).actions


def _rewrite(given: dict[str, Any], key: str, config: str, place: Place, action: FolderAction) -> None:
    parameters = given.get(config, {})
    if not is_object(parameters):
        return
    place.at(config, "parameters").moved_from(place.at(config))
    place.at(config, "function").moved_from(place.at(key))
    place.at(config, "parameters_schema").moved_from(place.at(key))
    given[key] = "script"
    given[config] = {"function": action.function, "parameters": dict(parameters), **action.settings}
