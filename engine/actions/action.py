"""What an action is: an id, what it takes, the modes it can run in, one method that yields events."""

from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, Protocol

from schemas.documents.sub_action import ExecutionMode

if TYPE_CHECKING:
    from pydantic import BaseModel


class ActionError(Exception):
    """An action could not do what was asked; `code`, `message`, `hint` are for the person."""

    def __init__(self, code: str, message: str, *, hint: str = "", retryable: bool = False) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.hint = hint
        self.retryable = retryable


@dataclass(frozen=True, slots=True)
class Token:
    """Text as it streams, cleaned."""

    text: str


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the execution is: a fraction from 0 to 1, or None where nobody knows."""

    fraction: float | None
    message: str = ""


@dataclass(frozen=True, slots=True)
class Partial:
    """The structured output so far: validated parts only."""

    value: Any


@dataclass(frozen=True, slots=True)
class LogLine:
    """Something worth telling."""

    message: str


@dataclass(frozen=True, slots=True)
class Item:
    """One finished item. The pipeline stores `data` as a blob and adds `content_id` and `url`.

    `facts` go into the result's provenance: `provider`, `label`, `model`, `seed`,
    `rendered`, `parameters`.
    """

    kind: Literal["text", "json", "image"]
    value: Mapping[str, Any]
    data: bytes | None = None
    media_type: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict[str, Any])


@dataclass(frozen=True, slots=True)
class Outputs:
    """The action is done: what it returns, and what it used (tokens).

    With `of_items` it returns the list of its items as they were stored, with their
    `content_id` and `url`; `value` is not looked at.
    """

    value: Any
    usage: Mapping[str, Any] = field(default_factory=dict[str, Any])
    message: str = ""
    of_items: bool = False


ActionEvent = Token | Progress | Partial | LogLine | Item | Outputs


@dataclass(frozen=True, slots=True)
class ActionInput:
    """What the pipeline hands to an action.

    `config` is an instance of the action's `config_model`. `variables` are all that
    templates may see. `values` are the form's values. `schema` is the form's schema.
    `export_folder` gives the folder where the session's files may be written. `defaults`
    are the workflow's, by name.
    """

    name: str
    config: "BaseModel"
    variables: Mapping[str, Any]
    values: Mapping[str, Any]
    schema: Mapping[str, Any]
    read_blob: Callable[[str], Awaitable[bytes]]
    export_folder: Callable[[], Awaitable[str]]
    defaults: Mapping[str, Any] = field(default_factory=dict[str, Any])


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
