"""States as plain JSON and back: dataclasses field by field, models as they dump themselves.

Pydantic's own adapter for dataclasses does the same; but making it takes longer than opening
a session.
"""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from functools import cache
from types import UnionType
from typing import Any, Literal, TypeVar, Union, cast, get_args, get_origin, get_type_hints

from pydantic import BaseModel

T = TypeVar("T")


def to_plain(value: Any) -> Any:
    """JSON of a dataclass with everything in it. Sets become lists."""
    if isinstance(value, BaseModel):
        return value.model_dump(mode="json", by_alias=True, exclude_unset=True)
    if is_dataclass(value):
        return {each.name: to_plain(getattr(value, each.name)) for each in fields(value)}
    if isinstance(value, Mapping):
        return {key: to_plain(each) for key, each in cast("Mapping[str, Any]", value).items()}
    if isinstance(value, list | tuple | set):
        return [to_plain(each) for each in cast("list[Any]", value)]
    return value


def from_plain(kind: type[T], plain: Any) -> T:
    """The value of type `kind` that `to_plain` made this of. Raises TypeError, KeyError or ValueError."""
    return _made(kind, plain)


def _made(kind: Any, plain: Any) -> Any:
    origin, inner = get_origin(kind), get_args(kind)
    if origin in (Union, UnionType):
        kinds = [each for each in inner if each is not type(None)]
        return None if plain is None else _made(kinds[0], plain)
    if plain is None or kind is Any or origin is Literal:
        return plain
    if origin is list:
        return [_made(inner[0], each) for each in plain]
    if origin is set:
        return {_made(inner[0], each) for each in plain}
    if origin is tuple:
        kinds = inner[:1] * len(plain) if inner[-1] is Ellipsis else inner
        return tuple(_made(each, item) for each, item in zip(kinds, plain, strict=True))
    if origin is not None and issubclass(origin, Mapping):
        return dict(plain) if inner[1] is Any else {key: _made(inner[1], each) for key, each in plain.items()}
    if is_dataclass(kind):
        hints, make = _hints(kind), cast("Any", kind)
        return make(**{name: _made(hints[name], each) for name, each in plain.items()})
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        return kind.model_validate(plain)
    return plain


@cache
def _hints(kind: Any) -> dict[str, Any]:
    return get_type_hints(kind)
