"""What is said where there is no text to show: not set, empty and null are three things."""

from typing import Any

from engine.form.field import Field
from engine.form.model import Absent
from schemas.clean_text import clean_line

NOT_SET = "not set"
"""Stands where a field has no value."""

NULL = "null"
"""Stands where the value is null."""

_MOST_EXAMPLES = 200


def placeholder_of(field: Field, value: Any) -> str:
    """Return what an empty text control shows: the state, then what the author says.

    A required text is never "not set" for long, so there the author's words stand alone.
    """
    words = field.placeholder
    if value is None:
        return NULL
    if isinstance(value, Absent) and not field.required:
        return f"{NOT_SET} · {words}" if words else NOT_SET
    return words


def examples_of(field: Field) -> list[str]:
    """Return the texts that the schema gives as examples, each once."""
    values = (choice.value for choice in field.suggestions[:_MOST_EXAMPLES])
    texts = (clean_line(value) for value in values if isinstance(value, str))
    return list(dict.fromkeys(text for text in texts if text))
