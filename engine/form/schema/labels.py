"""What a person reads for values, in all the spellings there are of it."""

import json
from collections.abc import Mapping
from typing import Any

from schemas.clean_text import clean_line
from schemas.json_value import is_list, is_object

_LISTS = ("enumNames", "x-enumNames", "x-enum-labels", "x-enum-varnames", "x-ms-enum-names")


def labels_of(schema: Mapping[str, Any]) -> tuple[tuple[Any, str], ...]:
    """Return pairs of a value of the schema's `enum` and its label; those without one are left out."""
    values = schema.get("enum")
    if not is_list(values):
        return ()
    options = schema.get("options")  # as json-editor spells it
    titles = options.get("enum_titles") if is_object(options) else None
    for names in (*(schema.get(keyword) for keyword in _LISTS), titles):
        if is_list(names) and len(names) == len(values):
            pairs = zip(values, names, strict=True)
            return tuple((value, label) for value, name in pairs if (label := _text(name)))
        if is_object(names):
            spelt = (
                (value, names.get(value if isinstance(value, str) else json.dumps(value))) for value in values
            )
            return tuple((value, label) for value, name in spelt if (label := _text(name)))
    return ()


def spelt(value: Any) -> str:
    """Return a value as a label of itself, on one line."""
    if isinstance(value, str):
        return clean_line(value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    return clean_line(json.dumps(value, ensure_ascii=False))


def _text(name: Any) -> str:
    if name is None:
        return ""
    return clean_line(name).strip() if isinstance(name, str) else spelt(name)
