"""Records in and out: import with a preview, export (row C5)."""

from typing import Any, Literal

from pydantic import Field

from schemas.messages.base import Answered, Message
from schemas.messages.records import MOST_IDS, CollectionName, FieldName, RecordId

ImportFormat = Literal["json", "jsonl", "csv", "sqlite"]
ExportFormat = Literal["json", "jsonl", "csv"]


class RowError(Message):
    """Why a row is not imported. Rows and lines count from 1; row 0 is the file itself, line 0 is none."""

    row: int
    line: int = 0
    column: str = ""
    message: str


class PreviewedRecord(Message):
    """A record as it will be. `id` is None where it will get one; sections come after their document."""

    row: int
    id: int | None
    section: bool
    update: bool
    fields: dict[str, Any]


class ImportReport(Message):
    """What an import would do, or has done.

    `rows` were read, `refused` of them are not imported; `errors` tells of the first 1,000 of these.
    `columns` are the field names in the file. `documents` and `sections` are new ones, `updated`
    those that were there. `records` are the first as they will be (only in a preview).
    """

    collection: str
    format: ImportFormat
    encoding: str = ""
    delimiter: str = ""
    columns: list[str] = Field(default_factory=list[str])
    rows: int
    refused: int
    documents: int
    sections: int
    updated: int
    records: list[PreviewedRecord] = Field(default_factory=list[PreviewedRecord])
    errors: list[RowError] = Field(default_factory=list[RowError])
    imported: bool


class ImportSource(Message):
    """Which file to read, and how: see `PreviewImport`."""

    path: str = Field(min_length=1, max_length=4096)
    collection: CollectionName | None = None
    format: ImportFormat | None = None
    encoding: str = Field(default="", max_length=40)
    delimiter: str = Field(default="", max_length=1)
    sections: FieldName = "sections"
    sections_of: str = Field(default="", max_length=200)
    table: str = Field(default="", max_length=200)
    sections_table: str = Field(default="", max_length=200)
    parent_column: str = Field(default="", max_length=200)
    update: bool = False
    new_ids: bool = False


class PreviewImport(ImportSource, Answered[ImportReport]):
    """Read a file as an import would, and change nothing.

    `path` is a file on the engine's machine: JSON (a list of documents, or an object with `collection`
    and `documents`), JSON lines, CSV with a header, or an SQLite database (`table`, and for sections
    `sections_table` with its column `parent_column`, which holds the id of a document). `format` is
    told by the file's name and content where it is not given. `collection` is told by the file or its
    name. `sections` is the key under which JSON documents hold their sections. `sections_of` is a CSV
    column: rows with the same value in it are sections of one document, whose fields are this column
    and those whose names begin with `document.`. Ids (`id`) that are taken are errors, unless `update`:
    then that record's fields get new versions; or `new_ids`: then the file's ids only say which
    sections belong to which document.
    """


class ImportRecords(ImportSource, Answered[ImportReport]):
    """Import the good rows of a file; with `all_or_nothing` none of them if there is an error.

    The request is that of `records.preview-import`.
    """

    all_or_nothing: bool = False


class RecordsExport(Message):
    """What was exported: into the file `path`, or as `text`."""

    path: str = ""
    text: str = ""
    documents: int
    sections: int


class ExportRecords(Message, Answered[RecordsExport]):
    """Write a collection, or some of its documents, as JSON, JSON lines or CSV.

    With `path`, a new file on the engine's machine (`overwrite` replaces one that is there); without,
    the reply holds the text, up to 64 MiB. What JSON says can be imported again as it is. `versions`
    adds the versions of every field to JSON and JSON lines as `_versions`. In CSV each section is a
    row, with the columns `document.…` of its document, as soon as one document has sections.
    `safe_for_spreadsheets` puts an apostrophe before cells of CSV that a spreadsheet would run.
    """

    collection: CollectionName
    record_ids: list[RecordId] = Field(default_factory=list[int], max_length=MOST_IDS)
    format: ExportFormat = "json"
    path: str = Field(default="", max_length=4096)
    overwrite: bool = False
    versions: bool = False
    safe_for_spreadsheets: bool = False
