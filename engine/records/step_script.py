"""A step's script with what its settings depend on: the action, its config's shape, its defaults (row C6)."""

from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, Any

from engine.actions.action import Action
from engine.actions.errors import ActionError
from engine.actions.media_names import is_media, named_in
from engine.actions.registry import Registry
from engine.actions.step_script import action_named
from engine.documents.loaded import LoadedWorkflow
from engine.records.setting_levels import Level
from engine.session.errors import SessionError
from engine.spelling import nearest
from engine.trust.code import folder_of
from schemas.documents.script_step import ScriptStep
from schemas.frozen import frozen
from schemas.json_value import is_object

if TYPE_CHECKING:
    from pydantic import BaseModel

_MEDIA_OWN = ("params",)


@frozen
class SettledStep:
    """A step, and what `script_config` means for it. `stored` is the body of its stored LLM action."""

    workflow: LoadedWorkflow
    step_id: str
    script: ScriptStep
    name: str
    action: Action
    stored: Mapping[str, Any] | None = None

    @property
    def is_text(self) -> bool:
        """Whether a text provider answers."""
        return self.action.id == "llm.generate"

    @property
    def is_media(self) -> bool:
        """Whether a media provider answers."""
        return is_media(self.name)

    @property
    def is_open(self) -> bool:
        """Whether the action takes parameters that its config's model does not name."""
        extra = self.action.config_model.model_config.get("extra")
        return extra == "allow" or self.name in ("fetch", "script", "custom_script")

    def level_of_workflow(self) -> Level:
        """What the workflow's defaults say, by the names of this step's settings."""
        defaults = self.workflow.workflow.defaults.model_dump(exclude_none=True)
        if self.is_text:
            names = {"provider": "text_provider"} | {name: name for name in _SAMPLING}
        elif self.is_media:
            names = {"provider": "media_provider", "seed": "seed"}
        else:
            names = {}
        return Level("workflow", {name: defaults.get(of) for name, of in names.items() if of in defaults})

    def levels_of_step(self) -> list[Level]:
        """What the step says: its action's name, its stored LLM action, its parameters."""
        named = {"provider": named_in(self.name)[0]} if self.is_media and named_in(self.name)[0] else {}
        parameters = dict(self.script.script_config.parameters)
        params = parameters.get("params")
        if self.is_media and is_object(params):
            del parameters["params"]
            parameters = {**parameters, **params}
        return [Level("step", named), Level("step", self.stored or {}), Level("step", parameters)]

    def own_shapes(self) -> dict[str, dict[str, Any]]:
        """The JSON Schemas of the action's settings, and of the parameters that the step describes."""
        shapes = model_shapes(self.action.config_model)
        if self.is_media:
            shapes = {name: shape for name, shape in shapes.items() if name not in _MEDIA_OWN}
        if self.name in ("fetch", "script", "custom_script"):
            shapes = {"timeout": shapes["timeout"]} if "timeout" in shapes else {}
        described = self.script.parameters_schema
        properties = described.get("properties") if is_object(described) else None
        return {**shapes, **(properties if is_object(properties) else {})}


_SAMPLING = ("model", "temperature", "top_p", "min_p", "max_tokens", "seed")


def settled_step(workflow: LoadedWorkflow, step_id: str, registry: Registry) -> SettledStep:
    """The step with that id. Raises `SessionError` if there is none, or it runs no script."""
    scripts: dict[str, ScriptStep] = {}
    for place, module in workflow.places():
        if module.script is not None:
            scripts.setdefault(place, module.script)
    script = scripts.get(step_id)
    if script is None:
        close = nearest(step_id, scripts)
        there = ", ".join(scripts) or "none"
        raise SessionError(
            "not_found",
            f"{workflow.workflow.title} has no script step {step_id!r}.",
            hint=f"Did you mean {close}?" if close else f"Its script steps: {there}.",
        )
    name = action_named(script.script_config)
    try:
        action = registry.find_for(name, folder_of(workflow.source))
    except ActionError as error:  # an action of the folder's own, which is not trusted
        raise SessionError("unprocessable", error.message, hint=error.hint) from None
    if action is None:
        raise SessionError("unprocessable", f"There is no action named {name}.")
    return SettledStep(workflow, step_id, script, name, action)


@cache
def model_shapes(model: "type[BaseModel]") -> dict[str, dict[str, Any]]:
    """A JSON Schema for each of a model's keys; one that refers to another is given as a text or anything."""
    schema: dict[str, Any] = model.model_json_schema(by_alias=True)
    properties: dict[str, dict[str, Any]] = schema.get("properties", {})
    return {
        name: shape if "$ref" not in repr(shape) else {"title": shape.get("title", name)}
        for name, shape in properties.items()
    }
