"""A step that runs a script over records: what it reads, what it writes, and the script (rows C1, C2)."""

from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints

from schemas.documents.base import Document, Identifier, Line, Prose
from schemas.documents.refs import FileRef
from schemas.documents.script_config import PythonName

FieldName = Annotated[str, StringConstraints(pattern=r"^[^\x00-\x1f\x7f]+$", max_length=100)]
"""What a field of a record is called: any text without control characters."""


class ScriptField(Document):
    """One input or output: what a person reads beside it, and the field of the record it stands for."""

    label: Line
    db_field: FieldName
    type: Literal["text", "textarea"] = "text"


class StepScript(Document):
    """`script_config`: which registered action runs, and how.

    `type` is an action's name or alias. `action_id` is a stored LLM action by number or name,
    `custom_endpoint` where a `custom_script` sends a record (a path below `base_url`, which may
    also stand in the workflow's defaults), `function` one of the folder's own for `script`.
    `parameters` are what the action takes; every value may be a template over `record`,
    `section`, `document`, `inputs` and `state`.
    """

    type: str = Field(default="llm_action", min_length=1, max_length=100)
    action_id: int | str | None = None
    custom_endpoint: str | None = Field(default=None, min_length=1, max_length=2000)
    base_url: str | None = Field(default=None, pattern=r"^https?://[^\s]+$", max_length=2000)
    function: PythonName | None = None
    parameters: dict[str, Any] = Field(default_factory=dict[str, Any])


class ScriptStep(Document):
    """What a module that uses `script_step` runs for each record.

    `inputs` are read from the record and `outputs` written to it, each by its `db_field`.
    `over` says which records a document gives: its sections, or itself. Records for which `when`
    (an expression over the record's fields, `record`, `section`, `document` and `state`) is false
    are skipped. With `cache` a run that asks what was asked before takes its answer from there.
    `concurrency` is how many records run at once; without it the provider's limit. `panel` names
    the screen's panel where it is not the one of the action. `parameters_schema` is a JSON Schema of
    `parameters`.
    """

    inputs: dict[Identifier, ScriptField] = Field(default_factory=dict[str, ScriptField])
    outputs: dict[Identifier, ScriptField] = Field(min_length=1)
    script_config: StepScript
    collection: Annotated[str, StringConstraints(min_length=1, max_length=100)] | None = None
    over: Literal["sections", "document"] = "sections"
    when: str | None = Field(default=None, min_length=1, max_length=2000)
    cache: bool = False
    concurrency: int | None = Field(default=None, ge=1, le=64)
    panel: Annotated[str, StringConstraints(pattern=r"^[A-Za-z_][A-Za-z0-9_.-]{0,63}$")] | None = None
    parameters_schema: FileRef | dict[str, Any] | None = None


class ScriptStepDocument(ScriptStep):
    """`steps/<name>/step.json` of such a step. A file with several of these by name is a workflow too."""

    schema_uri: str | None = Field(default=None, alias="$schema")
    id: Identifier | None = None
    title: Line | None = None
    description: Prose | None = None
