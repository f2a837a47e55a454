"""How a session's documents compare with those on disk."""

from typing import Literal

from pydantic import Field

from schemas.messages.base import Answered, Message
from schemas.messages.session import SessionView


class DocumentsView(Message):
    """`loaded` and `on_disk` are content hashes.

    `changed`: the files are newer than what the session runs. `kept`: they are, and the person
    has chosen to go on without them. `problems` says why changed files are `invalid`.
    """

    state: Literal["same", "changed", "kept", "missing", "invalid"]
    loaded: str
    source: str
    on_disk: str = ""
    problems: list[str] = Field(default_factory=list[str])


class CheckDocuments(Message, Answered[DocumentsView]):
    """Compare a session's documents with those on disk."""

    session_id: str


class AdoptDocuments(Message, Answered[SessionView]):
    """Go on with the documents on disk; the open page keeps what is on it."""

    session_id: str


class KeepDocuments(Message, Answered[DocumentsView]):
    """Go on with the documents the session has, and do not be asked about that version again."""

    session_id: str
    content_hash: str = Field(min_length=1)
