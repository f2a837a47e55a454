"""Actions that a model may ask for inside its reply (rows E1, E2)."""

from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints

from schemas.documents.base import Document, Identifier, Prose

Format = Literal["brackets", "xml", "json", "tools"]
"""How actions stand in a reply: `[ACTION:NAME]{…}[/ACTION]`, `<action name="NAME">…</action>`, a
reply that is JSON as a whole, or the provider's own tool calls."""

ActionName = Annotated[str, StringConstraints(pattern=r"^[A-Z][A-Z0-9_]{0,63}$")]
"""The name by which a model asks for an action: `SAVE_IDENTITY`."""


def no_parameters() -> dict[str, Any]:
    """The schema of an action that takes none."""
    return {"type": "object", "properties": {}, "additionalProperties": False}


class ActionDefinition(Document):
    """One action that a model may ask for.

    `parameters` is a JSON Schema of an object, inline or by `$ref`; what does not fit it is
    refused. `description` and `example` (parameters) are told to the model. `uses` names a
    registered action, and `inputs` is that action's config, whose templates see `parameters`
    and `state`; without it the parameters themselves are. `outputs` maps state keys to
    expressions over the action's `outputs`, `parameters` and `state`. With `confirm` the
    person is asked first. An action that was made to be asked for in replies, such as
    `save_identity`, brings all of this but `name`; what is given here counts instead.
    """

    name: ActionName
    uses: str = Field(min_length=1)
    description: Prose = ""
    parameters: dict[str, Any] = Field(default_factory=no_parameters)
    example: dict[str, Any] | None = None
    inputs: dict[str, Any] = Field(default_factory=dict[str, Any])
    outputs: dict[Identifier, Any] = Field(default_factory=dict[str, Any])
    confirm: bool = False


class EmbeddedActions(Document):
    """`embedded_actions` of a workflow: which there are, and how they are asked for.

    `limit` is how many one reply may have; what is beyond is refused. Without `states` in the
    workflow all of them are always allowed.
    """

    format: Format = "brackets"
    limit: int = Field(default=10, ge=1, le=100)
    definitions: list[ActionDefinition] = Field(default_factory=list[ActionDefinition])
