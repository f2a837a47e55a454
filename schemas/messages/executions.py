"""Requests about what runs, and what it made."""

from typing import Any

from pydantic import Field

from schemas.messages.base import Answered, Message
from schemas.messages.results import Result
from schemas.messages.session import ExecutionView


class RunSubAction(Message, Answered[ExecutionView]):
    """Run a sub-action of an open interaction with the form's values.

    The same `idempotency_key` twice returns the first execution. `feedback` is the
    person's answer to the sub-action's feedback prompt.
    """

    session_id: str
    interaction_id: str
    action_id: str
    values: dict[str, Any] = Field(default_factory=dict[str, Any])
    feedback: str = ""
    params: dict[str, Any] = Field(default_factory=dict[str, Any])
    idempotency_key: str = Field(min_length=1, max_length=200)


class CancelExecution(Message, Answered[ExecutionView]):
    execution_id: str


class RetryExecution(Message, Answered[ExecutionView]):
    """Run again what failed, was cancelled or was interrupted, with the values it had."""

    execution_id: str
    idempotency_key: str = Field(min_length=1, max_length=200)


class GetExecution(Message, Answered[ExecutionView]):
    execution_id: str


class ExecutionList(Message):
    """Executions, the oldest first."""

    executions: list[ExecutionView]


class ListExecutions(Message, Answered[ExecutionList]):
    """A session's executions: the last ones, or those before the one named by `before`."""

    session_id: str
    before: str | None = None
    limit: int = Field(default=200, ge=1, le=1000)


class GetResult(Message, Answered[Result]):
    content_id: str


class BlobContent(Message):
    """Where a blob's bytes are on the engine's machine, and what they are.

    `cache` is a folder there for what can be made of them again, such as thumbnails.
    """

    url: str
    media_type: str
    size: int
    path: str | None = None
    cache: str | None = None


class GetBlob(Message, Answered[BlobContent]):
    """Look up a `blob:<sha256>` url."""

    url: str = Field(pattern=r"^blob:[0-9a-f]{64}$")
