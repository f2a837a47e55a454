"""Takes keys out of a raw object and puts others where they stood, so that a rewrite keeps the order."""

from collections.abc import Mapping
from typing import Any

from schemas.json_value import is_object


def swap(holder: dict[str, Any], old: str, new: Mapping[str, Any]) -> None:
    """Replace the key `old` of `holder` by those of `new`, in its place; keys that exist elsewhere win."""
    before = dict(holder)
    added = {name: inner for name, inner in new.items() if name == old or name not in before}
    holder.clear()
    for key, value in before.items():
        if key == old:
            holder.update(added)
        else:
            holder[key] = value


def open_config(action: Mapping[str, Any]) -> dict[str, Any] | None:
    """A copy of an action's `config` that keys can be moved into; None if it is elsewhere or no object."""
    config = action.get("config", {})
    return dict(config) if is_object(config) and "$ref" not in config else None
