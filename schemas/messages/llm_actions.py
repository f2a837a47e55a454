"""Stored LLM actions: prompt templates with their settings, by name and version (row C7).

Everywhere `action` is an action's id or its name.
"""

from typing import Any

from pydantic import Field

from schemas.documents.base import JsonObject, Line
from schemas.documents.llm_action_name import ActionName
from schemas.messages.base import Answered, Message, Nothing, Whole
from schemas.messages.session import ExecutionView

ActionKey = Whole | str
"""An LLM action's id or its name."""


class LlmActionSummary(Message):
    """An LLM action and its newest version. Times are Unix seconds.

    `workflow_id` is the workflow that brought it along, or empty. `differs` says that its
    newest version is not what that workflow brings: a person has edited it. `deleted_at` is set
    for one that was deleted.
    """

    id: int
    name: str
    title: str
    version: int
    note: str = ""
    workflow_id: str = ""
    differs: bool = False
    created_at: float
    updated_at: float
    deleted_at: float | None = None


class LlmActionList(Message):
    """LLM actions by name."""

    actions: list[LlmActionSummary]


class LlmActionView(Message):
    """One version of an LLM action. `body` is what `llm.generate` takes; `newest` the newest version."""

    id: int
    name: str
    title: str
    version: int
    newest: int
    note: str = ""
    at: float
    body: dict[str, Any]
    workflow_id: str = ""
    differs: bool = False
    deleted_at: float | None = None


class LlmActionVersion(Message):
    """A version without its body. `note` says what was changed, or where it comes from."""

    version: int
    title: str
    note: str = ""
    at: float


class LlmActionVersions(Message):
    """The versions of an LLM action, the newest first."""

    id: int
    name: str
    versions: list[LlmActionVersion]


class TextDifference(Message):
    """One text of two versions: the lines of a unified diff. `name` is where it stands, as `system.0`."""

    name: str
    lines: list[str]


class ChangedSetting(Message):
    """A setting that two versions have otherwise; None where nothing is said."""

    name: str
    before: Any = None
    after: Any = None


class LlmActionDifferences(Message):
    """What is different in version `after`, seen from version `before`."""

    id: int
    name: str
    before: int
    after: int
    texts: list[TextDifference] = Field(default_factory=list[TextDifference])
    settings: list[ChangedSetting] = Field(default_factory=list[ChangedSetting])


class ListLlmActions(Message, Answered[LlmActionList]):
    """Stored LLM actions; with `deleted` those that were deleted, too. `search` looks in names and titles."""

    search: str = Field(default="", max_length=200)
    deleted: bool = False


class GetLlmAction(Message, Answered[LlmActionView]):
    """A version of an LLM action, the newest without `version`."""

    action: ActionKey
    version: Whole | None = Field(default=None, ge=1)


class SaveLlmAction(Message, Answered[LlmActionView]):
    """Store a new LLM action, or a new version of the one that is called `name`.

    `seen` is the version that was edited: if another one came meanwhile nothing is stored
    (conflict, with the newest in `details`). Without it a new action is meant, and a name that is
    taken is a conflict; the name of a deleted one brings it back. What is the same as the newest
    version makes no other one.
    """

    name: ActionName
    title: Line = Field(default="", max_length=200, description="The newest version's, or the name, without.")
    body: JsonObject
    note: Line = Field(default="", max_length=500)
    seen: Whole | None = Field(default=None, ge=1)


class DeleteLlmAction(Message, Answered[Nothing]):
    """Delete an LLM action: steps can use it no longer. Its versions are kept, and it can come back."""

    action: ActionKey


class ListLlmActionVersions(Message, Answered[LlmActionVersions]):
    action: ActionKey


class CompareLlmAction(Message, Answered[LlmActionDifferences]):
    """What changed from version `before` (the one before `after`) to version `after` (the newest)."""

    action: ActionKey
    before: Whole | None = Field(default=None, ge=1)
    after: Whole | None = Field(default=None, ge=1)


class RollBackLlmAction(Message, Answered[LlmActionView]):
    """Make a copy of an old version the newest one; it also brings a deleted action back."""

    action: ActionKey
    version: Whole = Field(ge=1)


class TryLlmAction(Message, Answered[ExecutionView]):
    """Run an LLM action as it would run in a step, and write nothing to the record.

    The reply is the execution just begun; its events bring the text. It belongs to `session_id`,
    or else to a session that is kept for tests. `body` is tried in the place of the stored
    version. Templates see the record `record_id` (and its document) as in a step; `fields` names
    for each input the record's field that is its value, and `inputs` says values as they are.
    """

    action: ActionKey | None = None
    version: Whole | None = Field(default=None, ge=1)
    body: JsonObject | None = None
    session_id: str = ""
    record_id: Whole | None = None
    inputs: dict[str, Any] = Field(default_factory=dict[str, Any])
    fields: dict[str, str] = Field(default_factory=dict[str, str])
    settings: dict[str, Any] = Field(
        default_factory=dict[str, Any], description="Keys of `llm.generate`'s config, for this run alone."
    )
    idempotency_key: str = Field(min_length=1, max_length=200)
