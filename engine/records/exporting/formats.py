"""Documents as text: JSON, JSON lines, CSV."""

import csv
import io
import json
import re
from collections.abc import Iterable, Sequence
from typing import Any, Protocol

from engine.records.exporting.documents import Exported
from engine.records.field_values import cell_text, json_text
from engine.records.importing.csv_rows import OF_DOCUMENT

_RUN_BY_SPREADSHEETS = ("=", "+", "-", "@", "\t", "\r")
_NUMBER = re.compile(r"[+-]?\d+(\.\d+)?")


class Format(Protocol):
    """Writes a file: its beginning, documents as they come, its end."""

    def begin(self) -> str: ...

    def documents(self, some: Iterable[Exported]) -> str: ...

    def end(self) -> str: ...


class Json:
    """One object, with a document after the other; what `records.import` reads."""

    def __init__(self, collection: str) -> None:
        self._collection = collection
        self._first = True

    def begin(self) -> str:
        return f'{{\n"collection": {json_text(self._collection)},\n"documents": ['

    def documents(self, some: Iterable[Exported]) -> str:
        parts: list[str] = []
        for each in some:
            parts.append("\n" if self._first else ",\n")
            parts.append(json.dumps(as_json(each), ensure_ascii=False, indent=2))
            self._first = False
        return "".join(parts)

    def end(self) -> str:
        return "\n]\n}\n"


class JsonLines:
    """One document on each line."""

    def begin(self) -> str:
        return ""

    def documents(self, some: Iterable[Exported]) -> str:
        return "".join(json_text(as_json(each)) + "\n" for each in some)

    def end(self) -> str:
        return ""


class Csv:
    """One row for each document; with `section_fields` one for each section, with its document's."""

    def __init__(self, fields: Sequence[str], section_fields: Sequence[str] | None, *, safe: bool) -> None:
        self._fields = fields
        self._section_fields = section_fields
        self._safe = safe

    def begin(self) -> str:
        names = ["id", *self._fields]
        if self._section_fields is not None:
            names = [*(OF_DOCUMENT + name for name in names), "id", *self._section_fields]
        return self._lines([names])

    def documents(self, some: Iterable[Exported]) -> str:
        rows: list[list[str]] = []
        for each in some:
            document = _cells(each, self._fields)
            if self._section_fields is None:
                rows.append(document)
                continue
            sections = [_cells(section, self._section_fields) for section in each.sections]
            nothing = [""] * (len(self._section_fields) + 1)
            rows += [document + section for section in sections or [nothing]]
        return self._lines(rows)

    def end(self) -> str:
        return ""

    def _lines(self, rows: Iterable[Sequence[str]]) -> str:
        text = io.StringIO(newline="")
        writer = csv.writer(text, lineterminator="\n")
        writer.writerows([_harmless(cell) for cell in row] if self._safe else row for row in rows)
        return text.getvalue()


def as_json(exported: Exported) -> dict[str, Any]:
    """A record as an import reads it."""
    value: dict[str, Any] = {"id": exported.record.id, **exported.record.fields}
    if exported.versions:
        value["_versions"] = exported.versions
    if exported.sections:
        value["sections"] = [as_json(each) for each in exported.sections]
    return value


def _cells(exported: Exported, fields: Sequence[str]) -> list[str]:
    held = exported.record.fields
    return [str(exported.record.id), *(cell_text(held.get(name)) for name in fields)]


def _harmless(cell: str) -> str:
    """A cell that a spreadsheet takes for a text."""
    return f"'{cell}" if cell.startswith(_RUN_BY_SPREADSHEETS) and not _NUMBER.fullmatch(cell) else cell
