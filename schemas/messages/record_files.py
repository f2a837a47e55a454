"""Files of records: what steps made, kept under the document and the section it belongs to (row C10)."""

from typing import Any

from pydantic import Field

from schemas.messages.base import Answered, Message, Nothing, Whole


class FileView(Message):
    """A file of a record. `at` is Unix seconds, `size` bytes, `url` the `blob:` url of its content.

    `path` is where it is for other programs: `records/<collection>/<document>/<section, or
    "document">/<name>` in the home folder, with its metadata beside it in `<name>.json`. `field`
    is the field that the step wrote, `model` what made it. `provenance` is the result's.
    """

    id: str
    record_id: int
    document_id: int
    field: str = ""
    name: str
    path: str
    url: str
    media_type: str
    size: int
    execution_id: str = ""
    result_id: str = ""
    model: str = ""
    at: float
    provenance: dict[str, Any] = Field(default_factory=dict[str, Any])


class FileList(Message):
    """Files in the order of the sections, the document's own first; of one record the oldest first."""

    files: list[FileView]


class ListRecordFiles(Message, Answered[FileList]):
    """The files of a record; of a document also those of its sections, unless `sections` is false."""

    record_id: Whole
    sections: bool = True


class GetRecordFile(Message, Answered[FileView]):
    """One file. It is at its `path` when this answers."""

    file_id: str


class DeleteRecordFile(Message, Answered[Nothing]):
    """Take a file from its record; results that show the same picture keep it."""

    file_id: str
