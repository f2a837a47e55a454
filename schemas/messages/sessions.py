"""Requests about whole sessions."""

from pydantic import Field

from schemas.messages.base import Answered, Message, Nothing
from schemas.messages.session import SessionSummary, SessionView


class StartSession(Message, Answered[SessionView]):
    """Start a session of a workflow: an id of a known one, or a path to a folder or file.

    Without `advance` it returns at once, before any module has run: `ResumeSession` goes on,
    and what runs can be watched meanwhile. The same `idempotency_key` twice is one session.
    """

    workflow: str = Field(min_length=1)
    title: str = ""
    advance: bool = True
    idempotency_key: str = Field(default="", max_length=200)


class GetSession(Message, Answered[SessionView]):
    session_id: str


class SessionList(Message):
    """`more` is what the next ones are asked for with, or None after the last."""

    sessions: list[SessionSummary]
    more: str | None = None


class ListSessions(Message, Answered[SessionList]):
    """Sessions, the last used first; those after the `more` of a page before."""

    limit: int = Field(default=200, ge=1, le=10_000)
    search: str = ""
    after: str = Field(default="", max_length=100)


class DeleteSession(Message, Answered[Nothing]):
    """Delete a session with its executions and drafts. Files shared with others stay."""

    session_id: str


class EditSession(Message, Answered[SessionSummary]):
    session_id: str
    title: str = Field(min_length=1, max_length=200)


class ResumeSession(Message, Answered[SessionView]):
    """Go on where the workflow stopped, for example after a failed module."""

    session_id: str
