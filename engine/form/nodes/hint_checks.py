"""Which hints there are in `_ux`, and what each takes.

The models of `schemas.documents.form` say the same to those who check documents; here it is said without
the library that validates them, which a form need not wait for. A test holds the two together.
"""

import re
from collections.abc import Callable, Mapping
from typing import Any, get_args

from schemas.clean_text import clean_line
from schemas.documents.layout_words import Gap, InputType, Language, Layout, SectionStyle, Width

Check = Callable[[Any], Any]
"""Returns what a value means, or raises ValueError."""

_WHOLE = re.compile(r"\s*([+-]?[0-9]+(?:_[0-9]+)*)(?:\.0+)?\s*")

_MOST = 2**63
"""A float that is as large as this is not taken for a whole number."""


def right(checks: Mapping[str, Check], value: Mapping[str, Any]) -> dict[str, Any]:
    """What of these hints is known and right, by name."""
    found: dict[str, Any] = {}
    for name, hint in value.items():
        if check := checks.get(name):
            try:
                found[name] = check(hint)
            except ValueError:
                continue
    return found


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise ValueError(value)
    return value


def _line(value: Any) -> str:
    return clean_line(_text(value))


def _one_of(words: Any) -> Check:
    known = get_args(words)

    def check(value: Any) -> str:
        if value not in known:
            raise ValueError(value)
        return value

    return check


def _whole(least: int, most: int | None = None) -> Check:
    """A whole number, also as a text or as a number with decimals that are zero."""

    def check(value: Any) -> int:
        number = _number(value)
        if number < least or (most is not None and number > most):
            raise ValueError(value)
        return number

    return check


def _number(value: Any) -> int:
    if isinstance(value, str) and (found := _WHOLE.fullmatch(value)):
        return int(found[1])
    if isinstance(value, int) or (isinstance(value, float) and value.is_integer() and abs(value) < _MOST):
        return int(value)
    raise ValueError(value)


def _or_nothing(check: Check) -> Check:
    return lambda value: None if value is None else check(value)


FORM: Mapping[str, Check] = {
    "layout": _one_of(Layout),
    "grid_columns": _whole(1, 12),
    "grid_gap": _one_of(Gap),
    "section_style": _one_of(SectionStyle),
}

FIELD: Mapping[str, Check] = {
    "grid_column": _or_nothing(_whole(1)),
    "grid_row": _or_nothing(_whole(1)),
    "column_span": _or_nothing(_whole(1)),
    "row_span": _or_nothing(_whole(1)),
    "group": _or_nothing(_text),
    "group_label": _or_nothing(_line),
    "input_type": _or_nothing(_one_of(InputType)),
    "width": _or_nothing(_one_of(Width)),
    "visible_when": _or_nothing(_text),
    "placeholder": _or_nothing(_line),
    "rows": _or_nothing(_whole(1, 40)),
    "language": _or_nothing(_one_of(Language)),
}
