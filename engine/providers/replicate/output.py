"""What a model's output is: files to fetch, or a text, or a value."""

import json
from collections.abc import Iterator
from typing import Any

from schemas.json_value import is_list, is_object

MOST_FILES = 256
_DEEPEST = 16


def files_in(output: Any) -> list[str]:
    """The addresses in an output, in order: it is one, a list of them, or an object with some."""
    found: list[str] = []
    for url in _addresses(output, 0):
        if url not in found:
            found.append(url)
        if len(found) == MOST_FILES:
            break
    return found


def value_in(output: Any) -> tuple[bytes, str]:
    """An output without files as bytes and media type; a list of texts is a text that came in pieces."""
    if is_list(output) and output and all(isinstance(piece, str) for piece in output):
        output = "".join(output)
    if isinstance(output, str):
        return output.encode(errors="replace"), "text/plain"
    return json.dumps(output, ensure_ascii=False).encode(errors="replace"), "application/json"


def _addresses(value: Any, depth: int) -> Iterator[str]:
    if isinstance(value, str):
        if value.startswith(("http://", "https://", "data:")) and not any(map(str.isspace, value[:2000])):
            yield value
    elif depth < _DEEPEST:
        inside = list(value.values()) if is_object(value) else value if is_list(value) else []
        for each in inside:
            yield from _addresses(each, depth + 1)
