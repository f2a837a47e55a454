"""`rerun` as a key of a sub-action."""

from typing import Any

from engine.documents.older_shapes.swap import swap
from engine.documents.place import Place
from schemas.json_value import is_object


def rerun(action: dict[str, Any], place: Place) -> None:
    """`rerun: {"from": "generate_scenes"}`, or just the name, becomes the action `rerun`."""
    if "rerun" not in action or "config" in action or action.get("action_type", "rerun") != "rerun":
        return
    given = action["rerun"]
    if isinstance(given, str):
        place.at("config", "from").moved_from(place.at("rerun"))
        given = {"from": given}
    elif not is_object(given):
        return
    place.at("action_type").moved_from(place.at("rerun"))
    place.at("config").moved_from(place.at("rerun"))
    swap(action, "rerun", {"action_type": "rerun", "config": given})
