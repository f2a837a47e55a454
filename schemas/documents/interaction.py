"""An interaction: a form, its sub-actions, its results; open until the person continues (row B1)."""

from typing import Any, Literal

from pydantic import Field

from schemas.documents.base import Document, Identifier, JsonObject, Line, Prose
from schemas.documents.result_display import ResultDisplay
from schemas.documents.sub_action import SubAction

InteractionType = Literal["form_with_sub_actions", "conversation", "records"]
"""How a screen draws it: all three are a form with sub-actions and results."""

CHANGEABLE = (
    *("title", "description", "input_schema", "sub_actions"),
    *("result_display_schema", "continue_label"),
)
"""What of an interaction an action may change while it is open."""


class NavigationItem(Document):
    """One tab or accordion entry."""

    id: str
    label: Line


class Navigation(Document):
    """Several prompts in one screen (row B9)."""

    type: Literal["tabs", "accordion"] = "tabs"
    items: list[NavigationItem] = Field(default_factory=list[NavigationItem])


class InteractionRequest(Document):
    """Everything a screen needs to be drawn: the same JSON that the HTTP API serves.

    `display_data` holds `current_values` (the form's initial values), the results (under
    the result display's `source`, `generations` by default) and any context to show.
    `context` lists what of it the header shows, as label and template.
    """

    interaction_type: InteractionType = "form_with_sub_actions"
    title: Line | None = None
    description: Prose | None = None
    display_data: JsonObject = Field(default_factory=dict[str, Any])
    input_schema: JsonObject = Field(default_factory=lambda: {"type": "object", "properties": {}})
    sub_actions: list[SubAction] = Field(default_factory=list[SubAction])
    result_display_schema: ResultDisplay | None = None
    navigation: Navigation | None = None
    continue_label: Line | None = None


class InteractionDocument(InteractionRequest):
    """An interaction in a file of its own, opened as a workflow of one interaction."""

    schema_uri: str | None = Field(default=None, alias="$schema")
    id: Identifier | None = None
