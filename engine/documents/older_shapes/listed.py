"""Sub-actions as a mapping of ids."""

from typing import Any

from engine.documents.place import Place
from schemas.json_value import is_object


def mapping_to_list(holder: dict[str, Any], place: Place) -> None:
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
