"""The values of one axis of a sweep, as a person types them.

`a, b, c` is a list, `1..9` and `0..1 step 0.25` are ranges, `{a|b}` in a prompt stands for either.
"""

import itertools
import json
import re
from collections.abc import Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

MOST_VALUES = 1000

_NUMBER = r"\s*(-?\d+(?:\.\d+)?(?:[eE][+-]?\d{1,2})?)\s*"
_RANGE = re.compile(rf"{_NUMBER}\.\.{_NUMBER}(?:step{_NUMBER})?")
_EITHER = re.compile(r"(?<!\{)\{([^{}|]*(?:\|[^{}|]*)+)\}(?!\})")


def values_in(text: str) -> list[str]:
    """Return what a list or a range spells, as texts. ValueError for one that is empty or has no end.

    A comma inside quotes, and one after a backslash, is part of its value; one value a line does
    as well, and then commas are nothing special.
    """
    found = _range(text)
    if found is None:
        lines = [line.strip() for line in text.splitlines() if line.strip()]
        found = lines if len(lines) > 1 else _split(text)
    if not found:
        raise ValueError("there are no values; write a, b, c or 1..9")
    if len(found) > MOST_VALUES:
        raise ValueError(f"these are more than {MOST_VALUES} values")
    return found


def alternatives(text: str) -> list[str]:
    """Return every reading of a text with `{a|b}` in it, the first part varying slowest.

    `{{ … }}` is a template and stays. ValueError if there are too many.
    """
    parts: list[Sequence[str]] = []
    at = 0
    for found in _EITHER.finditer(text):
        parts += [(text[at : found.start()],), found.group(1).split("|")]
        at = found.end()
    parts.append((text[at:],))
    many = 1
    for part in parts:
        many *= len(part)
        if many > MOST_VALUES:
            raise ValueError(f"these are more than {MOST_VALUES} readings")
    return ["".join(each) for each in itertools.product(*parts)]


def _range(text: str) -> list[str] | None:
    found = _RANGE.fullmatch(text)
    if found is None:
        return None
    try:
        first, last = Decimal(found[1]), Decimal(found[2])
        step = abs(Decimal(found[3])) if found[3] else Decimal(1)
    except InvalidOperation:
        return None
    if not step:
        raise ValueError("a range with a step of 0 has no end")
    if abs(last - first) / step > MOST_VALUES:
        raise ValueError(f"this range has more than {MOST_VALUES} values")
    step = step if last >= first else -step
    count = int((last - first) / step) + 1
    return [_spelt(first + step * at) for at in range(count)]


def _spelt(number: Decimal) -> str:
    text = format(number, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def _split(text: str) -> list[str]:
    values, value, quoted, rest = list[str](), "", False, iter(text)
    for letter in rest:
        if letter == "\\":
            value += next(rest, "\\")
        elif letter == '"':
            quoted = not quoted
            value += letter
        elif letter == "," and not quoted:
            values.append(value)
            value = ""
        else:
            value += letter
    return [each for each in (_unquoted(each.strip()) for each in [*values, value]) if each]


def _unquoted(text: str) -> str:
    if len(text) > 1 and text[0] == text[-1] == '"':
        try:
            spelt: Any = json.loads(text)
        except ValueError:
            return text[1:-1]
        return str(spelt)
    return text
