"""What makes two runs the same: then the second can take the first one's answer (row C9)."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from engine.templates.sandbox import render_value
from schemas.json_value import is_list, is_object


def cache_key(
    action: str, config: Mapping[str, Any], variables: Mapping[str, Any], who: Mapping[str, Any]
) -> str:
    """SHA-256 over the action, its config with every template rendered, the inputs, and who answers.

    `who` is the provider, the model and the settings that hold when the config says none. Raises
    `MissingName` or ValueError for a template that cannot be rendered: that run fails by itself.
    """
    asked = {
        "action": action,
        "config": _rendered(config, variables),
        "inputs": variables["inputs"],
        "who": who,
    }
    text = json.dumps(asked, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=str)
    return hashlib.sha256(text.encode()).hexdigest()


def _rendered(value: Any, variables: Mapping[str, Any]) -> Any:
    """Like `render_value`, but for texts that are no templates."""
    if is_object(value):
        if set(value) == {"text", "type"} and value["type"] == "text":
            return value
        return {key: _rendered(inner, variables) for key, inner in value.items()}
    if is_list(value):
        return [_rendered(inner, variables) for inner in value]
    return render_value(value, variables)
