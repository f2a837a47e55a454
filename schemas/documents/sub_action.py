"""Sub-actions: what can be done inside an open interaction without completing it (rows A1, A8, A9)."""

from typing import Any, Literal

from pydantic import Field

from schemas.documents.base import Document, Identifier, Line

ExecutionMode = Literal["streaming", "async", "sync"]
MergeMode = Literal["replace", "append", "prepend", "merge", "update"]
Concurrency = Literal["allow", "queue", "replace", "refuse"]
PageEffect = Literal["keep", "split", "expand", "replace", "overlay"]


class ResultMapping(Document):
    """Where an execution's output goes in the interaction's display data.

    `target_path` is dotted, with `[0]`, `[-1]` and `[id=abc]`; a leading `data.` means the
    same place, and `interaction.` means the page itself: `interaction.input_schema` changes
    the form in place. It may hold templates: `scenes[id={{ params.item.id }}]`. `review`
    holds the change back until the person accepts it. `only_empty` (with `merge`) fills what
    is empty and leaves the rest alone.
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


class Placement(Document):
    """Where the button is: in the toolbar, at a section or a field (by `name`), or on each result.

    At a result the action gets that result as `params.item`.
    """

    at: Literal["toolbar", "section", "field", "result"] = "toolbar"
    name: str | None = Field(default=None, description="The section's group, or the field.")


class Effects(Document):
    """What happens to the page when a sub-action runs and when it has succeeded.

    `keep` leaves it; `split` opens the log beside the form; `expand` gives the results the
    whole page; `replace` shows the results in the form's place; `overlay` shows what came
    back over the page until it is closed.
    """

    running: PageEffect = "keep"
    done: PageEffect = "keep"


class SubAction(Document):
    """An action offered inside an open interaction.

    `action_type` is the id or alias of a registered action and `config` is what that action
    takes. `execution_mode` chooses among the modes the action can run in. `shortcut` is a
    single letter, active when no text field has the focus. `requires` names the state keys
    handed to the templates; without it they are inferred. Nothing is sent unless all
    `preconditions` hold. `concurrency` says what a press does while the last one still runs:
    run beside it, wait behind it, stop and replace it, or be refused. `on_change` names
    fields whose change runs the sub-action without a press.
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
    concurrency: Concurrency = "allow"
    placement: Placement = Field(default_factory=Placement)
    effects: Effects = Field(default_factory=Effects)
    on_change: list[str] = Field(default_factory=list[str])
