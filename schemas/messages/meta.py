"""What a session is for: said by the person, told to models."""

from typing import Annotated

from pydantic import Field

from schemas.documents.base import Line, Prose
from schemas.messages.base import Answered, Message

MOST_CHARACTERS = 20_000
"""Of each text: it goes into prompts."""


ShortLine = Annotated[Line, Field(max_length=1_000)]


class SessionMeta(Message):
    """`roles` are who the model is to be; `artifacts` name what the work is about, such as files."""

    purpose: Prose = ""
    background: Prose = ""
    roles: list[Line] = Field(default_factory=list[str])
    artifacts: list[Line] = Field(default_factory=list[str])
    procedure: Prose = ""


class EditMeta(Message, Answered[SessionMeta]):
    """Change what a session is for; what is null or left out stays as it is."""

    session_id: str
    purpose: Prose | None = Field(default=None, max_length=MOST_CHARACTERS)
    background: Prose | None = Field(default=None, max_length=MOST_CHARACTERS)
    roles: list[ShortLine] | None = Field(default=None, max_length=50)
    artifacts: list[ShortLine] | None = Field(default=None, max_length=200)
    procedure: Prose | None = Field(default=None, max_length=MOST_CHARACTERS)
