"""References: files and texts attached to a session's prompts (row D5)."""

from typing import Self

from pydantic import Field, model_validator

from schemas.clean_text import clean_line
from schemas.documents.base import Line, Prose
from schemas.messages.base import Answered, Message, Whole

MOST_CHARACTERS = 256 * 1024
"""Of a text that is given inline."""


class ReferenceContent(Message):
    """A file (`path`, read each time it is used) or a `text`; exactly one of them.

    `ttl` is how many more turns use it: null is without end. At 0 it is no longer used but
    still listed. `persist` keeps it in use whatever `ttl` says. `enabled` switches it.
    """

    path: str | None = Field(default=None, min_length=1, max_length=4096)
    text: Prose | None = Field(default=None, min_length=1, max_length=MOST_CHARACTERS)
    name: Line = Field(
        default="", max_length=200, description="What prompts call it; the file's name without."
    )
    persist: bool = False
    ttl: int | None = Field(default=None, ge=0, le=1_000_000)
    enabled: bool = True

    @model_validator(mode="after")
    def _one_source(self) -> Self:
        if (self.path is None) == (self.text is None):
            raise ValueError("give either a path or a text")
        if self.path is not None and clean_line(self.path) != self.path:
            raise ValueError("the path has characters that cannot be shown")
        return self


class ReferenceView(Message):
    """One reference as it stands. `in_use` says whether the next turn gets it."""

    index: int
    id: str
    name: str
    path: str | None = None
    text: str | None = None
    persist: bool
    ttl: int | None
    enabled: bool
    in_use: bool


class ReferenceList(Message):
    """All references of a session, in the order in which prompts get them."""

    references: list[ReferenceView]


class ListReferences(Message, Answered[ReferenceList]):
    session_id: str


class ReplaceReferences(Message, Answered[ReferenceList]):
    """Put these in the place of all references a session has."""

    session_id: str
    references: list[ReferenceContent] = Field(max_length=100)


class AddReference(Message, Answered[ReferenceList]):
    """Attach one more, after the others."""

    session_id: str
    reference: ReferenceContent


class RemoveReference(Message, Answered[ReferenceList]):
    session_id: str
    index: Whole


class SetReferencePersist(Message, Answered[ReferenceList]):
    session_id: str
    index: Whole
    persist: bool


class SetReferenceTtl(Message, Answered[ReferenceList]):
    """Say how many more turns use a reference; null is without end."""

    session_id: str
    index: Whole
    ttl: int | None = Field(ge=0, le=1_000_000)


class ToggleReference(Message, Answered[ReferenceList]):
    """Switch a reference on or off; without `enabled` to the other."""

    session_id: str
    index: Whole
    enabled: bool | None = None
