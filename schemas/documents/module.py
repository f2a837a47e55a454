"""A module: one unit of a step."""

from typing import Any, Literal

from pydantic import Field

from schemas.documents.base import Document, Identifier, Line, Prose
from schemas.documents.interaction import Navigation
from schemas.documents.refs import FileRef
from schemas.documents.script_step import ScriptStep
from schemas.documents.sub_action import SubAction


class Module(Document):
    """One unit of a step: an action, what it reads from the state and what it writes to it.

    `uses` names a registered action. `inputs` is what that action takes; a string that is
    exactly one `{{ … }}` keeps the value's type. `outputs` maps state keys to expressions
    over the action's `outputs` (and `response`, the person's answer, when the module is
    interactive); `_continue` among them is not stored: while it is true the module opens
    another interaction. A module that uses `form` opens an interaction: `input_schema`,
    `result_display_schema`, `sub_actions`, `navigation` describe it, and `inputs` is its
    display data; `interaction` says that it is drawn as a conversation (see `converse`). With
    `literal_inputs` nothing in `inputs` is evaluated: `{{` is just text. A module that uses
    `script_step` opens a page of records, and `script` says what runs for each of them.
    """

    id: Identifier
    uses: str = Field(min_length=1)
    interaction: Literal["conversation"] | None = None
    title: Line | None = None
    description: Prose | None = None
    inputs: dict[str, Any] = Field(default_factory=dict[str, Any])
    literal_inputs: bool = False
    outputs: dict[Identifier, Any] = Field(default_factory=dict[str, Any])
    input_schema: FileRef | dict[str, Any] | None = None
    result_display_schema: FileRef | dict[str, Any] | None = None
    sub_actions: list[SubAction] = Field(default_factory=list[SubAction])
    script: ScriptStep | None = None
    navigation: Navigation | None = None
    continue_label: Line | None = None
