"""`frozen`: small objects that nobody changes, at a quarter of what a frozen dataclass takes to define."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from functools import cache
from operator import attrgetter
from typing import Any, TypeVar, dataclass_transform

_T = TypeVar("_T")


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
def frozen(cls: type[_T]) -> type[_T]:
    """A dataclass with slots, compared, hashed and shown by its fields.

    `dataclass(frozen=True, slots=True)` writes and compiles seven methods for each class: 0.4 ms and 13 KB,
    and a page is opened with a hundred of them. Here the only one of its own is `__init__`. That nobody
    assigns to a field is for the type checker to see.
    """
    made = dataclass(slots=True, repr=False, eq=False)(cls)
    for name, method in _SHARED.items():
        if name not in cls.__dict__:
            setattr(made, name, method)
    return made


def _equal(self: Any, other: object) -> bool:
    if other.__class__ is not self.__class__:
        return NotImplemented
    return self is other or _compared(self.__class__)(self) == _compared(self.__class__)(other)


def _hash(self: Any) -> int:
    return hash(_hashed(self.__class__)(self))


def _repr(self: Any) -> str:
    shown = ", ".join(f"{each.name}={getattr(self, each.name)!r}" for each in fields(self) if each.repr)
    return f"{self.__class__.__qualname__}({shown})"


_SHARED: Mapping[str, Callable[..., Any]] = {"__eq__": _equal, "__hash__": _hash, "__repr__": _repr}


@cache
def _compared(cls: type[Any]) -> Callable[[Any], tuple[Any, ...]]:
    return _values([each.name for each in fields(cls) if each.compare])


@cache
def _hashed(cls: type[Any]) -> Callable[[Any], tuple[Any, ...]]:
    return _values([each.name for each in fields(cls) if (each.compare if each.hash is None else each.hash)])


def _values(names: list[str]) -> Callable[[Any], tuple[Any, ...]]:
    """What gives those fields of an object as a tuple."""
    if len(names) > 1:
        return attrgetter(*names)
    return lambda made: tuple(getattr(made, name) for name in names)
