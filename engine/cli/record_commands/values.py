"""Values of fields as they are given on a command line."""

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from schemas.messages.given import UsageError


def read_values(texts: Sequence[str], as_json: Sequence[str]) -> dict[str, Any]:
    """`FIELD=TEXT`, `FIELD=@FILE` and `FIELD=-`, and `FIELD=JSON`, as values by field."""
    values: dict[str, Any] = {}
    for each in texts:
        name, value = _split(each)
        values[name] = _text(value)
    for each in as_json:
        name, value = _split(each)
        try:
            values[name] = json.loads(value)
        except (ValueError, RecursionError) as error:
            raise UsageError(f"the value of {name!r} is not valid JSON: {error}") from None
    if not values:
        raise UsageError("give at least one FIELD=VALUE")
    return values


def _split(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals or not name:
        raise UsageError(f"{text[:80]!r} is not FIELD=VALUE")
    return name, value


def _text(value: str) -> str:
    """`@@` at the beginning is a single `@`."""
    if value == "-":
        return _decoded(sys.stdin.buffer.read(), "standard input")
    if value.startswith("@@"):
        return value[1:]
    if value.startswith("@"):
        try:
            return _decoded(Path(value[1:]).expanduser().read_bytes(), value[1:])
        except OSError as error:
            hint = f"for the text {value!r} itself write @{value}"
            raise UsageError(f"{value[1:]} cannot be read: {error.strerror}", hint) from None
    return value


def _decoded(data: bytes, source: str) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UsageError(f"{source} is not UTF-8 text: byte {error.start}") from None
