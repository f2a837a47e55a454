"""Tables of an SQLite file: a row is a document, or a section of one."""

import contextlib
import sqlite3
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import Any

from engine.records.importing.draft import Draft, FileRefused, Refusal, RowRefused, draft
from engine.records.importing.encoding import check_text, decoded
from engine.spelling import nearest

MAGIC = b"SQLite format 3\x00"

_MOST_BYTES = 16 * 1024 * 1024
"""Of one value: a database can claim far more than is in its file."""
_WAL = b"\x02\x02"
_WAL_AT = 18
"""Where a database's header says that it is written ahead."""


class SqliteRows:
    """Opens the file read-only when made. Raises `FileRefused`."""

    def __init__(self, file: Path, table: str, sections_table: str, parent_column: str) -> None:
        if sections_table and not parent_column:
            raise FileRefused("Say which column of the sections holds the id of their document.")
        self._connection = _open(file)
        try:
            with _damage_said(file):
                known = self._tables()
            self.table = _table(table, known)
            self._sections = _table(sections_table, known) if sections_table else ""
            self._parent = parent_column
            with _damage_said(file):
                columns = self._columns(self._sections) if self._sections else []
            if self._sections and parent_column not in columns:
                close = nearest(parent_column, columns)
                raise FileRefused(
                    f"The table {self._sections!r} has no column {parent_column!r}.",
                    f"Did you mean {close}?" if close else f"It has {', '.join(columns[:20])}.",
                )
        except BaseException:
            self._connection.close()
            raise
        self._file = file

    def close(self) -> None:
        self._connection.close()

    def rows(self) -> Iterator[Draft | Refusal]:
        """Each row of the table, then each of the sections'; or why it is none."""
        row = 0
        for table in (self.table, self._sections):
            if not table:
                continue
            for values in self._read(table):
                row += 1
                try:
                    yield self._draft(values, row, is_section=table is self._sections)
                except RowRefused as refused:
                    yield Refusal(row, 0, refused.message, refused.column)

    def _draft(self, values: dict[str, Any], row: int, *, is_section: bool) -> Draft:
        for name, value in values.items():
            if isinstance(value, bytes):
                raise RowRefused("holds bytes, not text", name)
            if isinstance(value, str):
                check_text(value, "utf-8", name)
        given_id = values.pop("id", None)
        parent = values.pop(self._parent, None) if is_section else None
        if is_section and parent is None:
            raise RowRefused("says of which document it is a section", self._parent)
        made = draft(values, row, 0, given_id)
        made.of = parent
        return made

    def _read(self, table: str) -> Iterator[dict[str, Any]]:
        with _damage_said(self._file):
            cursor = self._connection.execute(f"SELECT * FROM {_quoted(table)}")  # noqa: S608 - quoted
            names = [each[0] for each in cursor.description]
            while rows := cursor.fetchmany(100):
                for row in rows:
                    yield dict(zip(names, row, strict=True))

    def _tables(self) -> list[str]:
        """Plain tables. What a view or a virtual table would run is the file's author's."""
        rows = self._connection.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND rootpage > 0 "
            "AND name NOT LIKE 'sqlite@_%' ESCAPE '@' ORDER BY name"
        )
        return [row[0] for row in rows]

    def _columns(self, table: str) -> list[str]:
        return [row[1] for row in self._connection.execute(f"PRAGMA table_info({_quoted(table)})")]


def _open(file: Path) -> sqlite3.Connection:
    beside = {end: file.with_name(file.name + end) for end in ("-wal", "-journal")}
    try:
        with file.open("rb") as stream:
            written_ahead = stream.read(_WAL_AT + len(_WAL))[_WAL_AT:] == _WAL
        held = {end for end, path in beside.items() if path.exists() and path.stat().st_size}
    except OSError as error:
        raise FileRefused(f"The file cannot be read: {error.strerror}.") from None
    if "-journal" in held:
        message = "The database is being written, or was not closed properly."
        raise FileRefused(message, "Close the program that uses it, or open it once with that.")
    # With a log beside it, what is new is in there.
    alone = "" if written_ahead and "-wal" in held else "&immutable=1"
    connection = sqlite3.connect(
        f"{file.absolute().as_uri()}?mode=ro{alone}", uri=True, check_same_thread=False, isolation_level=None
    )
    connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, _MOST_BYTES)
    connection.text_factory = decoded
    with contextlib.suppress(sqlite3.DatabaseError):  # said by what reads next
        connection.execute("PRAGMA trusted_schema=OFF")
    return connection


@contextlib.contextmanager
def _damage_said(file: Path) -> Generator[None]:
    try:
        yield
    except sqlite3.Error as error:
        message = f"The database {file.name} cannot be read: {error}."
        raise FileRefused(message, "It may be damaged. Nothing was imported.") from None


def _table(asked: str, known: list[str]) -> str:
    if asked in known:
        return asked
    listed = ", ".join(known[:20]) or "none"
    if asked:
        close = nearest(asked, known)
        hint = f"Did you mean {close}?" if close else f"There are {listed}."
        raise FileRefused(f"The database has no table {asked!r}.", hint)
    if len(known) == 1:
        return known[0]
    raise FileRefused("Say which table holds the documents.", f"The tables are: {listed}.")


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
