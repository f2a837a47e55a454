"""Settings of a step that runs over records: every value, and where it comes from (row C6)."""

from typing import Any, Literal

from pydantic import Field

from schemas.messages.base import Answered, Message, Whole

SettingLevel = Literal["default", "workflow", "step", "document", "run"]
"""Who says a value, the last of them first: each beats those before it.

`default` is the program (its configuration, the action), `workflow` the workflow's `defaults`,
`step` the step's parameters and its stored LLM action, `document` one document's own override,
`run` this run alone.
"""


class SettingBelow(Message):
    """A value that would count if those above it were taken away."""

    value: Any
    source: SettingLevel


class SettingView(Message):
    """One setting: the value that counts and who says it; `below` are the others, the nearest first.

    A `default` without a value is left to the action and the provider. A model counts only with
    the provider it is named with: another one may stand in `below` though its level is above.
    `shape` is the JSON Schema of the value, as far as one is known.
    """

    name: str
    value: Any = None
    source: SettingLevel
    below: list[SettingBelow] = Field(default_factory=list[SettingBelow])
    shape: dict[str, Any] = Field(default_factory=dict[str, Any])


class StepSettingsView(Message):
    """All settings of a step for one document (none: what holds for any)."""

    workflow_id: str
    step_id: str
    action: str
    document_id: int | None = None
    settings: list[SettingView]


class GetStepSettings(Message, Answered[StepSettingsView]):
    """The workflow is that of the session, or the one named by `workflow` (an id or a path).

    `run` are settings for one run alone, laid over the rest.
    """

    session_id: str = ""
    workflow: str = ""
    step_id: str
    document_id: Whole | None = None
    run: dict[str, Any] = Field(default_factory=dict[str, Any])


class SetStepSettings(Message, Answered[StepSettingsView]):
    """Give one document settings of its own; what is left out stays. One wrong value: nothing is stored."""

    session_id: str = ""
    workflow: str = ""
    step_id: str
    document_id: Whole
    settings: dict[str, Any] = Field(min_length=1, max_length=200)


class ResetStepSettings(Message, Answered[StepSettingsView]):
    """Take a document's own settings away: those in `names`, or all of them with null."""

    session_id: str = ""
    workflow: str = ""
    step_id: str
    document_id: Whole
    names: list[str] | None = Field(default=None, max_length=1_000)
