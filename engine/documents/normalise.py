"""Rewrites older shapes of documents into the one that the models describe (row A12).

Every rewrite is one function in `_REWRITES`; it changes a raw document in place where it
knows the shape and leaves everything else alone for the models to complain about.
"""

from collections.abc import Callable
from typing import Any

from engine.documents.place import Place
from schemas.json_value import is_list, is_object


def normalise(holder: dict[str, Any], place: Place) -> None:
    """Rewrite a module or an interaction (whatever has `sub_actions`) in place."""
    for rewrite in _REWRITES:
        rewrite(holder, place)


def _mapping_to_list(holder: dict[str, Any], place: Place) -> None:
    """`sub_actions: {"generate": {…}}` becomes a list whose items have the key as `id`."""
    actions = holder.get("sub_actions")
    if not is_object(actions):
        return
    listed: list[Any] = []
    at = place.at("sub_actions")
    for index, (name, action) in enumerate(actions.items()):
        at.at(index).moved_from(at.at(name))
        if is_object(action) and "id" not in action:
            action = {"id": name, **action}
            at.at(index, "id").moved_from(at.at(name))
        listed.append(action)
    holder["sub_actions"] = listed


def _result_target(holder: dict[str, Any], place: Place) -> None:
    """`result_target: "generations"` becomes a `result_mapping` that appends there."""
    actions = holder.get("sub_actions")
    for index, action in enumerate(actions if is_list(actions) else []):
        if isinstance(action, dict) and "result_target" in action and "result_mapping" not in action:
            at = place.at("sub_actions", index)
            at.at("result_mapping", "target_path").moved_from(at.at("result_target"))
            target: Any = action.pop("result_target")  # pyright: ignore[reportUnknownVariableType, reportUnknownMemberType]
            action["result_mapping"] = {"target_path": target, "merge_mode": "append"}


_REWRITES: tuple[Callable[[dict[str, Any], Place], None], ...] = (_mapping_to_list, _result_target)
