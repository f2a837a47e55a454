"""What an action is: an id, what it takes, the modes it can run in, one method that yields events."""

from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping
from dataclasses import field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, Protocol, runtime_checkable

from engine.actions.errors import ActionError
from engine.actions.once import Once
from engine.actions.prompt_context import PromptContext
from schemas.documents.sub_action import ExecutionMode
from schemas.frozen import frozen

if TYPE_CHECKING:
    from pydantic import BaseModel

    from engine.actions.embedding import Embedded
    from engine.store.executions import ExecutionRequest


@frozen
class Token:
    """Text as it streams, cleaned."""

    text: str


@frozen
class Progress:
    """How far the execution is: a fraction from 0 to 1, or None where nobody knows."""

    fraction: float | None
    message: str = ""


@frozen
class Preview:
    """How the item at `index` (from 0) looks so far: a small picture, which replaces the one before."""

    data: bytes = field(repr=False)
    media_type: str
    index: int = 0


@frozen
class Partial:
    """The structured output so far: validated parts only."""

    value: Any


@frozen
class LogLine:
    """Something worth telling."""

    message: str


@frozen
class Item:
    """One finished item. The pipeline stores `data` as a blob and adds `content_id` and `url`.

    `facts` go into the result's provenance: fields of `Provenance`, such as `provider`,
    `label`, `model`, `seed`, `rendered`, `parameters`.
    """

    kind: Literal["text", "json", "image", "file"]
    value: Mapping[str, Any]
    data: bytes | None = None
    media_type: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict[str, Any])
    listed: bool = False
    """Whether it is one member of a list that is being made."""
    id: str = ""
    """Given by the pipeline."""


@frozen
class Exchange:
    """One whole exchange with a text model: it becomes a turn of the session when the execution succeeds.

    `system` and `asked` are rendered; `references` are `{id, name, hash}`, not part of
    `system`. `raw` is the reply as the model wrote it, where `reply` leaves something out. The
    last four are given by the pipeline where an action runs inside another.
    """

    asked: str
    reply: str
    system: str = ""
    provider: str = ""
    provider_label: str = ""
    model: str = ""
    usage: Mapping[str, Any] = field(default_factory=dict[str, Any])
    references: tuple[Mapping[str, str], ...] = ()
    raw: str = ""
    action: str = ""
    label: str = ""
    step_id: str = ""
    module_id: str = ""


@frozen
class ModuleOutcome:
    """A module that was run again, and the keys of the state it sets."""

    step_id: str
    module_id: str
    state: Mapping[str, Any]


@frozen
class Outputs:
    """The action is done: what it returns, and what it used (tokens).

    With `of_items` it returns the list of its items as they were stored, with their
    `content_id` and `url`; `value` is not looked at. `items_at` is the path in `value` of a
    list whose members were yielded as items: they stand there as they were stored (empty: all
    of `value`). `modules` are modules whose new outcomes take the place of the old ones.
    `transition` is the state that an embedded action asks the conversation to go to. `empties`
    names fields of the form whose text is used up: they are emptied unless it has changed since.
    """

    value: Any
    usage: Mapping[str, Any] = field(default_factory=dict[str, Any])
    message: str = ""
    of_items: bool = False
    items_at: str | None = None
    modules: tuple[ModuleOutcome, ...] = ()
    transition: str = ""
    empties: tuple[str, ...] = ()
    exchanges: tuple[Exchange, ...] = ()
    """Collected by the pipeline."""


ActionEvent = Token | Progress | Preview | Partial | LogLine | Item | Exchange | Outputs


@frozen
class UpstreamModule:
    """A module before an open page. `request` is None for a page: its last answer counts.

    `changes` makes of the state and the action's output the keys that the module sets; it
    raises `MissingName` or ValueError.
    """

    step_id: str
    module_id: str
    title: str
    request: "ExecutionRequest | None"
    changes: Callable[[Mapping[str, Any], Any], dict[str, Any]]


@frozen
class Upstream:
    """The modules from one up to an open page, and the state they start from."""

    modules: tuple[UpstreamModule, ...]
    state: Mapping[str, Any]


def no_upstream(start: str) -> Upstream:
    """For what runs outside a page. Raises `ActionError`."""
    raise ActionError("no_upstream", f"There is no page here that {start!r} could come before.")


async def no_run(request: "ExecutionRequest", _state: Mapping[str, Any]) -> "AsyncGenerator[ActionEvent]":
    """For what runs outside a pipeline. Raises `ActionError`."""
    raise ActionError("no_pipeline", f"{request.label} cannot run here.")
    yield  # pragma: no cover - makes this a generator


@frozen
class ActionInput:
    """What the pipeline hands to an action.

    `config` is an instance of the action's `config_model`. `variables` are all that
    templates may see. `values` are the form's values. `schema` is the form's schema.
    `export_folder` gives the folder where the session's files may be written. `defaults`
    are the workflow's, by name; `context` is what the session adds. `upstream` finds what
    comes before the open page, from a named module on; `run` runs another action on a state,
    through the same pipeline, and yields its events: nothing of it is recorded but what is
    yielded on.
    """

    name: str
    config: "BaseModel"
    variables: Mapping[str, Any]
    values: Mapping[str, Any]
    schema: Mapping[str, Any]
    read_blob: Callable[[str], Awaitable[bytes]]
    export_folder: Callable[[], Awaitable[str]]
    defaults: Mapping[str, Any] = field(default_factory=dict[str, Any])
    context: PromptContext = field(default_factory=PromptContext)
    upstream: Callable[[str], Upstream] = no_upstream
    run: "Callable[[ExecutionRequest, Mapping[str, Any]], AsyncGenerator[ActionEvent]]" = no_run
    folder: Path | None = None
    """The workflow's folder on disk, where there is one."""
    once: Once = field(default_factory=Once)
    """Keys for providers that know a request again."""
    embedded: "Embedded | None" = None
    """Takes the actions that a reply asks for; there is one for executions on a page."""


class Action(Protocol):
    """One registered capability.

    `patterns` are the names it answers to: exact, or with `*` for one dotted part
    (`media.*.txt2img`). `modes[0]` is the default. `execute` yields events and ends with
    exactly one `Outputs`; it raises `ActionError` or `ProviderError`. Closing the iterator
    cancels the work at whoever does it.
    """

    @property
    def id(self) -> str: ...

    @property
    def title(self) -> str: ...

    @property
    def patterns(self) -> tuple[str, ...]: ...

    @property
    def modes(self) -> tuple[ExecutionMode, ...]: ...

    @property
    def config_model(self) -> "type[BaseModel]": ...

    @property
    def interactive(self) -> bool: ...

    def execute(self, given: ActionInput) -> AsyncGenerator[ActionEvent]: ...


@runtime_checkable
class Priced(Protocol):
    """An action that can ask what a run would cost, before it runs."""

    async def estimate(self, given: ActionInput) -> Mapping[str, Any] | None: ...
