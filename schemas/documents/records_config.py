"""What the actions that bring and read records take in `config` (row C5)."""

from typing import Annotated, Any

from pydantic import Field, StringConstraints

from schemas.documents.base import Document

CollectionName = Annotated[str, StringConstraints(pattern=r"^[A-Za-z_][A-Za-z0-9_-]{0,63}$")]


class BringRecordsConfig(Document):
    """`records.bring`: a document with its sections that the workflow brings along, unless it is there.

    `document` is an object of fields (it may stand in a file: `{"$ref": "sample/post.json"}`), in
    it a list of sections under `sections`. It is there already if a document of the collection
    has the same value in the field `known_by`.
    """

    collection: CollectionName
    document: dict[str, Any]
    sections: str = Field(default="sections", min_length=1, max_length=100)
    known_by: str = Field(min_length=1, max_length=100)
    timeout: float = Field(default=30, gt=0, le=600, description="Seconds.")


class ReadRecordsConfig(Document):
    """`records.read`: a document and its sections as they are now."""

    document_id: int
    timeout: float = Field(default=30, gt=0, le=600, description="Seconds.")
