"""Where a result goes, said with one key instead of a result mapping."""

from typing import Any

from engine.documents.older_shapes.swap import open_config, swap
from engine.documents.place import Place


def result_target(action: dict[str, Any], place: Place) -> None:
    """`result_target: "generations"` becomes a `result_mapping` that appends there."""
    if "result_target" in action and "result_mapping" not in action:
        place.at("result_mapping", "target_path").moved_from(place.at("result_target"))
        target = action["result_target"]
        swap(action, "result_target", {"result_mapping": {"target_path": target, "merge_mode": "append"}})


def target_field(action: dict[str, Any], place: Place) -> None:
    """`config: {"target_field": "scenes"}` becomes a `result_mapping` that replaces what is there."""
    config = open_config(action)
    if config and "target_field" in config and "result_mapping" not in action:
        place.at("result_mapping", "target_path").moved_from(place.at("config", "target_field"))
        target = config.pop("target_field")
        result_mapping = {"target_path": target, "merge_mode": "replace"}
        swap(action, "config", {"config": config, "result_mapping": result_mapping})
