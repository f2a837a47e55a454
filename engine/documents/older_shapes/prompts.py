"""Files named by their path alone, without a reference."""

from typing import Any

from engine.documents.older_shapes.swap import open_config, swap
from engine.documents.place import Place


def prompt_template(action: dict[str, Any], place: Place) -> None:
    """`config: {"prompt_template": "prompts/a.txt"}` becomes `input`, a reference to that template."""
    config = open_config(action)
    if config and isinstance(config.get("prompt_template"), str) and "input" not in config:
        path = config["prompt_template"]
        at = place.at("config")
        at.at("input").moved_from(at.at("prompt_template"))
        at.at("input", "$ref").moved_from(at.at("prompt_template"))
        swap(config, "prompt_template", {"input": {"$ref": path, "type": "jinja2"}})
        action["config"] = config


def output_schema(action: dict[str, Any], place: Place) -> None:
    """`config: {"output_schema": "schemas/a.json"}` becomes a reference to that file."""
    config = open_config(action)
    if config and isinstance(config.get("output_schema"), str) and "{{" not in config["output_schema"]:
        at = place.at("config", "output_schema")
        at.at("$ref").moved_from(at)
        config["output_schema"] = {"$ref": config["output_schema"]}
        action["config"] = config
