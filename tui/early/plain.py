"""Messages without the library that validates them: as JSON, and as objects with the same attributes."""

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pydantic import BaseModel

_MARK = "$message"
"""Tells a message from a free object, such as a JSON Schema, which stays a dict."""


class Plain:
    """A message that was validated once: its fields, and nothing else that a model can do."""

    def __init__(self, fields: dict[str, Any]) -> None:
        self.__dict__ = fields


def to_json(message: "BaseModel", instead: Mapping[str, str], times: frozenset[str]) -> str:
    """The message as JSON. Raises ValueError for what cannot be read again.

    Texts that are in `instead` are replaced wherever they are the value of a message's field, and
    fields that are named in `times` are 0.
    """

    def marked(value: Any) -> Any:
        fields = getattr(type(value), "model_fields", None)
        if fields is not None:
            named = {name: getattr(value, name) for name in fields} | (value.model_extra or {})
            return {_MARK: {name: held(name, each) for name, each in named.items()}}
        if isinstance(value, Mapping):
            if _MARK in value:
                raise ValueError(f"an object has a key {_MARK!r} of its own")
            return {name: marked(item) for name, item in value.items()}
        if isinstance(value, list | tuple):
            return [marked(item) for item in value]
        return value

    def held(name: str, value: Any) -> Any:
        if name in times:
            return 0
        return instead.get(value, value) if isinstance(value, str) else marked(value)

    return json.dumps(marked(message), separators=(",", ":"))


def from_json(text: str) -> Any:
    """What `to_json` wrote, messages as `Plain`. Raises ValueError."""
    return json.loads(text, object_hook=_unmarked)


def _unmarked(found: dict[str, Any]) -> Any:
    return Plain(found[_MARK]) if _MARK in found else found
