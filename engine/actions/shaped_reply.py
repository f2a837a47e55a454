"""Makes an action's output from a model's reply, as `output` in its config says."""

from collections.abc import Mapping
from typing import Any, TypeGuard

from engine.templates.sandbox import MissingName, compile_template, render_value
from schemas.json_value import is_object


def shaped(output: Any, reply: Any, variables: Mapping[str, Any]) -> Any:
    """`output` with its templates rendered over `reply` and the variables; without `output` the reply.

    An `output` that named a text file makes a text. Raises `MissingName` and ValueError.
    """
    if output is None:
        return reply
    seen = {**variables, "reply": reply}
    if _is_file(output):
        text = str(output["text"])
        return text if output["type"] == "text" else compile_template(text)(seen).strip()
    return render_value(output, seen)


def shaped_part(output: Any, reply: Any, variables: Mapping[str, Any]) -> Any:
    """What an unfinished reply makes so far; None if nothing.

    Of an object, the keys whose templates find all they need.
    """
    if not is_object(output) or _is_file(output):
        return _shaped_or_none(output, reply, variables)
    parts = {key: _shaped_or_none(item, reply, variables) for key, item in output.items()}
    return {key: part for key, part in parts.items() if part is not None} or None


def _is_file(output: Any) -> TypeGuard[Mapping[str, Any]]:
    """Whether `output` is what a `$ref` to a template or a text is resolved to."""
    return is_object(output) and set(output) == {"text", "type"} and output["type"] in ("jinja2", "text")


def _shaped_or_none(output: Any, reply: Any, variables: Mapping[str, Any]) -> Any:
    try:
        return shaped(output, reply, variables)
    except (MissingName, ValueError):
        return None
