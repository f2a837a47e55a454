"""Finds where a JSON value ends in text that is still arriving.

What matters is that no string, however it is quoted, hides the end: strings and brackets are followed
strictly. Whether numbers and words are JSON is left to the reader of the whole value.
"""

import re
from enum import Enum, auto

_BLANKS = re.compile(rb"[ \t\r\n]*")
_PLAIN = re.compile(rb'[^"\\\x00-\x1f]*')
_SCALAR = re.compile(rb"[-+.0-9A-Za-z]*")
_OPEN = {ord("{"): ord("}"), ord("["): ord("]")}
_ESCAPED = b'"\\/bfnrt'
_HEX = b"0123456789abcdefABCDEF"
_QUOTE, _BACKSLASH, _COMMA, _COLON, _U = b'"\\,:u'


class _Expects(Enum):
    """What may come next."""

    VALUE = auto()
    VALUE_OR_END = auto()
    KEY_OR_END = auto()
    COLON = auto()
    COMMA_OR_END = auto()
    STRING = auto()
    ESCAPE = auto()
    HEX = auto()
    SCALAR = auto()
    NOTHING = auto()


class JsonScan:
    """Follows one value. `problem` says why it cannot be JSON any more."""

    def __init__(self, deepest: int) -> None:
        self.problem = ""
        self._deepest = deepest
        self._expects = _Expects.VALUE
        self._closers = bytearray()
        self._in_key = False
        self._digits = 0

    @property
    def done(self) -> bool:
        """Whether the value is complete."""
        return self._expects is _Expects.NOTHING and not self.problem

    def scan(self, data: bytearray, at: int, stop: int) -> int:
        """Go on at `at`, not beyond `stop`; return where it stopped.

        That is `stop` unless the value is done (then just behind it) or has a problem.
        """
        while at < stop and self._expects is not _Expects.NOTHING:
            match self._expects:
                case _Expects.STRING:
                    at = self._string(data, at, stop)
                case _Expects.SCALAR:
                    at = _end(_SCALAR, data, at, stop)
                    if at < stop:
                        self._value_ended()
                case _Expects.ESCAPE:
                    self._escape(data[at])
                    at += 1
                case _Expects.HEX:
                    self._digits -= 1
                    self._expects = _Expects.HEX if self._digits else _Expects.STRING
                    if data[at] not in _HEX:
                        self._refuse("a text has an escape that JSON does not know")
                    at += 1
                case _:
                    at = _end(_BLANKS, data, at, stop)
                    if at < stop:
                        at = self._token(data[at], at)
        return at

    def _string(self, data: bytearray, at: int, stop: int) -> int:
        at = _end(_PLAIN, data, at, stop)
        if at == stop:
            return at
        if data[at] == _QUOTE:
            if self._in_key:
                self._expects = _Expects.COLON
            else:
                self._value_ended()
        elif data[at] == _BACKSLASH:
            self._expects = _Expects.ESCAPE
        else:
            self._refuse("a text has a line break or control character in it")
        return at + 1

    def _escape(self, byte: int) -> None:
        if byte == _U:
            self._expects, self._digits = _Expects.HEX, 4
        elif byte in _ESCAPED:
            self._expects = _Expects.STRING
        else:
            self._refuse("a text has an escape that JSON does not know")

    def _token(self, byte: int, at: int) -> int:
        """Take one byte outside of texts, numbers and words; return where to go on."""
        expects = self._expects
        if self._closers and byte == self._closers[-1] and expects in _MAY_END:
            self._closers.pop()
            self._value_ended()
        elif expects is _Expects.COMMA_OR_END and byte == _COMMA:
            in_object = self._closers[-1] == _OPEN[ord("{")]
            self._expects = _Expects.KEY_OR_END if in_object else _Expects.VALUE_OR_END
        elif expects is _Expects.COLON and byte == _COLON:
            self._expects = _Expects.VALUE
        elif byte == _QUOTE and expects in _MAY_QUOTE:
            self._in_key = expects is _Expects.KEY_OR_END
            self._expects = _Expects.STRING
        elif expects in _MAY_VALUE and byte in _OPEN:
            self._opened(byte)
        elif expects in _MAY_VALUE and _SCALAR.fullmatch(bytes((byte,))):
            self._expects = _Expects.SCALAR
        else:
            self._refuse(_MISSING[expects])
            return at
        return at + 1

    def _opened(self, byte: int) -> None:
        self._closers.append(_OPEN[byte])
        self._expects = _Expects.KEY_OR_END if byte == ord("{") else _Expects.VALUE_OR_END
        if len(self._closers) > self._deepest:
            self._refuse(f"it is nested deeper than {self._deepest} levels")

    def _value_ended(self) -> None:
        self._expects = _Expects.COMMA_OR_END if self._closers else _Expects.NOTHING

    def _refuse(self, problem: str) -> None:
        self.problem = problem
        self._expects = _Expects.NOTHING


def _end(run: re.Pattern[bytes], data: bytearray, at: int, stop: int) -> int:
    found = run.match(data, at, stop)
    return found.end() if found else at


_MAY_VALUE = frozenset({_Expects.VALUE, _Expects.VALUE_OR_END})
_MAY_QUOTE = _MAY_VALUE | {_Expects.KEY_OR_END}
_MAY_END = frozenset({_Expects.VALUE_OR_END, _Expects.KEY_OR_END, _Expects.COMMA_OR_END})
_MISSING = {
    _Expects.VALUE: "a value is missing",
    _Expects.VALUE_OR_END: "a value is missing",
    _Expects.KEY_OR_END: "a key in double quotes is missing",
    _Expects.COLON: "a colon is missing after a key",
    _Expects.COMMA_OR_END: "a comma or a closing bracket is missing",
}
