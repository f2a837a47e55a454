"""What once belonged to the module `media.generate`: its page, and the payload of its sub-actions."""

from typing import Any

from engine.documents.older_shapes.swap import open_config, swap
from engine.documents.place import Place
from schemas.json_value import is_object

_MODULE = "media.generate"
_NAMED_BY = ("module_id", "module", "uses")
_PARAMS = ("prompt_id", "source_data")
_OPENS_A_PAGE = ("sub_actions", "input_schema")


def page(module: dict[str, Any], place: Place) -> None:
    """A module `media.generate` with sub-actions becomes a form; its `prompt_data` the first values."""
    if "interaction_type" in module or module.get("uses", module.get("id")) != _MODULE:
        return
    if not any(map(module.get, _OPENS_A_PAGE)):
        return
    if module.get("id") == _MODULE:
        module["id"] = "media_generate"
    if "uses" not in module:
        place.at("uses").moved_from(place.at("id"))
    module["uses"] = "form"
    inputs = module.get("inputs")
    if is_object(inputs) and "prompt_data" in inputs and "current_values" not in inputs:
        place.at("inputs", "current_values").moved_from(place.at("inputs", "prompt_data"))
        moved = dict(inputs)
        swap(moved, "prompt_data", {"current_values": inputs["prompt_data"]})
        module["inputs"] = moved


def payload(action: dict[str, Any], place: Place) -> None:
    """`provider`, `action_type`, `prompt_id` and `source_data` beside the label go into `config`.

    `action_type` only if it is an operation, such as `txt2img`; the action is `media.generate` then.
    """
    config = open_config(action)
    kind = action.get("action_type")
    named = next((key for key in _NAMED_BY if action.get(key) == _MODULE), None)
    moved = [key for key in ("provider", *_PARAMS) if key in action]
    if config is None or not _is_payload(kind, moved, named):
        return
    if named is not None:
        swap(action, named, {"action_type": _MODULE})
    if kind is None and moved:
        swap(action, moved[0], {"action_type": _MODULE, moved[0]: action[moved[0]]})
    elif kind is not None and not _is_media(kind):
        place.at("config", "action_type").moved_from(place.at("action_type"))
        config.setdefault("action_type", kind)
        swap(action, "action_type", {"action_type": _MODULE})
    for key in moved:
        if key not in config:
            place.at("config", key).moved_from(place.at(key))
            config[key] = action[key]
            swap(action, key, {"config": config})
    if config:
        action["config"] = config


def payload_in_config(action: dict[str, Any], place: Place) -> None:
    """The same keys inside `config`: an operation, and two parameters that the provider gets."""
    config = open_config(action)
    if not config or not _is_media(action.get("action_type")):
        return
    at = place.at("config")
    operation = config.get("action_type")
    if isinstance(operation, str) and "operation" not in config:
        _, provider, name = operation.split(".") if operation.count(".") == 2 else ("", "", operation)
        at.at("operation").moved_from(at.at("action_type"))
        swap(config, "action_type", {**({"provider": provider} if provider else {}), "operation": name})
    params = config.get("params", {})
    for key in _PARAMS:
        if is_object(params) and key in config and key not in params:
            at.at("params", key).moved_from(at.at(key))
            params = {**params, key: config[key]}
            swap(config, key, {"params": params})
            config["params"] = params
    action["config"] = config


def _is_payload(kind: Any, moved: list[str], named: str | None) -> bool:
    if isinstance(kind, str) and "." in kind and not _is_media(kind):
        return False
    if named is not None or any(key in moved for key in _PARAMS):
        return kind is None or isinstance(kind, str)
    return "provider" in moved and (kind is None or _is_media(kind))


def _is_media(kind: Any) -> bool:
    return isinstance(kind, str) and kind.startswith("media.")
