"""What a field of a record may be called, and what it may hold."""

import json
import math
from typing import Any

from schemas.clean_text import clean, clean_line
from schemas.json_value import is_list, is_object

MAX_NAME = 100
"""Characters of a field's name."""
MAX_VALUE = 1024 * 1024
"""Bytes of one value, as JSON in UTF-8."""
MAX_FIELDS = 1000
"""Fields of one record."""
MAX_DEPTH = 64

RESERVED = ("id", "sections")
"""What imported and exported records say beside their fields."""

# Kept: `json.dumps` makes one for each call, which takes as long as a text of a few lines.
_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


def check_name(name: str) -> None:
    """ValueError if no field can be called so; `meta.seo_title` is a name like any other."""
    if not name.strip():
        raise ValueError("a field needs a name")
    if len(name) > MAX_NAME:
        raise ValueError(f"the name of a field has at most {MAX_NAME} characters")
    if clean_line(name) != name:
        raise ValueError("control characters in the name of a field")
    if name in RESERVED:
        raise ValueError(f"no field can be called {name!r}: every record has its own")


def stored(value: Any) -> tuple[Any, str]:
    """A JSON value as records keep it, and its JSON.

    Texts lose what a terminal would obey. ValueError for what is no JSON, too large or too deep.
    """
    value = _cleaned(value, 0)
    text = json_text(value)
    # No character has more than four bytes: most texts need not be encoded to know.
    if len(text) > MAX_VALUE // 4 and len(text.encode()) > MAX_VALUE:
        raise ValueError(f"the value is larger than {MAX_VALUE // 1024} KiB")
    return value, text


def json_text(value: Any) -> str:
    """The JSON of a value, the same for the same value."""
    return _ENCODER.encode(value)


def cell_text(value: Any) -> str:
    """A value as a cell of a table says it: a text as it is, null as nothing, all else as JSON."""
    if value is None:
        return ""
    return value if isinstance(value, str) else json_text(value)


def _cleaned(value: Any, depth: int) -> Any:
    if isinstance(value, str):
        return clean(value)
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, float):
        if not math.isfinite(value):
            raise ValueError("NaN and infinity are no JSON numbers")
        return value
    if depth >= MAX_DEPTH:
        raise ValueError(f"nested deeper than {MAX_DEPTH} levels")
    if is_list(value):
        return [_cleaned(item, depth + 1) for item in value]
    if is_object(value):
        for key in value:
            if clean_line(key) != key:
                raise ValueError("control characters in a key")
        return {key: _cleaned(item, depth + 1) for key, item in value.items()}
    raise ValueError(f"{type(value).__name__} is no JSON value")
