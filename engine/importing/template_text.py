"""Templates around a stranger's words: what they wrote is a value in them, never a part of them."""

import json
import re
from typing import Any

from schemas.json_value import is_list, is_object

_MARKS = ("{{", "{%", "{#")


def quoted(text: str) -> str:
    """The text as a literal inside a Jinja2 expression.

    Braces are escaped, so that the literal cannot end the expression around it.
    """
    escaped = json.dumps(text, ensure_ascii=False)
    return re.sub(r"[{}%#]", lambda found: f"\\u{ord(found[0]):04x}", escaped)


def literal(text: str) -> str:
    """A template that renders to exactly this text; the text itself where that is one."""
    is_plain = not any(mark in text for mark in _MARKS) and not ("{" in text and text.endswith(("\n", "\r")))
    return text if is_plain else "{{ " + quoted(text) + " }}"


def literals(value: Any) -> Any:
    """A copy of a JSON value in which every text is a `literal`."""
    if isinstance(value, str):
        return literal(value)
    if is_list(value):
        return [literals(item) for item in value]
    if is_object(value):
        return {key: literals(item) for key, item in value.items()}
    return value


FILLED = "dict(values | items | rejectattr('1', 'in', [none, '']))"
"""An expression for the form's values without those that are empty: a page has them as null or ""."""


def value_of(name: str, schema: Any) -> str:
    """A template for the form's value of that name, with its type; null where it is empty."""
    is_text = is_object(schema) and schema.get("type") == "string"
    return "{{ values[" + quoted(name) + "] | default(none" + (", true" if is_text else "") + ") }}"


def if_filled(name: str, expression: str, otherwise: str) -> str:
    """A template for `expression` if the form's value of that name is not empty, else for `otherwise`."""
    is_filled = f"values[{quoted(name)}] | default('') not in [none, '']"
    return "{{ (" + expression + ") if " + is_filled + " else " + otherwise + " }}"
