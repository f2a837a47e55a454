"""Older names of actions, and of what stands around them."""

from typing import Any

from engine.documents.older_shapes.swap import swap
from engine.documents.place import Place

IDS = {
    "llm_generate": "llm.generate",
    "llm_action": "llm.generate",
    "media_generate": "media.generate",
    "image_generation": "media.generate",
    "custom_script": "script",
}
"""Names that the registry answers to as well, and the ids they stand for."""


def action_id(action: dict[str, Any], _place: Place) -> None:
    """`action_type: "llm_generate"` becomes `llm.generate`."""
    _rename(action, "action_type")


def module_action_id(module: dict[str, Any], _place: Place) -> None:
    """`uses: "llm_generate"` becomes `llm.generate`."""
    _rename(module, "uses")


def handler(action: dict[str, Any], _place: Place) -> None:
    """`handler: "action_type"` goes: every sub-action is handled by the action it names."""
    if action.get("handler") == "action_type" and "action_type" in action:
        swap(action, "handler", {})


def _rename(holder: dict[str, Any], key: str) -> None:
    name = holder.get(key)
    if isinstance(name, str) and name in IDS:
        holder[key] = IDS[name]
