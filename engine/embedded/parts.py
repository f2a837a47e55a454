"""What a reply consists of, and the parsers' one interface."""

from collections.abc import Mapping
from typing import Any, Protocol

from schemas.frozen import frozen

LONGEST_RAW = 32_768
"""Characters of a reply that `Asked.raw` and `Malformed.raw` keep."""
LONGEST_PARAMETERS = 32_768
"""Characters of the parameters of one action."""
DEEPEST = 32
"""Levels of objects and lists in the parameters of one action."""


@frozen
class Text:
    """Text for the person, given as soon as it is certain to be no markup; never empty."""

    text: str


@frozen
class Asked:
    """An action that the model asked for; whether there is such an action was not checked."""

    name: str
    parameters: Mapping[str, Any]
    raw: str


@frozen
class Malformed:
    """Markup that asks for nothing, since it is broken; `reason` is a sentence for a person."""

    raw: str
    reason: str


Part = Text | Asked | Malformed


class ReplyParser(Protocol):
    """Takes one reply in pieces of any size; what it finds does not depend on where they were cut."""

    def feed(self, chunk: str) -> list[Part]:
        """Take the next piece and return what has become certain, in the order of the reply."""
        ...

    def close(self) -> list[Part]:
        """Say that the reply has ended and return the rest. Nothing is fed afterwards."""
        ...
