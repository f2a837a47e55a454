"""Replies that are JSON as a whole: `{"reply": "text", "actions": [{"name": …, "parameters": {…}}]}`.

The text is given out while it arrives, an action when it is complete. A member that does not belong there is
skipped; behind the first place that is no JSON, nothing can be told any more.
"""

import json
import re
import sys
from collections.abc import Generator
from typing import Any

from engine.embedded.json_contents import json_end
from engine.embedded.notation import BAD_NAME, NAME, Broken
from engine.embedded.parts import (
    DEEPEST,
    LONGEST_PARAMETERS,
    LONGEST_RAW,
    Asked,
    Malformed,
    Part,
    Text,
)
from engine.embedded.source import Source, Waiting
from engine.embedded.strict_json import read_object
from schemas.json_value import is_object

_BLANKS = re.compile(rb"[ \t\r\n]*")
_PLAIN = re.compile(rb'[^"\\\x00-\x1f]*')
_FOUR = re.compile(rb"[0-9a-fA-F]{4}")
_ESCAPES = dict(zip(b'"\\/bfnrt', '"\\/\b\f\n\r\t', strict=True))
_QUOTE, _BACKSLASH, _U, _COMMA, _COLON = b'"\\u,:'
_AROUND = 200
"""Characters that an action needs around its parameters."""
_ENDLESS = sys.maxsize
_CUT = "The reply ends before its JSON does."
_NO_OBJECT = "The reply is not a JSON object."


