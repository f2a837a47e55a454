"""Structured replies: the validated parts of what has streamed so far, and the verdict at the end."""

import re
from collections.abc import Iterable, Mapping
from itertools import islice
from typing import Any, cast

import jsonschema.exceptions
from pydantic_core import from_json

from engine.actions.reply_attempts import CUT, UnfitReply
from schemas.clean_text import clean
from schemas.json_value import is_list, is_object

MOST_PROBLEMS = 8
"""Of one reply that are looked for."""
MOST_QUOTED = 300
"""Characters of a problem."""

_STRINGS = re.compile(r'"(?:[^"\\]|\\.)*(?:"|\Z)', re.DOTALL)
_NUMERIC = frozenset("0123456789+-.eE")


class StructuredOutput:
    """Follows a streaming JSON reply that should match `schema`."""

    def __init__(self, schema: Mapping[str, Any]) -> None:
        self._schema = schema
        self._validator: Any = jsonschema.Draft202012Validator(schema)
        self._last: Any = None

    def partial(self, text: str) -> Any:
        """The validated parts of an unfinished reply, or None if nothing was added since the last call.

        Of an object: the properties that are complete and valid. Of a list, alone or as a
        property: its complete and valid items.
        """
        try:
            value = from_json(text, allow_partial=True)
        except ValueError:
            return None
        valid = self._valid_part(self._schema, value, *_unfinished(text))
        if valid in (None, {}, []) or valid == self._last:
            return None
        self._last = valid
        return _cleaned(valid)

    def whole(self, text: str, *, finish_reason: str) -> Any:
        """The validated reply. Raises `UnfitReply` that says what is wrong with it."""
        try:
            value = from_json(text)
        except ValueError as error:
            cut = finish_reason in CUT
            raise UnfitReply(
                "The model's reply was cut at its token limit." if cut else "The model's reply is not JSON.",
                hint="Raise max_tokens or try again." if cut else "Try again; the reply is kept in the log.",
                problems=(f"it is not JSON alone: {clean(str(error))[:MOST_QUOTED]}",),
            ) from None
        errors: list[Any] = list(islice(self._validator.iter_errors(value), MOST_PROBLEMS))
        if errors:
            raise UnfitReply(
                f"The model's reply does not fit: {_worst(errors)}.",
                hint="Try again; the reply is kept in the log.",
                problems=tuple(map(_said, errors)),
            )
        return _cleaned(value)

    def _valid_part(self, schema: Mapping[str, Any], value: Any, depth: int, number: bool) -> Any:
        """`depth` and `number` are those of `_unfinished`, seen from `value`."""
        if is_object(value):
            shapes = schema.get("properties", {})
            last = list(value)[-1] if value else None
            parts: dict[str, Any] = {}
            for name, item in value.items():
                inside = (max(depth - 1, 0), number) if name == last and depth else (0, False)
                parts[name] = self._valid_part(shapes.get(name, {}), item, *inside)
            return {name: part for name, part in parts.items() if part is not None}
        if is_list(value):
            over = value[:-1] if depth > 1 or (depth == 1 and number) else value
            return [item for at, item in enumerate(over) if self._fits(_shape_of_item(schema, at), item)]
        return value if not number and self._fits(schema, value) else None

    def _fits(self, schema: Mapping[str, Any] | bool, value: Any) -> bool:
        return self._validator.evolve(schema=schema).is_valid(value)


def _shape_of_item(schema: Mapping[str, Any], at: int) -> Mapping[str, Any] | bool:
    """What the item at that place of a list must look like."""
    prefix = schema.get("prefixItems")
    shape = prefix[at] if is_list(prefix) and at < len(prefix) else schema.get("items", True)
    return shape if is_object(shape) or isinstance(shape, bool) else False


def _unfinished(text: str) -> tuple[int, bool]:
    """How many objects and lists are open at the end of a JSON text, and whether a number may go on."""
    bare = _STRINGS.sub("", text)
    depth = sum(bare.count(bracket) for bracket in "{[") - sum(bare.count(bracket) for bracket in "}]")
    return depth, bare[-1:] in _NUMERIC and text[-1:] in _NUMERIC


def _worst(errors: Iterable[Any]) -> str:
    """Where the most telling error is and what it says."""
    return _said(cast("Any", jsonschema.exceptions.best_match(errors)))  # pyright: ignore[reportUnknownMemberType]


def _said(error: Any) -> str:
    place = clean(".".join(str(part) for part in error.absolute_path))
    said = clean(str(error.message))[:MOST_QUOTED]
    return f"{place}: {said}" if place else said


def _cleaned(value: Any) -> Any:
    if isinstance(value, str):
        return clean(value)
    if is_object(value):
        return {clean(key): _cleaned(item) for key, item in value.items()}
    if is_list(value):
        return [_cleaned(item) for item in value]
    return value
