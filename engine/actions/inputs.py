"""Builds what an action gets: its validated config and the variables its templates may see."""

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel, ValidationError

from engine.actions.action import Action
from engine.actions.errors import ActionError
from engine.actions.scope import Scope
from engine.model_shape import Shape, branches, fields, item, member, models
from engine.store.executions import ExecutionRequest
from engine.templates.sandbox import compile_expression, keys_used, render_value
from schemas.documents.refs import InlineText
from schemas.json_value import is_list, is_object


def config_of(action: Action, config: Mapping[str, Any], variables: Mapping[str, Any]) -> BaseModel:
    """The action's config: templates that stand for a setting are evaluated, then all is validated.

    Text parts are left to the action, and so is what its model takes as it comes (`Any`).
    Raises `ActionError` naming every field that is wrong, `MissingName`, ValueError.
    """
    settings = _evaluated(action.config_model, config, variables)
    try:
        return action.config_model.model_validate(settings)
    except ValidationError as error:
        wrong = "; ".join(f"{'.'.join(map(str, e['loc'])) or 'config'}: {e['msg']}" for e in error.errors())
        raise ActionError("invalid_config", f"The settings of {action.id} are not valid: {wrong}.") from None


def _evaluated(model: type[BaseModel], config: Mapping[str, Any], variables: Mapping[str, Any]) -> Any:
    shapes = fields(model)
    return {
        name: _setting(shapes[name], value, variables) if name in shapes else value
        for name, value in config.items()
    }


def _setting(shape: Shape, value: Any, variables: Mapping[str, Any]) -> Any:
    if InlineText in branches(shape) or Any in branches(shape):
        return value
    if isinstance(value, str):
        return render_value(value, variables) if "{{" in value or "{%" in value else value
    if is_list(value):
        return [_setting(inner, one, variables) for one in value for inner in item(shape)[:1]] or value
    if is_object(value) and len(known := models(shape)) == 1:
        return _evaluated(known[0], value, variables)
    if is_object(value) and len(inner := member(shape)) == 1:
        return {key: _setting(inner[0], one, variables) for key, one in value.items()}
    return value


def variables_of(request: ExecutionRequest, scope: Scope) -> dict[str, Any]:
    """What templates see: `values`, `state` (only the keys it needs), `data`, `params`, the feedback.

    A field that is not set is there all the same: an empty text, or none if it is no text.
    Raises `ActionError` for a state key that is needed and missing, before anything is sent.
    """
    wanted = scope.requires if scope.requires is not None else _state_keys(request.config)
    state: Mapping[str, Any] = scope.state
    if wanted is not None:
        missing = [key for key in wanted if key not in scope.state]
        if missing:
            raise ActionError(
                "missing_state",
                f"{request.label} needs {', '.join(sorted(missing))}, which no earlier step has made yet.",
                hint="Complete the earlier step, or correct the template.",
            )
        state = {key: scope.state[key] for key in wanted}
    return {
        "values": {**_blank(scope.schema), **request.values},
        "state": state,
        "data": scope.data,
        "params": request.params,
        **scope.context.variables,
        **scope.variables,
        **dict.fromkeys(scope.feedback_names, request.feedback),
    }


def _blank(schema: Mapping[str, Any]) -> dict[str, Any]:
    properties = schema.get("properties")
    if not is_object(properties):
        return {}
    return {
        name: "" if is_object(shape) and shape.get("type") == "string" and "enum" not in shape else None
        for name, shape in properties.items()
    }


def check_preconditions(scope: Scope, variables: Mapping[str, Any]) -> None:
    """Raise `ActionError` with the words of the first precondition that does not hold."""
    for precondition in scope.preconditions:
        holds = compile_expression(precondition.condition)
        if not holds({**variables, "state": scope.state}):
            raise ActionError("not_needed", precondition.otherwise)


def _state_keys(config: Any) -> list[str] | None:
    """State keys all templates in a config read; None if one needs the whole state."""
    keys: set[str] = set()
    for text in _texts(config):
        if "state" not in text:
            continue
        used = keys_used(text, "state")
        if used is None:
            return None
        keys |= used
    return sorted(keys)


def _texts(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value] if "{" in value else []
    if is_object(value):
        if value.get("type") == "text" and "text" in value:
            return []
        return [text for item in value.values() for text in _texts(item)]
    if is_list(value):
        return [text for item in value for text in _texts(item)]
    return []
