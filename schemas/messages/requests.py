"""One request model per operation; `Answered[...]` names its reply."""

from typing import Any, Literal

from pydantic import Field

from schemas.messages.base import Answered, Message, Nothing, Whole
from schemas.messages.results import Result
from schemas.messages.session import ExecutionView, InteractionView, SessionSummary, SessionView, Shapes


class WorkflowSummary(Message):
    """A workflow that can be started. `problem` says why it cannot.

    `trusted` says whether its own code may run; `none` means that it has no code.
    """

    id: str
    title: str
    description: str = ""
    path: str
    bundled: bool = False
    problem: str = ""
    trusted: Literal["none", "trusted", "untrusted"] = "none"


class WorkflowList(Message):
    workflows: list[WorkflowSummary]


class ListWorkflows(Message, Answered[WorkflowList]):
    """Workflows that ship with Reroll and those in the person's own folder."""


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


class GetInteraction(Message, Answered[InteractionView]):
    session_id: str
    interaction_id: str


class DraftSaved(Message):
    """`version` is what to save next with."""

    version: int


class SaveDraft(Message, Answered[DraftSaved]):
    """Keep what the form holds. The reply means that it is on disk.

    With the `version` that it goes on from (`draft_version` of the page, or of the last reply), what
    somebody else saved since is no longer overwritten: that is a conflict (`draft_changed`) whose details
    are `{version, by, at, draft}`. `writer` names one open form: what it saved itself is no conflict.
    """

    session_id: str
    interaction_id: str
    values: dict[str, Any]
    unparsed: dict[str, str] = Field(default_factory=dict[str, str])
    shapes: Shapes | None = None
    version: Whole | None = None
    writer: str = Field(default="", max_length=64)


class SelectResults(Message, Answered[Nothing]):
    session_id: str
    interaction_id: str
    content_ids: list[str]


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


class ResolveProposal(Message, Answered[InteractionView]):
    """Accept a proposal (all of it, or some fields) or dismiss it."""

    session_id: str
    interaction_id: str
    proposal_id: str
    accept: bool
    fields: list[str] | None = None


class ContinueInteraction(Message, Answered[SessionView]):
    """Complete the interaction: the module gets the values and the selection, and the workflow goes on."""

    session_id: str
    interaction_id: str
    values: dict[str, Any]
    content_ids: list[str] = Field(default_factory=list[str])


class CommitValues(Message, Answered[InteractionView]):
    """Make what was typed since the last change one change, to be undone by itself; `label` names it."""

    session_id: str
    interaction_id: str
    label: str = Field(default="Edit", max_length=200)


class UndoChange(Message, Answered[InteractionView]):
    """Take back the page's last change: edits of the form, results added or replaced, a generation chosen."""

    session_id: str
    interaction_id: str


class RedoChange(Message, Answered[InteractionView]):
    """Do again what was undone last."""

    session_id: str
    interaction_id: str


class ChooseGeneration(Message, Answered[InteractionView]):
    """Show an earlier or later generation of a page's results again."""

    session_id: str
    interaction_id: str
    number: Whole


class ReopenInteraction(Message, Answered[SessionView]):
    """Go back to a completed page. If it is completed with the same answer, what came after still holds."""

    session_id: str
    interaction_id: str


class ResumeSession(Message, Answered[SessionView]):
    """Go on where the workflow stopped, for example after a failed module."""

    session_id: str


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


class ProviderSummary(Message):
    name: str
    kind: str
    label: str
    ready: bool
    message: str = ""


class ProviderList(Message):
    providers: list[ProviderSummary]


class ListProviders(Message, Answered[ProviderList]):
    """Configured and built-in providers, and whether each can answer now."""


class ModelStatus(Message):
    """The embedded model's weights. Sizes are bytes."""

    name: str
    licence: str
    installed: bool
    path: str
    size: int
    message: str


class GetModelStatus(Message, Answered[ModelStatus]):
    pass


class RemoveModel(Message, Answered[ModelStatus]):
    pass


class FetchModel(Message, Answered[ModelStatus]):
    """Fetch the embedded model's weights; returns when they are verified."""
