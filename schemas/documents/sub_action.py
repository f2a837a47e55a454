"""Sub-actions: what can be done inside an open interaction without completing it (rows A1, A8, A9)."""

from typing import Any, Literal

from pydantic import Field

from schemas.documents.base import Document, Identifier, Line

ExecutionMode = Literal["streaming", "async", "sync"]
MergeMode = Literal["replace", "append", "prepend", "merge", "update"]


class ResultMapping(Document):
    """Where an execution's output goes in the interaction's display data.

    `target_path` is dotted, with `[0]`, `[-1]` and `[id=abc]`; a leading `data.` means the
    same place. `review` holds the change back until the person accepts it. `only_empty`
    (with `merge`) fills what is empty and leaves the rest alone.
    """

    target_path: str = Field(min_length=1)
    merge_mode: MergeMode = "replace"
    key: str | None = Field(default=None, description="Key field that `update` finds its item by.")
    review: bool = False
    only_empty: bool = False


class Feedback(Document):
    """Ask the person what should be different and give the answer to the templates."""

    enabled: bool = True
    prompt: Line = "What would you like different?"
    inject_as: Identifier = "user_feedback"


class Precondition(Document):
    """Something that must hold before a sub-action does anything.

    `condition` is an expression over what the templates see, such as `values.subject`; a
    missing name is false. `otherwise` tells the person what to do.
    """

    condition: str = Field(min_length=1)
    otherwise: Line = Field(min_length=1)


class SubAction(Document):
    """An action offered inside an open interaction.

    `action_type` is the id or alias of a registered action and `config` is what that action
    takes. `execution_mode` chooses among the modes the action can run in. `shortcut` is a
    single letter, active when no text field has the focus. `requires` names the state keys
    handed to the templates; without it they are inferred. Nothing is sent unless all
    `preconditions` hold.
    """

    id: Identifier
    label: Line
    shortcut: str | None = Field(default=None, pattern=r"^[a-z]$")
    loading_label: Line | None = None
    primary: bool = False
    description: Line | None = None
    action_type: str = Field(min_length=1)
    execution_mode: ExecutionMode | None = None
    config: dict[str, Any] = Field(default_factory=dict[str, Any])
    result_mapping: ResultMapping | None = None
    feedback: Feedback | None = None
    preconditions: list[Precondition] = Field(default_factory=list[Precondition])
    requires: list[str] | None = None
