"""What a session is about, in a line: the first text of its first page."""

from collections.abc import Mapping
from typing import Any

from engine.session.state import SessionEvent, SessionState
from schemas.clean_text import clean_line
from schemas.json_value import is_object

MOST_CHARACTERS = 120


def about(state: SessionState, event: SessionEvent) -> str | None:
    """The line after this event, or None if the event does not change it."""
    first = next(iter(state.interactions.values()), None)
    if event.kind == "interaction_opened" and first is None:
        request = event.data["request"]
        return _first_text(request.get("input_schema", {}), request["display_data"].get("current_values"))
    if event.kind == "values_committed" and first and first.id == event.data["interaction_id"]:
        return _first_text(first.request.input_schema, event.data["values"])
    return None


def _first_text(schema: Mapping[str, Any], values: Any) -> str | None:
    properties = schema.get("properties")
    if not is_object(properties) or not is_object(values):
        return None
    for name, shape in properties.items():
        value = values.get(name)
        if isinstance(value, str) and value.strip() and is_object(shape) and "enum" not in shape:
            return clean_line(value).strip()[:MOST_CHARACTERS]
    return None
