"""Which parameters a refusal complains about.

Shapes: `{"detail": [{"loc": ["body", "image_size"], "msg"}]}` (FastAPI, fal, AUTOMATIC1111),
`{"invalid_fields": [{"field": "input.width", "description", "type"}]}` (Replicate),
`{"error": {"message", "param": "size"}}` (OpenAI).
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from engine.form.paths import keys_of, path_of
from engine.providers.errors import Wrong
from schemas.clean_text import clean_line
from schemas.json_value import is_list, is_object

MOST = 20
LONGEST = 300
"""Characters of a message, and of a parameter's name."""

_AROUND = ("body", "query", "path", "input")
"""What stands before the parameter's own name."""


def wrong_values(detail: Mapping[str, Any], secret: str | None = None) -> tuple[Wrong, ...]:
    """What is wrong by parameter, in a refusal's parsed body or its `error`; `secret` is blotted out."""
    found: dict[str, Wrong] = {}
    for keys, message in _complaints(detail):
        field = _said(path_of(keys), secret)
        if field and message and len(found) < MOST:
            found.setdefault(field, Wrong(field, _said(message, secret)))
    return tuple(found.values())


def _complaints(detail: Mapping[str, Any]) -> Iterator[tuple[tuple[str | int, ...], str]]:
    for one in _objects(detail.get("detail")):
        place = one.get("loc")
        keys = [key for key in place if isinstance(key, str | int)] if is_list(place) else []
        yield _inside(keys), str(one.get("msg") or one.get("message") or "")
    for one in _objects(detail.get("invalid_fields")):
        words = str(one.get("description") or "")
        keys = _inside(_keys(str(one.get("field") or "")))
        if one.get("type") == "required" and not keys:
            # `prompt is required`: the field that is named is the object that lacks it.
            keys = tuple(words.split(" ", 1)[:1])
        yield keys, words
    if isinstance(param := detail.get("param"), str):
        yield tuple(_keys(param)), str(detail.get("message") or "")


def _objects(value: Any) -> list[Mapping[str, Any]]:
    return [each for each in value if is_object(each)] if is_list(value) else []


def _keys(name: str) -> list[str | int]:
    """`loras[0].scale` and `loras.0.scale` as keys."""
    return [
        int(key) if key.isdecimal() and len(key) < 10 else key for key in re.split(r"[.\[\]]+", name) if key
    ]


def _inside(keys: list[str | int]) -> tuple[str | int, ...]:
    at = 0
    while at < len(keys) and at < 2 and keys[at] in _AROUND:
        at += 1
    return tuple(keys[at:])


def _said(text: str, secret: str | None) -> str:
    text = clean_line(text.replace(secret, "…") if secret else text).strip()
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"


def top_of(field: str) -> str:
    """The parameter that a path leads into: `loras` of `loras/0/scale`."""
    return next(iter(keys_of(field)), "")
