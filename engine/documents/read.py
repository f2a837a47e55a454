"""Reads one JSON or YAML file into plain values, strictly.

Beyond syntax these are errors: duplicate keys (JSON parsers silently keep the last), NaN and
infinities, control characters in keys, nesting deeper than 64. Texts are cleaned of what a
terminal would obey.
"""

import json
from pathlib import Path
from typing import Any, NoReturn

from engine.documents.place import Keys, pointer_of
from engine.documents.problems import DocumentErrors, Problem
from schemas.clean_text import clean, clean_line
from schemas.json_value import is_list, is_object

MAX_DEPTH = 64
YAML_ENDINGS = (".yaml", ".yml")


def read_value(data: bytes, file: Path) -> Any:
    """The value in a `.json`, `.yaml` or `.yml` file; DocumentErrors with every fault in it."""
    text = decode(data, file)
    if file.suffix.lower() in YAML_ENDINGS:
        from engine.documents.read_yaml import parse_yaml  # noqa: PLC0415 - most documents are JSON

        value = parse_yaml(text, file)
    else:
        value = _parse_json(text, file)
    problems: list[Problem] = []
    cleaned = _cleaned(value, (), file, problems)
    if problems:
        raise DocumentErrors(problems)
    return cleaned


def decode(data: bytes, file: Path) -> str:
    """UTF-8 text, with or without a byte order mark; DocumentErrors if it is something else."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise DocumentErrors(
            [Problem(file, "", "is not UTF-8 text", f"byte 0x{data[error.start]:02x} in line {line}")]
        ) from None


class _Pairs(dict[str, Any]):
    """A JSON object that remembers which keys it was given twice."""

    twice: tuple[str, ...] = ()


def _object(pairs: list[tuple[str, Any]]) -> _Pairs:
    found = _Pairs(pairs)
    if len(found) != len(pairs):
        keys = [key for key, _ in pairs]
        found.twice = tuple(sorted({key for key in keys if keys.count(key) > 1}))
    return found


def _parse_json(text: str, file: Path) -> Any:
    def refuse(constant: str) -> NoReturn:
        raise ValueError(f"{constant} is not a JSON number")

    def number(digits: str) -> float:
        value = float(digits)
        return refuse(digits) if value in (float("inf"), float("-inf")) else value

    try:
        return json.loads(text, object_pairs_hook=_object, parse_constant=refuse, parse_float=number)
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}, column {error.colno}"
        message = f"is not valid JSON: {where}: {error.msg}"
        found = _line(text, error.lineno)
    except RecursionError:
        message, found = f"is nested deeper than {MAX_DEPTH} levels", ""
    except ValueError as error:
        message, found = f"is not valid JSON: {error}", ""
    raise DocumentErrors([Problem(file, "", message, found)])


def _line(text: str, number: int) -> str:
    lines = text.split("\n", number)
    line = lines[number - 1] if len(lines) >= number else ""
    return clean_line(line.strip())[:80]


def _cleaned(value: Any, keys: Keys, file: Path, problems: list[Problem]) -> Any:
    """A copy with harmless texts and plain dicts; adds to `problems`."""
    if isinstance(value, str):
        return clean(value)
    if len(keys) > MAX_DEPTH and (is_object(value) or is_list(value)):
        message = f"is nested deeper than {MAX_DEPTH} levels"
        problems.append(Problem(file, pointer_of(keys[:3]) + "/…", message))
        return None
    if is_list(value):
        return [_cleaned(item, (*keys, at), file, problems) for at, item in enumerate(value)]
    if not is_object(value):
        return value
    for key in value.twice if isinstance(value, _Pairs) else ():
        problems.append(Problem(file, pointer_of((*keys, clean_line(key))), "the same key twice"))
    for key in value:
        if clean_line(key) != key:
            message = "control characters in a key"
            problems.append(Problem(file, pointer_of((*keys, clean_line(key))), message))
    return {key: _cleaned(item, (*keys, key), file, problems) for key, item in value.items()}
