"""A file with nothing but `sub_actions`: a page without a form."""

from collections.abc import Mapping, Sequence
from typing import Any

from engine.templates.target_path import parse
from schemas.json_value import is_object

INTERACTION_TYPE = "form_with_sub_actions"


def is_bare(document: Mapping[str, Any]) -> bool:
    """Whether a document is nothing but sub-actions."""
    return "sub_actions" in document and set(document) <= {"$schema", "sub_actions"}


def as_page(document: Mapping[str, Any], actions: Sequence[Any]) -> dict[str, Any]:
    """A bare document as an interaction that shows its results where its `actions` put them.

    `actions` are its sub-actions in the current shape. With several places the page shows none.
    """
    page: dict[str, Any] = {"interaction_type": INTERACTION_TYPE, **document}
    if "$schema" in document:
        page = {"$schema": document["$schema"], **page}
    targets = {target for action in actions if is_object(action) for target in [_target(action)] if target}
    if len(targets) == 1:
        hints = {"render_as": "list", "selectable": True, "source": targets.pop().removeprefix("data.")}
        page["result_display_schema"] = {"type": "array", "_ux": hints}
    return page


def _target(action: Mapping[str, Any]) -> str:
    """Where an action puts its results in the page's data; "" if that is not known."""
    mapping = action.get("result_mapping")
    target = mapping.get("target_path") if is_object(mapping) else None
    if not isinstance(target, str) or "{" in target:
        return ""
    try:
        return "" if parse(target)[0] == "interaction" else target
    except ValueError:
        return ""
