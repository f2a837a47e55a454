"""What a person marks results with: a star, a rating, tags, a note."""

from typing import Annotated

from pydantic import Field, StringConstraints

from schemas.messages.base import Answered, Message
from schemas.messages.session import InteractionView

Tag = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=60)]


class MarkResults(Message, Answered[InteractionView]):
    """Mark results of a page: what is not given stays as it is.

    `rating` is 1 to 5, 0 takes it away; `tags` are all of them, in the place of those before;
    an empty `note` takes it away. One call is one change that can be undone.
    """

    session_id: str
    interaction_id: str
    content_ids: list[str] = Field(min_length=1, max_length=10_000)
    starred: bool | None = None
    rating: int | None = Field(default=None, ge=0, le=5)
    tags: list[Tag] | None = Field(default=None, max_length=30)
    note: str | None = Field(default=None, max_length=10_000)
