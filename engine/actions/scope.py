"""What an action may see, and where its results go: the two sides of the pipeline a caller fills in."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import field
from pathlib import Path
from typing import Any, Protocol

from engine.actions.action import Outputs, Upstream, no_upstream
from engine.actions.embedding import Embedded
from engine.actions.once import Once
from engine.actions.prompt_context import PromptContext
from engine.store.database import Transaction
from engine.store.executions import ExecutionRequest
from schemas.documents.sub_action import Precondition
from schemas.frozen import frozen
from schemas.messages.results import Result
from schemas.messages.session import ExecutionStatus

Write = Callable[[Transaction], Awaitable[None]]
"""Writes the pipeline's own rows inside the caller's transaction."""


@frozen
class Scope:
    """What the caller of an action lets it see.

    `state` is the workflow's state, `data` the interaction's display data, `schema` the
    form's schema. `requires` names the state keys to hand over; None means to infer them.
    `preconditions` must hold before anything is done. The person's feedback goes to the
    templates under each of `feedback_names`. `upstream` is that of `ActionInput`. `variables` are
    what templates see besides, such as the record that a step runs over. `embedding` makes, of
    the execution's id, what takes the actions in its reply; the pipeline puts that in `embedded`.
    """

    state: Mapping[str, Any] = field(default_factory=dict[str, Any])
    data: Mapping[str, Any] = field(default_factory=dict[str, Any])
    schema: Mapping[str, Any] = field(default_factory=dict[str, Any])
    requires: list[str] | None = None
    preconditions: Sequence[Precondition] = ()
    feedback_names: Sequence[str] = ("user_feedback",)
    workflow_id: str = ""
    content_hash: str = ""
    defaults: Mapping[str, Any] = field(default_factory=dict[str, Any])
    context: PromptContext = field(default_factory=PromptContext)
    export_folder: Callable[[], Awaitable[str]] | None = None
    upstream: Callable[[str], Upstream] = no_upstream
    folder: Path | None = None
    variables: Mapping[str, Any] = field(default_factory=dict[str, Any])
    known: Outputs | None = None
    """What the run would give, from an earlier one: then nothing runs."""
    embedding: Callable[[str], Embedded] | None = None
    embedded: Embedded | None = None
    once: Once = field(default_factory=Once)
    """The execution's own, given by the pipeline."""


class Landing(Protocol):
    """Where what an execution produces is put; each call is one transaction.

    Modules, sub-actions, record batches and embedded actions are callers of the one
    pipeline: each brings a landing. If a call raises, nothing changed.
    """

    async def scope(self, request: ExecutionRequest) -> Scope: ...

    async def item(
        self, execution_id: str, request: ExecutionRequest, result: Result, write: Write, *, listed: bool
    ) -> None: ...

    async def outputs(
        self,
        execution_id: str,
        request: ExecutionRequest,
        outputs: Outputs,
        results: list[Result],
        write: Write,
    ) -> None: ...

    async def ended(
        self,
        execution_id: str,
        request: ExecutionRequest,
        status: ExecutionStatus,
        error: Mapping[str, Any] | None,
        write: Write,
    ) -> None: ...
