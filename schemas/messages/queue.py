"""The queue: what runs and waits in all sessions of a home."""

from typing import Any, Literal

from pydantic import Field

from schemas.messages.base import Answered, Message, Nothing
from schemas.messages.session import ExecutionStatus


class QueueEntry(Message):
    """One execution that runs or waits, or that ended lately. Times are Unix seconds.

    `provider` is empty where none was named. Of those in one `lane` one runs at a time; what never
    waits has none. `position` counts those that wait, from 1. `fraction` (0 to 1) and `message` are
    the last progress. `seconds_left` is when it should be done, from its progress and from how long
    the last ones of its action and provider took; None where nothing is known yet. `here`: the
    program that answers runs it. `theirs`: it runs in a session that one may not see, and nothing
    else is told of it.
    """

    execution_id: str
    session_id: str
    session_title: str
    workflow_title: str
    page: str = ""
    label: str
    action: str
    provider: str = ""
    lane: str = ""
    mode: str
    status: ExecutionStatus
    position: int | None = None
    fraction: float | None = None
    message: str = ""
    queued_at: float
    begun_at: float | None = None
    ended_at: float | None = None
    seconds_left: float | None = None
    error: dict[str, Any] | None = None
    here: bool = False
    theirs: bool = False


class QueueView(Message):
    """What runs, what waits in the order of its turns, and what ended lately, the last first.

    While the queue is paused (`paused_since`), what waits stays waiting; what runs goes on.
    """

    running: list[QueueEntry] = Field(default_factory=list[QueueEntry])
    waiting: list[QueueEntry] = Field(default_factory=list[QueueEntry])
    ended: list[QueueEntry] = Field(default_factory=list[QueueEntry])
    paused_since: float | None = None


class ListQueue(Message, Answered[QueueView]):
    """What runs and waits, over all sessions; `ended` is how many of those that ended to tell of."""

    ended: int = Field(default=20, ge=0, le=200)


class MoveInQueue(Message, Answered[QueueView]):
    """Give a waiting execution another turn: one place, or to an end. The reply is the queue after it."""

    execution_id: str
    to: Literal["up", "down", "front", "back"]


class PauseQueue(Message, Answered[Nothing]):
    """Begin nothing more that waits, in any program of this home, until the queue is resumed."""


class ResumeQueue(Message, Answered[Nothing]):
    """Begin what waits again."""
