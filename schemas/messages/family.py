"""Forks, and the family they make: a session's parents and children (row D4)."""

from pydantic import Field

from schemas.messages.base import Answered, Message, Whole
from schemas.messages.session import SessionStatus, SessionView


class ForkSession(Message, Answered[SessionView]):
    """Make a new session of a session's past: as it stands, or as it was at an event or right after a turn.

    At most one of `at_seq` (the number of a session event) and `turn_id` is given.
    """

    session_id: str
    at_seq: Whole | None = Field(default=None, ge=1)
    turn_id: str | None = None
    title: str = Field(default="", max_length=200)


class FamilyMember(Message):
    """One session of a family. `depth` is 0 for the root.

    `forked_at` is the number of its parent's event it goes on from; `turn_label` names the
    turn before it, if there was one. Times are Unix seconds.
    """

    id: str
    title: str
    status: SessionStatus
    depth: int
    parent_id: str | None = None
    forked_at: int | None = None
    turn_label: str = ""
    created_at: float
    updated_at: float


class SessionTree(Message):
    """A family from its root on: after each session come its forks, the oldest first."""

    root_id: str
    sessions: list[FamilyMember]


class GetSessionTree(Message, Answered[SessionTree]):
    """The whole family of a session, whichever member it is."""

    session_id: str
