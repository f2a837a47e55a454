"""What the execution of one record says of itself: which record, what goes in, where it goes."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, field, replace
from typing import Any

from engine.store.batches import key_of
from engine.store.executions import ExecutionRequest
from schemas.frozen import frozen

LANDING = "record"


@frozen
class Subject:
    """`ExecutionRequest.subject` of such an execution.

    `inputs` are what was given in place of the record's own, by input key; `reads` the field and
    the label of each input by its key; `outputs` the fields to write by output key.
    `who` is the provider and its model, as far as they are known before. `interruptions` counts
    how often a program that ran it was gone before its end.
    """

    batch_id: str
    document_id: int
    record_id: int
    attempt: int
    outputs: Mapping[str, str]
    reads: Mapping[str, Sequence[str]] = field(default_factory=dict[str, Sequence[str]])
    inputs: Mapping[str, Any] = field(default_factory=dict[str, Any])
    cache: bool = False
    who: Mapping[str, Any] = field(default_factory=dict[str, Any])
    interruptions: int = 0

    @property
    def key(self) -> str:
        """The idempotency key of the execution."""
        return key_of(self.batch_id, self.record_id, self.attempt)

    def as_json(self) -> dict[str, Any]:
        """As it is stored; `subject_of` reads it."""
        return asdict(self)

    def again(self, *, interrupted: bool = False) -> "Subject":
        """The next attempt."""
        return replace(self, attempt=self.attempt + 1, interruptions=self.interruptions + interrupted)


def subject_of(request: ExecutionRequest) -> Subject:
    """The subject of an execution whose landing is `LANDING`."""
    return Subject(**request.subject)
