"""The notation `[ACTION:NAME]{json}[/ACTION]`."""

import re
from collections.abc import Mapping
from typing import Any

from engine.embedded.json_contents import json_end
from engine.embedded.notation import BAD_NAME, LONGEST_TAG, NAME, Kind, Tag, begun
from engine.embedded.source import Source, Waiting
from engine.embedded.strict_json import read_object

_TAG = re.compile(rb"\[(?:ACTION:([^\[\]\n]*)|/ACTION)\]", re.IGNORECASE)
_BEGUN = re.compile(
    (r"\[(?:" + begun("ACTION", r":[^\[\]\n]*\Z") + "|/" + begun("ACTION") + ")").encode(), re.IGNORECASE
)


class Brackets:
    """Implements `Notation`."""

    mark = ord("[")
    tag_begins = rb"\[(?=[Aa/]|\Z)"
    closing = "[/ACTION]"

    def tag(self, data: bytes | bytearray, at: int) -> Tag | None:
        """See `Notation`."""
        found = _TAG.match(data, at, at + LONGEST_TAG)
        if not found:
            return None
        if found.group(1) is None:
            return Tag(Kind.CLOSES, at, found.end())
        name = found.group(1).decode("utf-8", "replace")
        return Tag(Kind.OPENS, at, found.end(), name, "" if NAME.fullmatch(name) else BAD_NAME)

    def may_become_tag(self, data: bytes | bytearray, at: int) -> bool:
        """See `Notation`."""
        return _BEGUN.match(data, at) is not None

    def begins_contents(self, byte: int) -> bool:
        """See `Notation`."""
        return byte == ord("{")

    def contents(self, source: Source, at: int, limit: int) -> Waiting[int]:
        """See `Notation`."""
        return json_end(source, at, limit)

    def parameters(self, text: str) -> Mapping[str, Any]:
        """See `Notation`."""
        return read_object(text) if text else {}
