"""The `config` of actions on Replicate and ComfyUI: the one place that knows how they are spelt."""

from collections.abc import Mapping
from typing import Any

from engine.importing.comfyui_inputs import Input
from engine.importing.template_text import literal, quoted, value_of

REPLICATE = "media.replicate.predict"
COMFYUI = "media.comfyui.graph"


def replicate_config(model: str, fields: Mapping[str, Any], prompt: str | None, title: str) -> dict[str, Any]:
    """Run `model` (`owner/name`, with or without `:version`) with what is in the form's `fields`.

    `prompt` is the field that says what to make; a model without one gets the title, since the
    action asks for a prompt.
    """
    return {
        "provider": "replicate",
        "model": model,
        "prompt": _prompt(prompt, title),
        "params": {name: value_of(name, schema) for name, schema in fields.items()},
    }


def comfyui_config(graph: str, fields: Mapping[str, Input], prompt: str | None, title: str) -> dict[str, Any]:
    """Run the graph in the file `graph` with each of the form's `fields` at its `node.input`.

    `inputs` among the parameters says which field stands at which address. An empty seed is
    left to the request, which has a new one each time.
    """
    seed = next((name for name, each in fields.items() if each.role == "seed"), None)
    return {
        "provider": "comfyui",
        "operation": "graph",
        "prompt": _prompt(prompt, title),
        **({} if seed is None else {"seed": value_of(seed, fields[seed].schema)}),
        "params": {
            **{name: value_of(name, each.schema) for name, each in fields.items()},
            "graph": {"$ref": graph},
            "inputs": {name: literal(each.address) for name, each in fields.items()},
        },
    }


def _prompt(field: str | None, title: str) -> str:
    if field is None:
        return literal(title)
    return "{{ values[" + quoted(field) + "] }}"
