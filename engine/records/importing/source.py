"""Opens a file that is to be imported, whatever its format."""

import re
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Self

from engine.records.importing.csv_rows import CsvRows
from engine.records.importing.draft import Draft, FileRefused, Refusal
from engine.records.importing.encoding import encoding_of, open_text
from engine.records.importing.json_documents import JsonDocuments
from engine.records.importing.json_lines import json_lines
from engine.records.importing.sqlite_rows import MAGIC, SqliteRows
from schemas.clean_text import clean_line
from schemas.messages.record_transfer import ImportFormat, ImportSource

MAX_BYTES = 256 * 1024 * 1024
_MB = 1024 * 1024

_BY_ENDING: dict[str, ImportFormat] = {
    ".json": "json",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".csv": "csv",
    ".tsv": "csv",
    ".db": "sqlite",
    ".sqlite": "sqlite",
    ".sqlite3": "sqlite",
}
_NO_NAME = re.compile(r"[^A-Za-z0-9_-]+")
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_-]{0,63}")


class Source:
    """An open file. `FileRefused` if it cannot be read; close it, best as a context.

    `collection` is where its records go: what was asked for, else what the file says, else its name.
    """

    def __init__(self, asked: ImportSource) -> None:
        file = Path(asked.path).expanduser()
        self.format: ImportFormat = _format(file, asked.format)
        self.encoding = ""
        self.delimiter = ""
        self.columns: list[str] = []
        self.collection = asked.collection or ""
        if self.format == "sqlite":
            tables = SqliteRows(file, asked.table, asked.sections_table, asked.parent_column)
            self._close = tables.close
            self._rows = tables.rows()
            self.collection = self.collection or _name(tables.table)
            return
        self.encoding = encoding_of(file, asked.encoding)
        stream = open_text(file, self.encoding)
        self._close = stream.close
        try:
            match self.format:
                case "json":
                    documents = JsonDocuments(stream, self.encoding, asked.sections)
                    self._rows = documents.rows()
                    self.collection = self.collection or _told(documents.collection)
                case "jsonl":
                    self._rows = json_lines(stream, self.encoding, asked.sections)
                case "csv":
                    rows = CsvRows(stream, self.encoding, asked.delimiter, asked.sections_of)
                    self._rows = rows.rows()
                    self.delimiter, self.columns = rows.delimiter, rows.columns
        except UnicodeError as error:
            stream.close()
            raise _undecodable(self.encoding, error) from None
        except BaseException:
            stream.close()
            raise
        self.collection = self.collection or _name(file.stem)

    def rows(self) -> Iterator[Draft | Refusal]:
        """Each row as a record to be, or why it is none."""
        try:
            yield from self._rows
        except UnicodeError as error:
            raise _undecodable(self.encoding, error) from None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._close()


def _format(file: Path, asked: ImportFormat | None) -> ImportFormat:
    """What a file is, unless it was said; `FileRefused` if it cannot be read or is too large."""
    try:
        if not file.is_file():
            raise FileRefused(f"{clean_line(str(file))} is not there, or is no file.")
        size = file.stat().st_size
        with file.open("rb") as stream:
            start = stream.read(len(MAGIC))
    except OSError as error:
        raise FileRefused(f"{clean_line(str(file))} cannot be read: {error.strerror}.") from None
    if size > MAX_BYTES:
        message = f"The file has {size // _MB} MiB, more than {MAX_BYTES // _MB}."
        raise FileRefused(message, "Split it, and import the parts one after the other.")
    if asked or start == MAGIC:
        return asked or "sqlite"
    found = _BY_ENDING.get(file.suffix.lower())
    if found is None:
        endings = ", ".join(_BY_ENDING)
        raise FileRefused("The file's name does not say its format.", f"Say it, or name it {endings}.")
    return found


def _told(name: object) -> str:
    if name is None:
        return ""
    if not isinstance(name, str) or not _NAME.fullmatch(name):
        raise FileRefused(
            "The file's `collection` is no name.",
            "Letters, digits, - and _, at most 64; or name one yourself.",
        )
    return name


def _name(text: str) -> str:
    """A collection's name out of a file's or a table's."""
    name = _NO_NAME.sub("_", text)[:60].strip("_") or "records"
    return name if _NAME.fullmatch(name) else f"_{name}"


def _undecodable(encoding: str, error: UnicodeError) -> FileRefused:
    return FileRefused(f"The file is no {encoding} text: {error}.", "Say the encoding.")
