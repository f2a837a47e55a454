"""What the notations with tags have in common: how a tag is told apart from text."""

import re
from collections.abc import Mapping
from enum import Enum
from typing import Any, Protocol

from engine.embedded.parts import LONGEST_RAW, Malformed, Part
from engine.embedded.source import Source, Waiting
from schemas.frozen import frozen

LONGEST_TAG = 300
"""Bytes: what is longer is no tag."""
NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,63}")
BAD_NAME = "An action's name is 1 to 64 letters, digits and underscores, the first one a letter."


class Kind(Enum):
    """What a tag does."""

    OPENS = "opens"
    CLOSES = "closes"
    STANDS_ALONE = "stands alone"


@frozen
class Tag:
    """A tag from `start` to `end`. `problem` is a sentence if it names its action badly."""

    kind: Kind
    start: int
    end: int
    name: str = ""
    problem: str = ""


@frozen
class Removed:
    """Markup that is not shown, which ends at `end`, and what it meant."""

    end: int
    part: Part


class Broken(Exception):
    """The contents of an action are none, whatever follows. The message is half a sentence on why."""


class Notation(Protocol):
    """How actions are written."""

    mark: int
    """The byte that every tag begins with; no tag has a second one."""
    tag_begins: bytes
    """A pattern of bytes that finds where a tag can begin."""
    closing: str
    """The closing tag, for messages."""

    def tag(self, data: bytes | bytearray, at: int) -> Tag | None:
        """The complete tag at a position, if there is one."""
        ...

    def may_become_tag(self, data: bytes | bytearray, at: int) -> bool:
        """Whether what stands from this position to the end is the beginning of a tag."""
        ...

    def begins_contents(self, byte: int) -> bool:
        """Whether the contents of an action can begin so."""
        ...

    def contents(self, source: Source, at: int, limit: int) -> Waiting[int]:
        """Where the contents that begin at `at` end; Broken if they do not, or only after `limit`.

        If the reply ends within them, they end beyond it.
        """
        ...

    def parameters(self, text: str) -> Mapping[str, Any]:
        """What the contents of an action say; ValueError with half a sentence on what is wrong."""
        ...


def begun(word: str, then: str = "") -> str:
    r"""A pattern of the beginnings of a word, all of which end with the text, or the word and `then`."""
    end = r"\Z"
    pattern = f"(?:{end}|{then})" if then else end
    for letter in reversed(word):
        pattern = rf"(?:\Z|{letter}{pattern})"
    return pattern


def tag_at(notation: Notation, source: Source, at: int) -> Waiting[Tag | None]:
    """The tag at a position, waiting for the rest of it as long as it can become one."""
    while True:
        if tag := notation.tag(source.data, at):
            return tag
        arrived = len(source.data) - at
        if source.ended or arrived >= LONGEST_TAG or not notation.may_become_tag(source.data, at):
            return None
        yield


def malformed(source: Source, start: int, end: int, reason: str) -> Removed:
    """Everything from `start` to `end` is broken markup."""
    from_here = source.clipped(start, end, LONGEST_RAW)
    return Removed(end, Malformed(from_here, reason))
