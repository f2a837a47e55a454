"""Edits of a form whose top-level fields are each one value."""

from dataclasses import replace
from typing import Any

from engine.form.absent import ABSENT
from engine.form.field import Field
from engine.form.state import State
from engine.form.typed_text import means_absent, parse_text


def set_value(state: State, path: str, value: Any) -> State:
    """Put a value there, whether the form has such a field or not."""
    return state.put(path, value)


def clear(state: State, path: str) -> State:
    """Make the value absent."""
    return state.put(path, ABSENT)


def set_text(state: State, path: str, text: str, field: Field | None) -> State:
    """Take what a text control holds; text that does not parse, or is of no field, is kept as it is."""
    state = clear(state, path)
    if field is not None and means_absent(field, text):
        return state
    try:
        if field is not None:
            return state.put(path, parse_text(field, text))
    except ValueError:
        pass
    return replace(state, unparsed={**state.unparsed, path: text})
