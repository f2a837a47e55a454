"""A step: an ordered list of modules, shown to the person as one stage."""

from pydantic import Field

from schemas.documents.base import Document, Identifier, Line, Prose
from schemas.documents.module import Module


class Step(Document):
    """`steps/<name>/step.json`. `id` defaults to the folder's name."""

    schema_uri: str | None = Field(default=None, alias="$schema")
    id: Identifier | None = None
    title: Line | None = None
    description: Prose | None = None
    modules: list[Module] = Field(min_length=1)
