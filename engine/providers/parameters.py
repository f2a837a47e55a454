"""The parameters that a kind of provider takes, as JSON Schema: `<kind>/parameters.json`.

Such a file is data, read without importing the provider:

    title         what a person reads: "Midjourney"
    model_field   the parameter that names the model ("model", unless given)
    models        [{id, title, changes?: {parameter: schema}, without?: [parameter]}], the default first
    properties    the parameters of all models, in order, with `_ux`
    operations    {operation: {changes?, without?, only?: [parameter]}}; others take all

`changes` are laid over a parameter key by key, or add one. The prompt, the count and the
seed are no parameters.
"""

import json
from collections.abc import Mapping
from copy import deepcopy
from functools import lru_cache
from pathlib import Path
from typing import Any

from schemas.frozen import frozen
from schemas.json_value import is_list, is_object

_HERE = Path(__file__).parent


@frozen
class Model:
    """A model that can be asked for, and what a person reads."""

    id: str
    title: str


class Parameters:
    """What a `parameters.json` says. Pure; nothing is asked over a network."""

    def __init__(self, content: Mapping[str, Any]) -> None:
        self._content = content
        self.title = str(content.get("title", ""))
        self.model_field = str(content.get("model_field", "model"))

    def models(self) -> tuple[Model, ...]:
        """The models, the default one first."""
        return tuple(Model(each["id"], each["title"]) for each in self._content.get("models", ()))

    def schema(self, operation: str = "txt2img", model: str | None = None) -> dict[str, Any]:
        """The JSON Schema of the parameters of an operation with a model; unknown ones change nothing."""
        properties: dict[str, Any] = {}
        models: list[dict[str, Any]] = self._content.get("models", [])
        if models:
            properties[self.model_field] = {
                "type": "string",
                "title": "Model",
                "oneOf": [{"const": each["id"], "title": each["title"]} for each in models],
                "default": models[0]["id"],
                **self._content.get("properties", {}).get(self.model_field, {}),
            }
        own = deepcopy(self._content.get("properties", {}))
        properties |= {name: shape for name, shape in own.items() if name != self.model_field}
        first: dict[str, Any] = models[0] if models else {}
        chosen = next((each for each in models if each["id"] == model), first)
        for changes in (self._content.get("operations", {}).get(operation, {}), chosen):
            properties = _changed(properties, changes)
        return {"type": "object", "title": self.title, "properties": properties}


@lru_cache(64)
def parameters_of(kind: str) -> Parameters | None:
    """What the kind's `parameters.json` says; None for a kind without one."""
    if not kind.isidentifier():
        return None
    try:
        text = (_HERE / kind / "parameters.json").read_text("utf-8")
    except FileNotFoundError:
        return None
    return Parameters(json.loads(text))


def _changed(properties: Mapping[str, Any], changes: Mapping[str, Any]) -> dict[str, Any]:
    changed = dict(properties)
    laid_over = changes.get("changes")
    if is_object(laid_over):
        for name, shape in laid_over.items():
            changed[name] = {**changed.get(name, {}), **shape}
    without, only = changes.get("without", []), changes.get("only")
    return {
        name: shape
        for name, shape in changed.items()
        if name not in without and (not is_list(only) or name in only)
    }
