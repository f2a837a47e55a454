"""Records: documents and their sections, in collections (row C5).

A record without a parent is a document; a section's parent is a document. Times are Unix seconds.
"""

from typing import Annotated, Any

from pydantic import Field, StringConstraints

from schemas.documents.base import Line
from schemas.messages.base import Answered, Message, Whole

FieldName = Annotated[str, StringConstraints(min_length=1, max_length=100)]
CollectionName = Annotated[str, StringConstraints(pattern=r"^[A-Za-z_][A-Za-z0-9_-]{0,63}$")]
RecordId = Annotated[int, Field(ge=1, lt=2**63)]
MOST_IDS = 100_000


class CollectionView(Message):
    """A collection. `fields` are the names that any of its records has, the most used first."""

    name: str
    title: str
    documents: int
    sections: int
    fields: list[str]
    created_at: float
    updated_at: float


class CollectionList(Message):
    """All collections, by name."""

    collections: list[CollectionView]


class ListCollections(Message, Answered[CollectionList]):
    """The collections with their sizes and fields."""


class RecordView(Message):
    """A record as it stands.

    `place` counts from 1 among the documents of its collection, or the sections of its document.
    `versions` is the number of each field's newest version. `sections` and `files` are how many it has.
    """

    id: int
    collection: str
    parent_id: int | None
    place: int
    fields: dict[str, Any]
    versions: dict[str, int]
    sections: int = 0
    files: int = 0
    created_at: float
    updated_at: float


class RecordList(Message):
    """One page of records.

    `total` is how many there are without `search` and `where`. `after` is what the next page is
    asked for with; None at the end.
    """

    records: list[RecordView]
    total: int
    after: int | None = None


class ListRecords(Message, Answered[RecordList]):
    """The documents of a collection, or the sections of a document; give one of the two.

    `search` is a text that some value holds, in any case. `where` is an expression over the fields,
    such as `status == 'draft'` or `fields['meta.title']`; it also sees `id`, `place` and `parent_id`
    unless fields are called so. `order` is `place`, `id` or the name of a field with `field:` before
    it. `after` is the last record of the page before. Without `fields` the records come with all.
    """

    collection: CollectionName | None = None
    document_id: RecordId | None = None
    search: str = Field(default="", max_length=1000)
    where: str = Field(default="", max_length=4000)
    order: str = Field(default="place", max_length=106, pattern=r"^(place|id|field:.+)$")
    descending: bool = False
    limit: int = Field(default=100, ge=1, le=1000)
    after: RecordId | None = None
    fields: list[FieldName] | None = Field(default=None, max_length=1000)


class GetRecord(Message, Answered[RecordView]):
    """One record."""

    record_id: RecordId


class AddRecord(Message, Answered[RecordView]):
    """Add a document to a collection, which is made if need be, or with `parent_id` a section to it.

    Without `place` it comes last.
    """

    collection: CollectionName | None = None
    parent_id: RecordId | None = None
    place: Whole | None = Field(default=None, ge=1)
    fields: dict[FieldName, Any] = Field(default_factory=dict[str, Any], max_length=1000)


class EditRecord(Message, Answered[RecordView]):
    """Give fields other values; each becomes a new version, unless it is the value that is there.

    With `versions` (the number of a field's version that was edited, 0 if it had none) nothing is
    changed if one of these fields was changed meanwhile; the conflict's `details` say to what.
    """

    record_id: RecordId
    values: dict[FieldName, Any] = Field(min_length=1, max_length=1000)
    versions: dict[FieldName, Whole] = Field(default_factory=dict[str, int], max_length=1000)
    note: Line = Field(default="edited", max_length=200)


class DeletedRecords(Message):
    """How many documents and sections were deleted, the sections of deleted documents among them."""

    documents: int
    sections: int


class DeleteRecords(Message, Answered[DeletedRecords]):
    """Delete records with their sections, versions and files; all of them, or none if one is not there."""

    record_ids: list[RecordId] = Field(min_length=1, max_length=MOST_IDS)


class MoveRecord(Message, Answered[RecordView]):
    """Give a record another place among those it stands with; one that is too high means the last."""

    record_id: RecordId
    place: Whole = Field(ge=1)


class FieldVersion(Message):
    """A value that a field has or had.

    `execution_id` is what made it, or empty; then `note` says how it came about, such as `edited`,
    `imported` or `restored version 2`.
    """

    version: int
    value: Any
    at: float
    execution_id: str = ""
    note: str = ""


class FieldVersions(Message):
    """Versions of a field, the newest first. `before` is what older ones are asked for with, or None."""

    versions: list[FieldVersion]
    before: int | None = None


class ListVersions(Message, Answered[FieldVersions]):
    """The versions of one field of a record."""

    record_id: RecordId
    field: FieldName
    limit: int = Field(default=50, ge=1, le=1000)
    before: Whole | None = Field(default=None, ge=1)


class RestoreVersion(Message, Answered[RecordView]):
    """Make an earlier version of a field the newest; what is there now stays a version of its own."""

    record_id: RecordId
    field: FieldName
    version: Whole = Field(ge=1)
