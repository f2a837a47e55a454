"""Script steps: what there is, and one run of a step over records with the reply of row C4."""

from typing import Any, Literal

from pydantic import Field

from schemas.documents.script_step import ScriptField
from schemas.messages.base import Answered, Message, Whole


class ScriptStepView(Message):
    """A step that runs a script over records.

    `type` is as its author wrote it, `action` the registered action that it means; `panel` names
    what shows it. `parameters` are the document's own, `parameters_schema` the JSON Schema of
    all that there may be. `problem` says why it cannot run, such as that its folder is not trusted.
    """

    workflow_id: str
    step_id: str
    title: str
    description: str = ""
    type: str
    action: str
    panel: str
    collection: str | None = None
    over: Literal["sections", "document"] = "sections"
    inputs: dict[str, ScriptField]
    outputs: dict[str, ScriptField]
    action_id: int | str | None = None
    parameters: dict[str, Any] = Field(default_factory=dict[str, Any])
    parameters_schema: dict[str, Any] = Field(default_factory=dict[str, Any])
    when: str | None = None
    cache: bool = False
    concurrency: int | None = None
    problem: str = ""


class ScriptStepList(Message):
    steps: list[ScriptStepView]


class ListScriptSteps(Message, Answered[ScriptStepList]):
    """The script steps of a session's workflow, of a workflow by id or path, or of all that are known."""

    session_id: str | None = None
    workflow: str | None = None


class StepContext(Message):
    """What a run gets beside the records: `llm_settings` hold for this run alone.

    Without `section_ids` it is all sections. `inputs` stand in for the records' own values, by
    input key or by field.
    """

    section_ids: list[Whole] | None = Field(default=None, max_length=100_000)
    inputs: dict[str, Any] = Field(default_factory=dict[str, Any])
    llm_settings: dict[str, Any] = Field(default_factory=dict[str, Any])


class StepReply(Message):
    """The reply of a whole run (row C4).

    `results` has one object for each record, in their order: `section_id`, `status` (`success` or
    `error`), then `error`, or the outputs by key (a file as its path in the home folder, the only
    picture as `image_url`) and `metadata`: `{model, generation_time, seconds, execution_id,
    cached}`, the time in UTC, with the file's `blob` url (`blobs` by output key of several). A
    record that was skipped is a success without outputs, and its `metadata` says `skipped`.
    """

    success: bool
    results: list[dict[str, Any]]
    step: str
    sections_processed: list[int]


class ExecuteScriptStep(Message, Answered[StepReply]):
    """Run a step over sections of a document and wait for the end of all.

    A step is named by its id, or as `workflow/step` where several workflows have it.
    """

    step_id: str = Field(min_length=1, max_length=400)
    post_id: Whole
    context: StepContext = Field(default_factory=StepContext)
    workflow: str | None = None
