"""Events of an execution, in order, each with a sequence number from 1."""

from typing import Any, Literal

from pydantic import Field

from schemas.messages.base import Message

EventKind = Literal[
    "started", "progress", "token", "partial", "result", "log", "preview", "completed", "failed", "cancelled"
]

PASSING_KINDS: frozenset[EventKind] = frozenset({"preview"})
"""What is told to whoever listens at that moment, and not stored."""

TERMINAL_KINDS: frozenset[EventKind] = frozenset({"completed", "failed", "cancelled"})


class ExecutionEvent(Message):
    """One thing that happened in an execution.

    `data` by kind: `started` {action, label}, `progress` {fraction, message}, `token` {text},
    `partial` {value} (validated parts only), `result` {result} (a `Result`), `log` {message},
    `preview` {index, media_type, data} (a small picture in base64 of the item at `index`, from 0;
    it passes: not stored, `seq` is that of the event before it),
    `completed` {outputs, usage, message}, `failed` {code, message, hint, retryable}
    and, where a provider says which values it refuses, `details` [{field, message}] (a field by its
    path in the form); `cancelled` {}. `at` is Unix time in seconds.
    """

    execution_id: str
    seq: int
    at: float
    kind: EventKind
    data: dict[str, Any] = Field(default_factory=dict[str, Any])


class SessionChange(Message):
    """One appended session event: a client that sees it asks for the view again or folds it."""

    session_id: str
    seq: int
    kind: str
    data: dict[str, Any] = Field(default_factory=dict[str, Any])
