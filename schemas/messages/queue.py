"""The queue: what runs and waits in all sessions of a home."""

from typing import Any, Literal

from pydantic import Field

from schemas.messages.base import Answered, Message, Nothing
from schemas.messages.session import ExecutionStatus

THEIRS = "theirs-"
"""How the ids of entries begin that are somebody else's: such an id names nothing."""


class QueueEntry(Message):
    """One execution that runs or waits, or that ended lately. Times are Unix seconds.

    `provider` is empty where none was named. Of those in one `lane` one runs at a time; what never
    waits has none. `position` counts those that wait, from 1. `fraction` (0 to 1) and `message` are
    the last progress. `seconds_left` is when it should be done, from its progress and from how long
    the last ones of its action and provider took; None where nothing is known yet. `here`: the
    program that answers runs it; `worker` is the name of the one that does, where a worker does.
    `theirs`: it runs in a session that one may not see, and nothing
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
    worker: str = ""
    theirs: bool = False


class QueueWorker(Message):
    """A worker that lives. It runs up to `at_once` jobs of `queues` (of all without any)."""

    name: str
    host: str
    queues: list[str] = Field(default_factory=list[str])
    at_once: int
    running: int = 0
    started_at: float


class QueueView(Message):
    """What runs, what waits in the order of its turns, and what ended lately, the last first.

    While the queue is paused (`paused_since`), what waits stays waiting; what runs goes on. With
    `by_workers` it is `workers` that begin what waits; `unserved` are queues of waiting jobs that none
    of them serves. `dead` counts jobs that were set aside. `mark` is another one as soon as anything
    here is (but for `seconds_left`).
    """

    running: list[QueueEntry] = Field(default_factory=list[QueueEntry])
    waiting: list[QueueEntry] = Field(default_factory=list[QueueEntry])
    ended: list[QueueEntry] = Field(default_factory=list[QueueEntry])
    paused_since: float | None = None
    by_workers: bool = False
    workers: list[QueueWorker] = Field(default_factory=list[QueueWorker])
    unserved: list[str] = Field(default_factory=list[str])
    dead: int = 0
    mark: str = ""


class ListQueue(Message, Answered[QueueView]):
    """What runs and waits, over all sessions; `ended` is how many of those that ended to tell of.

    With `wait`, in seconds, the reply comes when the queue is another one than that of the mark `seen`,
    or when the time is over: whoever follows the queue asks nothing while nothing changes.
    """

    ended: int = Field(default=20, ge=0, le=200)
    seen: str = Field(default="", max_length=100)
    wait: float = Field(default=0, ge=0, le=30)


class MoveInQueue(Message, Answered[QueueView]):
    """Give a waiting execution another turn: one place, or to an end. The reply is the queue after it."""

    execution_id: str
    to: Literal["up", "down", "front", "back"]


class PauseQueue(Message, Answered[Nothing]):
    """Begin nothing more that waits, in any program of this home, until the queue is resumed."""


class ResumeQueue(Message, Answered[Nothing]):
    """Begin what waits again."""


class DeadJob(Message):
    """A job that was set aside, as its handler fell or its workers were lost again and again.

    `status` is that of its execution, "" once that is deleted. `since` is Unix time.
    """

    execution_id: str
    session_id: str = ""
    session_title: str = ""
    label: str = ""
    status: str = ""
    lane: str
    since: float
    why: str


class DeadJobs(Message):
    """Jobs that were set aside, the last first."""

    jobs: list[DeadJob] = Field(default_factory=list[DeadJob])


class ListDeadJobs(Message, Answered[DeadJobs]):
    """Jobs that nobody begins until they are put on the queue again."""


class RequeueDeadJob(Message, Answered[QueueView]):
    """Begin a job that was set aside once more: its execution, or a new one if that has ended."""

    execution_id: str


class DropDeadJob(Message, Answered[Nothing]):
    """Forget a job that was set aside. An execution that has not ended is recorded as cancelled."""

    execution_id: str
