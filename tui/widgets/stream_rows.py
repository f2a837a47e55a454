"""The text of a growing log as rows of a width: wrapped as it comes, bounded, never shrinking back."""

from collections.abc import Iterator
from itertools import islice
from typing import Final, Literal, NamedTuple

from tui.widgets.soft_wrap import wrap

Kind = Literal["text", "info", "success", "warning", "error", "heading"]

PREFIX: Final[dict[Kind, str]] = {
    "text": "",
    "info": "· ",
    "success": "✓ ",
    "warning": "! ",
    "error": "✗ ",
    "heading": "# ",
}
"""What a line of each kind starts with, so that it is told apart without colour."""

MAX_LINES = 10_000
MAX_CHARACTERS = 4 * 1024 * 1024
_KEPT_AFTER_DROPPING = 0.9  # Dropping a tenth at once makes it rare.


class Row(NamedTuple):
    """One row: `begins` is "entry" (drawn with the prefix), "line", or "" where a line goes on."""

    text: str
    kind: Kind
    begins: Literal["entry", "line", ""]

    @property
    def indent(self) -> int:
        """Cells before the text: the prefix, or as much space."""
        return len(PREFIX[self.kind])


class StreamRows:
    """Lines of text, wrapped into `rows` at `width` cells.

    Rows are numbered from the first ever fed: `rows[i]` has number `dropped_rows + i`, which
    stays its number until `rewrap`. Of more than `max_lines` lines or `max_characters`, the
    oldest rows are dropped. Text is expected cleaned, with tabs already replaced.
    """

    def __init__(
        self, width: int, *, max_lines: int = MAX_LINES, max_characters: int = MAX_CHARACTERS
    ) -> None:
        self.width = width
        self.max_lines = max_lines
        self.max_characters = max_characters
        self.clear()

    def clear(self) -> None:
        self.rows: list[Row] = []
        self.dropped_rows = 0
        self.dropped_lines = 0
        self.lines = 0
        self.characters = 0
        self._open = False

    @property
    def end(self) -> int:
        """The number that the next row will get."""
        return self.dropped_rows + len(self.rows)

    def append(self, text: str) -> int:
        """Continue the open line with `text`; return the number of the first row that changed."""
        first = self.end - 1 if self._open else self.end
        parts = text.split("\n")
        for part in parts[:-1]:
            self._continue(part)
            self._open = False
        if parts[-1]:
            self._continue(parts[-1])
        self._drop()
        return first

    def add(self, text: str, kind: Kind) -> int:
        """Add an entry of one or more lines; return the number of its first row."""
        first = self.end
        self._open = False
        for index, line in enumerate(text.split("\n")):
            self.lines += 1
            self.characters += len(line)
            self._wrap(Row(line, kind, "line" if index else "entry"))
        self._drop()
        return first

    def end_block(self) -> None:
        """What is appended next starts a line."""
        self._open = False

    def rewrap(self, width: int, keep: int) -> int:
        """Wrap everything at another `width`; return the new number of the row that has what
        row `keep` begins with."""
        kept, wanted = self._place_of(keep - self.dropped_rows), self.dropped_rows
        old, self.rows, self.width = self.rows, [], width
        for line, row in enumerate(_joined(old)):
            start = len(self.rows)
            self._wrap(row)
            if line == kept[0]:
                wanted = self.dropped_rows + start + self._rows_before(start, kept[1])
        return wanted

    def text(self, start: tuple[int, int] | None = None, end: tuple[int, int] | None = None) -> str:
        """Return the text from `start` up to `end`, all of it by default.

        Both are (character drawn, row number), where the indent counts as drawn but is not
        returned, nor are breaks made by wrapping.
        """
        first = max(0, start[1] - self.dropped_rows) if start else 0
        last = min(len(self.rows) - 1, end[1] - self.dropped_rows) if end else len(self.rows) - 1
        pieces: list[str] = []
        for index in range(first, last + 1):
            row = self.rows[index]
            text = row.text
            if end and index == end[1] - self.dropped_rows:
                text = text[: max(0, end[0] - row.indent)]
            if start and index == start[1] - self.dropped_rows:
                text = text[max(0, start[0] - row.indent) :]
            if pieces and row.begins:
                pieces.append("\n")
            pieces.append(text)
        return "".join(pieces)

    def _continue(self, part: str) -> None:
        """Add to the open line, or open one."""
        self.characters += len(part)
        if self._open:
            tail = self.rows.pop()
            self._wrap(tail._replace(text=tail.text + part))
        else:
            self.lines += 1
            self._open = True
            self._wrap(Row(part, "text", "entry"))

    def _wrap(self, row: Row) -> None:
        pieces = wrap(row.text, max(1, self.width - row.indent))
        kind = row.kind
        self.rows.append(Row(pieces[0], kind, row.begins))
        self.rows.extend(Row(piece, kind, "") for piece in islice(pieces, 1, None))

    def _drop(self) -> None:
        if self.lines <= self.max_lines and self.characters <= self.max_characters:
            return
        lines = int(self.max_lines * _KEPT_AFTER_DROPPING)
        characters = int(self.max_characters * _KEPT_AFTER_DROPPING)
        count = 0
        while count < len(self.rows) - 1 and (self.lines > lines or self.characters > characters):
            row = self.rows[count]
            count += 1
            self.characters -= len(row.text)
            if row.begins:
                self.lines -= 1
                self.dropped_lines += 1
        del self.rows[:count]
        self.dropped_rows += count
        if not self.rows[0].begins:
            self.rows[0] = self.rows[0]._replace(begins="line")
            self.lines += 1

    def _place_of(self, index: int) -> tuple[int, int]:
        """Return which line the row at `index` is in, and how many characters come before it there."""
        line, offset = -1, 0
        for row in islice(self.rows, index + 1):
            if row.begins:
                line, offset = line + 1, 0
            offset += len(row.text)
        return line, offset - len(self.rows[index].text) if 0 <= index < len(self.rows) else 0

    def _rows_before(self, start: int, offset: int) -> int:
        """Return how many rows after `start` the row is that holds the character at `offset`."""
        for count in range(len(self.rows) - start):
            offset -= len(self.rows[start + count].text)
            if offset < 0:
                return count
        return max(0, len(self.rows) - start - 1)


def _joined(rows: list[Row]) -> Iterator[Row]:
    """Undo the wrapping: one row a line."""
    pieces: list[str] = []
    head: Row | None = None
    for row in rows:
        if row.begins and head is not None:
            yield head._replace(text="".join(pieces))
            pieces = []
        head = row if row.begins else head
        pieces.append(row.text)
    if head is not None:
        yield head._replace(text="".join(pieces))
