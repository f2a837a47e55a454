"""What the generator puts together: pieces of an object schema, each with values that fit."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from random import Random
from typing import Any


@dataclass(frozen=True)
class Shape:
    """A schema with data that is valid by it.

    `json` are the pointers of fields that are edited as JSON text because the schema leaves the value
    open; `fallback` those where it is because the form cannot do better.
    """

    name: str
    kind: str
    schema: Mapping[str, Any]
    samples: tuple[Any, ...]
    json: frozenset[str] = frozenset()
    fallback: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Piece:
    """Properties with values, and what they need at the root.

    `needed` names stay in the smallest sample, too. References are spelt `#/$defs/Name`.
    """

    properties: Mapping[str, Any]
    values: Mapping[str, Any]
    defs: Mapping[str, Any] = field(default_factory=dict[str, Any])
    root: Mapping[str, Any] = field(default_factory=dict[str, Any])
    needed: tuple[str, ...] = ()
    json: tuple[str, ...] = ()
    fallback: tuple[str, ...] = ()


Make = Callable[[Random], Piece]


def one(name: str, schema: Mapping[str, Any], value: Any, **more: Any) -> Piece:
    """A piece of one property."""
    return Piece({name: schema}, {name: value}, **more)


def ref(name: str) -> dict[str, str]:
    return {"$ref": f"#/$defs/{name}"}
