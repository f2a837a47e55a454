"""What a schema says about a value whatever the value is: references followed, `allOf` merged."""

from collections.abc import Mapping
from dataclasses import field
from typing import Any

from schemas.frozen import frozen


@frozen
class Flat:
    """A schema without `$ref` and `allOf`.

    `keywords` are those that hold for any value. What depends on the value waits apart:
    `unions` (the branches of each `oneOf` and `anyOf`), `conditions` (schemas with `if`) and
    `dependents` (by property, what its presence brings: a schema, or names that are then
    required). `labels` are what a person reads for values. `refused` says why a part could not
    be followed, or that parts contradict each other.
    """

    keywords: Mapping[str, Any] = field(default_factory=dict[str, Any])
    unions: tuple[tuple[Any, ...], ...] = ()
    conditions: tuple[Mapping[str, Any], ...] = ()
    dependents: tuple[Mapping[str, Any], ...] = ()
    labels: tuple[tuple[Any, str], ...] = ()
    nullable: bool = False
    refused: tuple[str, ...] = ()

    def get(self, keyword: str, default: Any = None) -> Any:
        return self.keywords.get(keyword, default)

    @property
    def fixed(self) -> bool:
        """Whether nothing depends on the value."""
        return not (self.unions or self.conditions or self.dependents)


NOTHING_KNOWN = Flat()
