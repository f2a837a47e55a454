"""The notation `<action name="NAME">…</action>`.

Its contents are a JSON object, read as it stands, or elements: `<key>value</key>` or
`<param name="key">value</param>`. Another action's tag within them breaks them, in CDATA too; in the texts of
JSON it does not.
"""

import re
from collections.abc import Mapping
from typing import Any

from engine.embedded.json_contents import json_end
from engine.embedded.notation import BAD_NAME, LONGEST_TAG, NAME, Kind, Tag, begun
from engine.embedded.source import Source, Waiting
from engine.embedded.strict_json import read_object
from engine.embedded.xml_contents import elements_end
from engine.embedded.xml_values import read_elements

_INSIDE = r"""(?:[^<>"'\n]|"[^<"\n]*"|'[^<'\n]*')*"""
_TAG = re.compile(rf"<(?:action(?=[ \t\r/>])({_INSIDE})>|/action[ \t\r]*>)".encode(), re.IGNORECASE)
_OPENING = begun("action", rf"""[ \t\r/]{_INSIDE}(?:"[^<"\n]*|'[^<'\n]*)?\Z""")
_CLOSING = begun("action", r"[ \t\r]+\Z")
_BEGUN = re.compile(rf"<(?:{_OPENING}|/{_CLOSING})".encode(), re.IGNORECASE)
_NAMED = re.compile(r"""[ \t\r]+name[ \t\r]*=[ \t\r]*(?:"([^"]*)"|'([^']*)')[ \t\r]*""")
_UNNAMED = 'An action has a name and nothing else: <action name="NAME">.'


class Xml:
    """Implements `Notation`."""

    mark = ord("<")
    tag_begins = rb"<(?=[Aa/]|\Z)"
    closing = "</action>"

    def tag(self, data: bytes | bytearray, at: int) -> Tag | None:
        """See `Notation`."""
        found = _TAG.match(data, at, at + LONGEST_TAG)
        if not found:
            return None
        if found.group(1) is None:
            return Tag(Kind.CLOSES, at, found.end())
        inside = found.group(1).decode("utf-8", "replace")
        kind = Kind.STANDS_ALONE if inside.endswith("/") else Kind.OPENS
        named = _NAMED.fullmatch(inside.removesuffix("/"))
        name = (named[1] or named[2] or "") if named else ""
        problem = _UNNAMED if not named else "" if NAME.fullmatch(name) else BAD_NAME
        return Tag(kind, at, found.end(), name, problem)

    def may_become_tag(self, data: bytes | bytearray, at: int) -> bool:
        """See `Notation`."""
        return _BEGUN.match(data, at) is not None

    def begins_contents(self, byte: int) -> bool:
        """See `Notation`."""
        return byte in b"{<"

    def contents(self, source: Source, at: int, limit: int) -> Waiting[int]:
        """See `Notation`."""
        follow = json_end if source.data[at] == ord("{") else elements_end
        return follow(source, at, limit)

    def parameters(self, text: str) -> Mapping[str, Any]:
        """See `Notation`."""
        return read_object(text) if text.startswith("{") else read_elements(text)
