"""A JSON file: a list of documents, or an object with `collection` and `documents`.

The file is read piece by piece, one document at a time.
"""

import json
from collections.abc import Iterator
from typing import Any, NoReturn, TextIO

from engine.records.importing.draft import Draft, FileRefused, Refusal, RowRefused, document, read_object
from engine.records.importing.encoding import check_text

_PIECE = 256 * 1024
_LONGEST_CUT = 16
"""Characters before the end within which an error may only mean that more is to come."""
_BLANK = " \t\r\n"


class JsonDocuments:
    """Reads up to the first document when made. Raises `FileRefused`."""

    def __init__(self, stream: TextIO, encoding: str, sections_key: str) -> None:
        self._text = _Text(stream)
        self._encoding = encoding
        self._sections_key = sections_key
        self.collection: Any = None
        # What may follow the list of documents: the end, or more of the object it stands in.
        self._after = ("",)
        self._begin()

    def rows(self) -> Iterator[Draft | Refusal]:
        """Each document, or why it is none."""
        text = self._text
        row = 0
        while text.next() != "]":
            if row:
                text.expect(",")
                text.next()
            row += 1
            line = text.line
            raw, value = text.value()
            try:
                check_text(raw, self._encoding)
                yield document(value, row, line, self._sections_key)
            except RowRefused as refused:
                yield Refusal(row, line, refused.message, refused.column)
        text.expect("]")
        if text.next() not in self._after:
            text.fail("something follows the documents")

    def _begin(self) -> None:
        text = self._text
        if text.next() == "[":
            text.expect("[")
            return
        if text.next() != "{":
            text.fail("neither a list of documents nor an object with `documents`")
        text.expect("{")
        keys: list[str] = []
        while text.next() != "}":
            if keys:
                text.expect(",")
                text.next()
            _, key = text.value()
            if not isinstance(key, str):
                text.fail("a key is a text")
            keys.append(key)
            text.next()
            text.expect(":")
            if key == "documents" and text.next() == "[":
                text.expect("[")
                self._after = (",", "}")
                return
            text.next()
            _, value = text.value()
            if key == "collection":
                self.collection = value
        listed = ", ".join(keys[:10]) or "nothing"
        raise FileRefused(
            f"The object has no list `documents`; it has {listed}.",
            "Import a list of documents, or an object with `collection` and `documents`.",
        )


class _Text:
    """JSON text of which only as much is in memory as the value at hand needs."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._held = ""
        self._at = 0
        self._lines = 1
        self._counted = 0
        self._ended = False
        self._decoder = json.JSONDecoder(object_pairs_hook=read_object)

    @property
    def line(self) -> int:
        """The line of what comes next, from 1."""
        self._lines += self._held.count("\n", self._counted, self._at)
        self._counted = self._at
        return self._lines

    def next(self) -> str:
        """The next character that is not blank; "" at the end."""
        while True:
            while self._at < len(self._held) and self._held[self._at] in _BLANK:
                self._at += 1
            if self._at < len(self._held):
                return self._held[self._at]
            if not self._more():
                return ""

    def expect(self, char: str) -> None:
        """Go past one character."""
        if self.next() != char:
            found = self.next()
            self.fail(f"{char!r} expected" + (f", not {found!r}" if found else " before the end"))
        self._at += 1

    def value(self) -> tuple[str, Any]:
        """The value that begins here, as it is written and as it is."""
        while True:
            try:
                value, end = self._decoder.raw_decode(self._held, self._at)
            except json.JSONDecodeError as error:
                cut = error.pos >= len(self._held) - _LONGEST_CUT or error.msg.startswith("Unterminated")
                if cut and self._more():
                    continue
                self._at = min(error.pos, len(self._held))
                self.fail(error.msg)
            except RecursionError:
                self.fail("nested too deeply")
            except ValueError as error:  # a number of thousands of digits
                self.fail(str(error))
            # A number at the end of what is held may go on.
            if end == len(self._held) and self._more():
                continue
            raw = self._held[self._at : end]
            self._at = end
            return raw, value

    def fail(self, message: str) -> NoReturn:
        """Refuse the file, naming the line."""
        raise FileRefused(
            f"The file is not valid JSON: line {self.line}: {message}.", "Nothing of it was imported."
        )

    def _more(self) -> bool:
        """Read on: at least as much as is held, so that a long value is not tried over and over."""
        if self._ended:
            return False
        _ = self.line
        self._held = self._held[self._at :]
        self._at = self._counted = 0
        piece = self._stream.read(max(_PIECE, len(self._held)))
        self._held += piece
        self._ended = not piece
        return bool(piece)
