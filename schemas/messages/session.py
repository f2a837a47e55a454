"""Sessions as a client sees them."""

from typing import Any, Literal

from pydantic import Field

from schemas.documents.interaction import InteractionRequest
from schemas.messages.base import Message
from schemas.messages.meta import SessionMeta

SessionStatus = Literal["open", "completed", "failed"]
ExecutionStatus = Literal["queued", "running", "completed", "failed", "cancelled", "interrupted"]


class SessionSummary(Message):
    """One line of the home screen. Times are Unix seconds; `about` is the first text of the first page.

    `owner` is, in lists, whose session it is where it is another person's.
    """

    id: str
    workflow_id: str
    workflow_title: str
    title: str
    status: SessionStatus
    step_title: str = ""
    about: str = ""
    results: int = 0
    running: int = 0
    owner: str = ""
    created_at: float
    updated_at: float


class ExecutionView(Message):
    """One execution of a session. `error` is `{code, message, hint, retryable}`, and may have `details`.

    `interrupted` means that the program was killed while it ran: what had streamed is kept.
    """

    id: str
    action: str
    label: str
    sub_action_id: str | None = None
    interaction_id: str | None = None
    mode: str
    status: ExecutionStatus
    started_at: float
    ended_at: float | None = None
    error: dict[str, Any] | None = None
    last_seq: int = 0


class ProposalView(Message):
    """A change that waits for the person: `before` and `after` by field."""

    id: str
    execution_id: str
    label: str
    target_path: str
    before: dict[str, Any]
    after: dict[str, Any]


class KeptShape(Message):
    """What a shape of a union held when another was chosen; paths are relative to `path`.

    `choice` says which shape of each union at `path`; `value` is empty where there was none.
    """

    path: str
    choice: list[int]
    value: list[Any] = Field(default_factory=list[Any])
    unparsed: dict[str, str] = Field(default_factory=dict[str, str])
    chosen: dict[str, list[int]] = Field(default_factory=dict[str, list[int]])
    kept: list["KeptShape"] = Field(default_factory=list["KeptShape"])


class Shapes(Message):
    """What a form holds beyond its values: the shapes chosen by path, and what the others held.

    `root` has the value of a form that is no object; `absent` says that it has none at all.
    """

    chosen: dict[str, list[int]] = Field(default_factory=dict[str, list[int]])
    kept: list[KeptShape] = Field(default_factory=list[KeptShape])
    root: list[Any] = Field(default_factory=list[Any])
    absent: bool = False


class Draft(Message):
    """What the form holds as typed: parsed values, and texts (by path) that do not parse yet."""

    values: dict[str, Any] = Field(default_factory=dict[str, Any])
    unparsed: dict[str, str] = Field(default_factory=dict[str, str])
    shapes: Shapes | None = None


class GenerationView(Message):
    """What a page showed between one rerun and the next. `number` counts from 1."""

    number: int
    label: str = ""
    execution_id: str = ""
    at: float = 0.0
    results: int = 0


class ResultMarks(Message):
    """What a person marked a result with. `rating` is 1 to 5, or 0 for none."""

    starred: bool = False
    rating: int = 0
    tags: list[str] = Field(default_factory=list[str])
    note: str = ""


class InteractionView(Message):
    """An interaction with everything a screen shows.

    `request.display_data` is current: it holds the results so far. `draft` is None until
    the person typed something. `arriving` are results of a run that will replace those on
    the page: they can be selected, and go if it fails. `marks` are those of results, by their ids.
    `undo` and `redo` name the change that would be taken back or done again.
    """

    id: str
    session_id: str
    step_id: str
    module_id: str
    request: InteractionRequest
    draft: Draft | None = None
    draft_version: int = 0
    selected: list[str] = Field(default_factory=list[str])
    marks: dict[str, ResultMarks] = Field(default_factory=dict[str, ResultMarks])
    executions: list[ExecutionView] = Field(default_factory=list[ExecutionView])
    proposals: list[ProposalView] = Field(default_factory=list[ProposalView])
    arriving: list[dict[str, Any]] = Field(default_factory=list[dict[str, Any]])
    generations: list[GenerationView] = Field(default_factory=list[GenerationView])
    generation: int = 1
    undo: str | None = None
    redo: str | None = None
    completed: bool = False


class StepView(Message):
    """Where a session stands among its steps."""

    id: str
    title: str
    status: Literal["done", "current", "ahead"]


class PageView(Message):
    """A page of a session, for going back to it. `aside`: it was reached before the person went back."""

    id: str
    step_id: str
    module_id: str
    title: str
    completed: bool
    aside: bool = False


class SessionView(Message):
    """A session, whole. `seq` is the last event folded in; `state` the workflow's state.

    `failure` says why the workflow stopped: `{step_id, module_id, code, message, hint}`.
    """

    id: str
    seq: int
    summary: SessionSummary
    steps: list[StepView]
    state: dict[str, Any]
    interaction: InteractionView | None = None
    pages: list[PageView] = Field(default_factory=list[PageView])
    executions: list[ExecutionView] = Field(default_factory=list[ExecutionView])
    exports: list[str] = Field(default_factory=list[str])
    failure: dict[str, Any] | None = None
    meta: SessionMeta = Field(default_factory=SessionMeta)
