"""Between what a person typed and the value it means."""

import json
import math
import re
from typing import Any

from engine.form.field import Field, Kind

_NUMBER = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?", re.ASCII | re.IGNORECASE)
_WHOLE = re.compile(r"[+-]?\d+", re.ASCII)
_MOST_DIGITS = 400
_SHOWN = 40
_NUMBERS: frozenset[Kind] = frozenset({"number", "integer", "slider"})
_AS_JSON: frozenset[Kind] = frozenset({"object", "list", "tuple", "map", "json", "multiselect", "null"})
_NEVER_EMPTY: frozenset[Kind] = frozenset({"date", "time", "datetime", "color", "file", "checkbox"})


def parse_text(field: Field, text: str) -> Any:
    """Return the value that `text` means for the field.

    Text fields take every text, also the empty one. Fields that consist of others are spelt as
    JSON. Numbers and JSON raise ValueError with
    the reason in words that follow the field's title: "“12a” is not a number".
    """
    if field.kind in _NUMBERS:
        return _number(text.strip(), whole=field.value_type == "integer")
    if field.kind in _AS_JSON:
        return _json(text)
    return text


def means_absent(field: Field, text: str) -> bool:
    """Whether an empty control means "no value" rather than the empty text."""
    if field.choices and field.kind != "multiselect":
        return not text and all(choice.value != "" for choice in field.choices)
    return not text.strip() and field.kind in _NUMBERS | _AS_JSON | _NEVER_EMPTY


def spell_value(field: Field, value: Any) -> str:
    """Return what a text control shows for `value`; null shows as nothing, except in JSON."""
    if field.kind in _AS_JSON:
        return json.dumps(value, ensure_ascii=False, indent=2)
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _number(text: str, *, whole: bool) -> int | float:
    if len(text) <= _MOST_DIGITS:
        if _WHOLE.fullmatch(text):
            return int(text)
        if _NUMBER.fullmatch(text):
            value = float(text)
            if math.isfinite(value) and not whole:
                return value
            if whole and value.is_integer() and abs(value) < 2**53:
                return int(value)
            if math.isfinite(value) and whole:
                raise ValueError(f"“{text}” is not a whole number")
    raise ValueError(f"“{_short(text)}” is not a {'whole ' if whole else ''}number")


def _json(text: str) -> Any:
    try:
        value = json.loads(text, parse_constant=_no_constant)
        # A lone surrogate (\ud800) is legal JSON but can't be stored or shown.
        json.dumps(value, ensure_ascii=False).encode()
    except json.JSONDecodeError as error:
        reason = error.msg[:1].lower() + error.msg[1:]
        raise ValueError(f"is not valid JSON: line {error.lineno}, column {error.colno}: {reason}") from None
    except UnicodeEncodeError:
        raise ValueError("is not valid JSON: half of a character (\\ud800 to \\udfff)") from None
    except (ValueError, RecursionError) as error:
        raise ValueError(f"is not valid JSON: {error}") from None
    return value


def _no_constant(name: str) -> Any:
    raise ValueError(f"{name} is not a JSON number")


def _short(text: str) -> str:
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"
