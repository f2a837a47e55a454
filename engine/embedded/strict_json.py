"""Reads the parameters of an action: one JSON object, strictly."""

import json
from collections.abc import Mapping
from typing import Any, NoReturn

from engine.embedded.json_scan import JsonScan
from engine.embedded.parts import DEEPEST, LONGEST_PARAMETERS
from schemas.json_value import is_object, kind_of


def read_object(text: str, *, longest: int = LONGEST_PARAMETERS, deepest: int = DEEPEST) -> Mapping[str, Any]:
    """The JSON object in `text`; ValueError with half a sentence on what is wrong.

    Wrong are, beside what is no JSON: a key given twice, NaN and infinities, more than `deepest` levels, and
    more than `longest` characters.
    """
    if len(text) > longest:
        raise ValueError(f"they are longer than {longest:,} characters")
    data = bytearray(text.encode("utf-8", "surrogatepass"))
    scan = JsonScan(deepest)
    scan.scan(data, 0, len(data))
    if scan.problem:  # Looked for first: a deep value would exhaust the reader's stack.
        raise ValueError(scan.problem)
    try:
        value = json.loads(text, object_pairs_hook=_object, parse_constant=_refuse, parse_float=_finite)
    except json.JSONDecodeError as error:
        message = error.msg[:1].lower() + error.msg[1:]
        raise ValueError(f"{message}, at character {error.pos + 1}") from None
    if not is_object(value):
        raise ValueError(f"they are {kind_of(value)}, not a JSON object")
    return value


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        seen: set[str] = set()
        twice = next(key for key, _ in pairs if key in seen or seen.add(key))
        raise ValueError(f"the key {twice[:80]!r} is there twice")
    return found


def _finite(digits: str) -> float:
    value = float(digits)
    return value if abs(value) != float("inf") else _refuse(digits)


def _refuse(constant: str) -> NoReturn:
    raise ValueError(f"{constant[:20]} is no JSON number")
