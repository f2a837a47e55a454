"""Results and where each one came from."""

from typing import Any, Literal

from pydantic import Field

from schemas.messages.base import Answered, Message


class Provenance(Message):
    """What made a result: enough to say where it came from and to ask for it again.

    `values` are the form's exact values; `rendered` is what was sent after templates;
    `parameters` the settings that were used. `returned` is what the provider said of it (ids, its
    version, a prompt it made better), `returned_hash` the SHA-256 of the file as the provider
    returned it (ours holds this record, too). `label` is what a person reads
    (`sketch, no AI model`). `template` is the text that `rendered` was made from and
    `template_hash` its SHA-256. `references` are the files and texts that went along, each
    with `name` and `hash`. `seconds` is how long the provider took; `cached` whether it
    answered from a cache, if it said so. `finish_reason` is why a text ended there, `repairs`
    how often the model was asked to correct it; `usage` counts all of that, with `cost` in US
    dollars where it is known.
    """

    action: str
    provider: str
    label: str
    model: str = ""
    sub_action_id: str | None = None
    module_id: str | None = None
    feedback: str = ""
    template: str = ""
    template_hash: str = ""
    references: list[dict[str, Any]] = Field(default_factory=list[dict[str, Any]])
    usage: dict[str, Any] = Field(default_factory=dict[str, Any])
    seconds: float | None = None
    cached: bool | None = None
    finish_reason: str = ""
    repairs: int = 0
    values: dict[str, Any] = Field(default_factory=dict[str, Any])
    rendered: dict[str, Any] = Field(default_factory=dict[str, Any])
    parameters: dict[str, Any] = Field(default_factory=dict[str, Any])
    seed: int | None = None
    returned: dict[str, Any] = Field(default_factory=dict[str, Any])
    returned_hash: str = ""
    workflow_hash: str = ""
    program: str = ""


class Result(Message):
    """One item an execution produced.

    `value` is what lands in the display data: it always has `content_id` (the result's id),
    and `url` (`blob:<sha256>`) for files.
    """

    id: str
    execution_id: str
    kind: Literal["text", "json", "image", "file"]
    value: dict[str, Any]
    created_at: float
    provenance: Provenance


class ResultOrigin(Message):
    """Where a result came from, in short: enough to sort and group by. `prompt` is cut where it is long.

    `action` is the id of the sub-action or module that ran, or of the action.
    """

    id: str
    execution_id: str
    provider: str = ""
    label: str = ""
    model: str = ""
    seed: int | None = None
    action: str = ""
    prompt: str = ""
    created_at: float


class ResultOrigins(Message):
    """In the order in which they came."""

    results: list[ResultOrigin]


class ListResults(Message, Answered[ResultOrigins]):
    """Every result of a session with its origin, in short; `results.get` says everything of one."""

    session_id: str
