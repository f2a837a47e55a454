"""The audit log: one line for every execution that ended, whatever became of its session (row C9)."""

from typing import Literal

from pydantic import Field

from schemas.messages.base import Answered, Message, Whole

EndStatus = Literal["completed", "failed", "cancelled", "interrupted"]


class AuditEntry(Message):
    """One execution that ended; `at` is when. Times are Unix seconds.

    There are no prompts, values and secrets in it: `error` is a code, such as `rate_limited`; what
    it said is with the execution, as long as that is kept. `seconds` is from its beginning, None
    for what never began. `provider` is empty where none answered, `user` where there are no tokens.
    """

    id: int
    at: float
    execution_id: str
    session_id: str
    workflow_id: str
    step_id: str = ""
    action: str
    label: str
    provider: str = ""
    record_id: int | None = None
    status: EndStatus
    seconds: float | None = None
    error: str = ""
    user: str = ""


class AuditLog(Message):
    """Entries, the newest first. `more` is what to give as `before` for those that follow, or null."""

    entries: list[AuditEntry]
    more: int | None = None


class ListAudit(Message, Answered[AuditLog]):
    """Entries that fit all that is said. `since` and `until` are Unix seconds.

    `record_id` also finds the runs over the sections of a document. `action` and `provider` are
    names as in the entries; `text` looks in labels, actions, providers, workflows and error codes.
    """

    since: float | None = None
    until: float | None = None
    session_id: str = ""
    workflow_id: str = ""
    step_id: str = ""
    record_id: Whole | None = None
    action: str = ""
    provider: str = ""
    status: list[EndStatus] = Field(default_factory=list[EndStatus], max_length=4)
    text: str = Field(default="", max_length=200)
    before: Whole | None = None
    limit: int = Field(default=100, ge=1, le=10_000)
