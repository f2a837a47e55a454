"""CSV with a header: a row is a document, or a section of one."""

import csv
import io
from collections.abc import Iterator, Sequence
from typing import TextIO

from engine.records.field_values import MAX_FIELDS
from engine.records.importing.draft import Draft, FileRefused, Refusal, RowRefused, draft
from engine.records.importing.encoding import check_text
from engine.spelling import nearest
from schemas.clean_text import clean_line

DELIMITERS = (",", ";", "\t", "|")
OF_DOCUMENT = "document."
"""What the names of a document's columns begin with where rows are sections."""

_SAMPLE = 64 * 1024
_SAMPLE_ROWS = 20
_NONE: list[str] = []

# For the whole program: Python has one limit. A larger cell is refused with its row by `draft`;
# this one is for a quote that is never closed.
csv.field_size_limit(16 * 1024 * 1024)


class CsvRows:
    """Reads the header when made. Raises `FileRefused`."""

    def __init__(self, stream: TextIO, encoding: str, delimiter: str, sections_of: str) -> None:
        self.delimiter = delimiter or _sniffed(stream.read(_SAMPLE))
        stream.seek(0)
        self._encoding = encoding
        self._reader = csv.reader(stream, delimiter=self.delimiter, strict=True)
        try:
            self.columns = self._header()
        except csv.Error as error:
            raise FileRefused(f"The header cannot be read: {error}.") from None
        if sections_of and sections_of not in self.columns:
            close = nearest(sections_of, self.columns)
            raise FileRefused(
                f"There is no column {sections_of!r}.",
                f"Did you mean {close}?" if close else f"There are {', '.join(self.columns[:20])}.",
            )
        self._sections_of = sections_of

    def rows(self) -> Iterator[Draft | Refusal]:
        """Each row, or why it is none. Empty lines are no rows. Every cell is a text."""
        row = 0
        while True:
            line = self._reader.line_num + 1
            try:
                cells = next(self._reader)
            except StopIteration:
                return
            except csv.Error as error:
                row += 1
                if "end of data" in str(error) or "limit" in str(error):
                    raise FileRefused(
                        f"Row {row} (line {line}) has a quotation mark that is never closed.",
                        "Nothing was imported.",
                    ) from None
                yield Refusal(row, line, f"not valid CSV: {error}")
                continue
            if not cells:
                continue
            row += 1
            try:
                yield self._draft(cells, row, line)
            except RowRefused as refused:
                yield Refusal(row, line, refused.message, refused.column)

    def _header(self) -> list[str]:
        cells = next(self._reader, _NONE)
        try:
            for cell in cells:
                check_text(cell, self._encoding)
        except RowRefused as refused:
            raise FileRefused(f"The header cannot be read: {refused.message}.", "Say the encoding.") from None
        names = [clean_line(cell).strip() for cell in cells]
        while names and not names[-1]:
            names.pop()
        if not names:
            raise FileRefused("The file has no header.", "The first row names the columns.")
        if len(names) > MAX_FIELDS:
            raise FileRefused(f"{len(names)} columns, more than {MAX_FIELDS}.")
        if "" in names:
            raise FileRefused(
                f"Column {names.index('') + 1} has no name.", "The first row names the columns."
            )
        twice = next((name for at, name in enumerate(names) if name in names[:at]), None)
        if twice is not None:
            raise FileRefused(f"Two columns are called {twice!r}.")
        return names

    def _draft(self, cells: Sequence[str], row: int, line: int) -> Draft:
        count = len(self.columns)
        if len(cells) < count or any(cells[count:]):
            raise RowRefused(f"the header has {count} columns, the row {len(cells)}")
        values = dict(zip(self.columns, cells, strict=False))
        for name, cell in values.items():
            check_text(cell, self._encoding, name)
        if not self._sections_of:
            return draft(_fields(values), row, line, values.get("id"))
        group = values[self._sections_of]
        if not group:
            raise RowRefused("says of which document it is a section", self._sections_of)
        ours = {
            name.removeprefix(OF_DOCUMENT): cell
            for name, cell in values.items()
            if name.startswith(OF_DOCUMENT) or name == self._sections_of
        }
        theirs = {
            name: cell
            for name, cell in values.items()
            if not name.startswith(OF_DOCUMENT) and name != self._sections_of
        }
        made = draft(_fields(ours), row, line, ours.get("id"))
        made.group = group
        if any(theirs.values()):
            made.sections.append(draft(_fields(theirs), row, line, theirs.get("id")))
        return made


def _fields(values: dict[str, str]) -> dict[str, str]:
    return {name: cell for name, cell in values.items() if name != "id"}


def _sniffed(start: str) -> str:
    """The delimiter that makes the most columns, the same number in most rows."""

    def columns(delimiter: str) -> tuple[int, int]:
        counts: list[int] = []
        try:
            for cells in csv.reader(io.StringIO(start, newline=""), delimiter=delimiter):
                counts.append(len(cells))
                if len(counts) == _SAMPLE_ROWS:
                    break
        except csv.Error:
            pass
        if not counts or counts[0] < 2:
            return 0, 0
        return counts.count(counts[0]), counts[0]

    best = max(DELIMITERS, key=columns)
    return best if columns(best) > (0, 0) else ","
