"""Batches: one script step over some records of a document."""

from typing import Any, Literal

from pydantic import Field

from schemas.messages.base import Answered, Message, Whole

RecordStatus = Literal["waiting", "running", "success", "error", "skipped", "cached", "cancelled"]
Only = Literal["all", "failed", "missing"]


class BatchRecord(Message):
    """How one record stands: its newest attempt.

    `message` says why it failed or was skipped, or how far it is; `fraction` is from 0 to 1, or
    None where nobody knows. `seconds` is how long it took, or has taken so far. `execution_id` is
    empty for what was skipped.
    """

    record_id: int
    title: str
    status: RecordStatus
    message: str = ""
    execution_id: str = ""
    attempt: int = 1
    fraction: float | None = None
    seconds: float | None = None


class BatchSummary(Message):
    """One batch in short. Times are Unix seconds.

    `counts` has every status. `done` are those that have ended, however, `total` all of them.
    `seconds_left` is an estimate from the last ones that ended; None where there is none yet.
    """

    id: str
    session_id: str
    workflow_id: str
    step_id: str
    document_id: int
    label: str
    created_at: float
    counts: dict[RecordStatus, int]
    done: int
    total: int
    seconds_left: float | None = None
    paused: bool = False
    cancelled: bool = False


class BatchView(BatchSummary):
    """A batch with its records, in the document's order.

    `settings` are those that were given for this run, `inputs` what stood in for the records' own.
    """

    settings: dict[str, Any] = Field(default_factory=dict[str, Any])
    inputs: dict[str, Any] = Field(default_factory=dict[str, Any])
    records: list[BatchRecord]


class BatchList(Message):
    """Batches, the newest first."""

    batches: list[BatchSummary]


class StartBatch(Message, Answered[BatchView]):
    """Put a run of a step for each record on the queue, all or none.

    In a session, or of a `workflow` (an id or a path), which then gets a session of its own for
    that document. Without `document_id` it is the session's (`state.document_id`). `record_ids`
    are sections of the document; None means all. `inputs` stand in for the records' own values,
    by input key; `settings` hold for this run alone. `only` leaves out the records whose last run
    of this step did not fail, or whose outputs are all there. The same `idempotency_key` twice is
    one batch. Everything is checked before anything is asked of a provider.
    """

    session_id: str | None = None
    workflow: str | None = None
    document_id: Whole | None = None
    step_id: str = Field(min_length=1, max_length=200)
    record_ids: list[Whole] | None = Field(default=None, max_length=100_000)
    inputs: dict[str, Any] = Field(default_factory=dict[str, Any])
    settings: dict[str, Any] = Field(default_factory=dict[str, Any])
    only: Only = "all"
    idempotency_key: str = Field(min_length=1, max_length=100)


class GetBatch(Message, Answered[BatchView]):
    """A batch as it stands. A change of it is an event `batch_changed` of its session."""

    batch_id: str


class ListBatches(Message, Answered[BatchList]):
    """Batches, the newest first: of a session, of a step, of a document, or all."""

    session_id: str | None = None
    step_id: str | None = None
    document_id: Whole | None = None
    limit: int = Field(default=50, ge=1, le=1000)


class PauseBatch(Message, Answered[BatchView]):
    """Begin no more records; what runs goes on."""

    batch_id: str


class ResumeBatch(Message, Answered[BatchView]):
    """Go on with a paused batch."""

    batch_id: str


class CancelBatch(Message, Answered[BatchView]):
    """Cancel what runs and what waits; what is done stays."""

    batch_id: str


class RetryBatch(Message, Answered[BatchView]):
    """Run again what failed, and with `missing` also what was cancelled; with the settings it had."""

    batch_id: str
    only: Literal["failed", "missing"] = "failed"
