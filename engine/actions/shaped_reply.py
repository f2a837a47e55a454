"""Makes an action's output from a model's reply, as `output` in its config says."""

from collections.abc import Mapping
from typing import Any

from engine.templates.sandbox import MissingName, render_value
from schemas.json_value import is_object


def shaped(output: Any, reply: Any, variables: Mapping[str, Any]) -> Any:
    """`output` with its templates rendered over `reply` and the variables; without `output` the reply.

    Raises `MissingName` and ValueError.
    """
    return reply if output is None else render_value(output, {**variables, "reply": reply})


def shaped_part(output: Any, reply: Any, variables: Mapping[str, Any]) -> Any:
    """What an unfinished reply makes so far; None if nothing.

    Of an object, the keys whose templates find all they need.
    """
    if not is_object(output):
        return _shaped_or_none(output, reply, variables)
    parts = {key: _shaped_or_none(item, reply, variables) for key, item in output.items()}
    return {key: part for key, part in parts.items() if part is not None} or None


def _shaped_or_none(output: Any, reply: Any, variables: Mapping[str, Any]) -> Any:
    try:
        return shaped(output, reply, variables)
    except (MissingName, ValueError):
        return None