class JsonReplyParser:
    """A `ReplyParser`. The methods that wait read on from a position and return where to go on."""

    def __init__(self) -> None:
        self._source = Source()
        self._parts: list[Part] = []
        self._texts: list[str] = []
        self._unread = 0  # Where begins what was not given out yet.
        self._reading: Generator[None, None, None] = self._read()

    def feed(self, chunk: str) -> list[Part]:
        """See `ReplyParser`."""
        self._source.add(chunk)
        return self._advance()

    def close(self) -> list[Part]:
        """See `ReplyParser`."""
        self._source.ended = True
        return self._advance()

    def _advance(self) -> list[Part]:
        next(self._reading, None)
        self._end_text()
        parts, self._parts = self._parts, []
        return parts

    def _end_text(self) -> None:
        if text := "".join(self._texts):
            self._parts.append(Text(text))
        self._texts.clear()

    def _put(self, part: Part) -> None:
        self._end_text()
        self._parts.append(part)

    def _skip(self, end: int, reason: str) -> None:
        """What was not given out yet, up to `end`, is broken."""
        self._put(Malformed(self._source.clipped(self._unread, end, LONGEST_RAW), reason))
        self._unread = end

    def _read(self) -> Waiting[None]:
        source = self._source
        try:
            at = yield from self._members()
            at = yield from source.past(_BLANKS, at)
            if not (yield from source.has(at)):
                return
            self._unread = at
            reason = "Something follows the JSON of the reply."
        except Broken as broken:
            reason = str(broken)
        while not source.ended:
            yield
        if source.data:
            self._skip(len(source.data), reason)

    def _members(self) -> Waiting[int]:
        source = self._source
        seen: set[str] = set()
        at = (yield from self._expect(0, b"{", _NO_OBJECT)) + 1
        at = self._unread = yield from self._expect(at, b'"}')
        while source.data[at] == _QUOTE:
            end = yield from self._value(at)
            key: str = json.loads(source.text(at, end))
            at = (yield from self._expect(end, b":")) + 1
            at = yield from self._expect(at, b"")
            if key == "reply" and key not in seen and source.data[at] == _QUOTE:
                at = yield from self._text(at + 1)
            elif key == "actions" and key not in seen and source.data[at] == ord("["):
                at = yield from self._actions(at + 1)
            else:
                at = yield from self._value(at)
                twice = "twice" if key in seen else "in a way that it should not"
                self._skip(at, f"The reply's JSON has {key[:80]!r} {twice}.")
            seen.add(key)
            at = yield from self._expect(at, b",}")
            if source.data[at] == _COMMA:
                at = yield from self._expect(at + 1, b'"')
            self._unread = at
        return at + 1

    def _expect(self, at: int, allowed: bytes, reason: str = "The reply is not JSON.") -> Waiting[int]:
        """Where the next byte that is not blank stands; Broken if it is not one of those given."""
        at = yield from self._source.past(_BLANKS, at)
        if not (yield from self._source.has(at)):
            raise Broken(_CUT)
        if allowed and self._source.data[at] not in allowed:
            raise Broken(reason)
        return at

    def _value(self, at: int, limit: int = _ENDLESS) -> Waiting[int]:
        """Where the value at `at` ends."""
        try:
            end = yield from json_end(self._source, at, limit, DEEPEST + 1)
        except Broken as broken:
            raise Broken(f"The reply is not JSON: {broken}.") from None
        if end > len(self._source.data):
            raise Broken(_CUT)
        return end

    def _text(self, at: int) -> Waiting[int]:
        """Give out the text that begins at `at` while it arrives."""
        source = self._source
        while True:
            end = yield from self._plain(at)
            byte = source.data[end]
            if byte == _QUOTE:
                self._unread = end + 1
                return end + 1
            if byte != _BACKSLASH:
                raise Broken("The reply is not JSON: a text has a line break or control character in it.")
            at = yield from self._escape(end + 1)

    def _plain(self, at: int) -> Waiting[int]:
        """Give out text without escapes; the reply goes on where it ends."""
        source = self._source
        while True:
            found = _PLAIN.match(source.data, at)
            end = found.end() if found else at
            self._texts.append(source.text(at, end))
            at = self._unread = end
            if at < len(source.data):
                return at
            if source.ended:
                raise Broken(_CUT)
            yield

    def _escape(self, at: int) -> Waiting[int]:
        """Give out the character whose escape goes on at `at`."""
        source = self._source
        if not (yield from source.has(at)):
            raise Broken(_CUT)
        byte = source.data[at]
        if byte in _ESCAPES:
            self._texts.append(_ESCAPES[byte])
            return at + 1
        if byte != _U:
            raise Broken("The reply is not JSON: a text has an escape that JSON does not know.")
        high = yield from self._code(at + 1)
        if high is None:
            raise Broken("The reply is not JSON: a text has an escape that JSON does not know.")
        at += 5
        if 0xD800 <= high < 0xDC00 and (yield from self._follows(at, b"\\u")):
            low = yield from self._code(at + 2)
            if low is not None and 0xDC00 <= low < 0xE000:
                self._texts.append(chr(0x10000 + ((high - 0xD800) << 10) + low - 0xDC00))
                return at + 6
        self._texts.append(chr(high))
        return at

    def _follows(self, at: int, expected: bytes) -> Waiting[bool]:
        for offset, byte in enumerate(expected):
            if not (yield from self._source.has(at + offset)) or self._source.data[at + offset] != byte:
                return False
        return True

    def _code(self, at: int) -> Waiting[int | None]:
        """The number that four hexadecimal digits stand for."""
        if not (yield from self._source.has(at + 3)):
            return None
        found = _FOUR.match(self._source.data, at)
        return int(found[0], 16) if found else None

    def _actions(self, at: int) -> Waiting[int]:
        """Give out the actions of the list that begins at `at`."""
        source = self._source
        at = self._unread = yield from self._expect(at, b"")
        while source.data[at] != ord("]"):
            end = yield from self._value(at, at + 4 * (LONGEST_PARAMETERS + _AROUND))
            self._action(at, end)
            at = yield from self._expect(end, b",]")
            if source.data[at] == _COMMA:
                at = self._unread = yield from self._expect(at + 1, b"")
                if source.data[at] == ord("]"):
                    raise Broken("The reply is not JSON: a value is missing.")
        return at + 1

    def _action(self, start: int, end: int) -> None:
        text = self._source.text(start, end)
        try:
            item = read_object(text, longest=LONGEST_PARAMETERS + _AROUND, deepest=DEEPEST + 1)
        except ValueError as error:
            self._skip(end, f"The action cannot be read: {error}.")
            return
        name: Any = item.get("name")
        parameters: Any = item.get("parameters", {})
        if not isinstance(name, str) or not NAME.fullmatch(name):
            self._skip(end, BAD_NAME)
        elif not is_object(parameters) or item.keys() - {"name", "parameters"}:
            self._skip(end, "An action has a name and an object of parameters, nothing else.")
        else:
            self._put(Asked(name, parameters, text[:LONGEST_RAW]))
            self._unread = end
