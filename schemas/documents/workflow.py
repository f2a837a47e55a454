"""A workflow: a folder of documents."""

from typing import Any

from pydantic import Field

from schemas.documents.base import Document, Identifier, Line, Prose
from schemas.documents.embedded_actions import EmbeddedActions
from schemas.documents.hyperparameters import Hyperparameters
from schemas.documents.states import States


class Defaults(Hyperparameters):
    """What modules and sub-actions inherit unless they, or the session's settings, say otherwise.

    `base_url` is what the `custom_endpoint` of a script step is relative to.
    """

    base_url: str | None = Field(default=None, pattern=r"^https?://[^\s]+$", max_length=2000)


class Workflow(Document):
    """`workflow.json`. `steps` names folders under `steps/`; without it all of them, sorted."""

    schema_uri: str | None = Field(default=None, alias="$schema")
    id: Identifier
    title: Line
    description: Prose | None = None
    version: Line = "1"
    steps: list[str] | None = None
    state: dict[str, Any] = Field(
        default_factory=dict[str, Any], description="The state a session starts with."
    )
    defaults: Defaults = Field(default_factory=Defaults)
    embedded_actions: EmbeddedActions | None = None
    states: States | None = None
