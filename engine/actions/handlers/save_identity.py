"""`save_identity`: one identity that the person recognised as theirs."""

from collections.abc import AsyncGenerator

from pydantic import Field

from engine.actions.action import ActionEvent, ActionInput, Outputs
from schemas.documents.base import Document
from schemas.documents.embedded_actions import ActionDefinition
from schemas.documents.sub_action import ExecutionMode

CATEGORIES = ("PASSIONS", "WORK", "RELATIONSHIPS", "BODY", "SPIRIT")
"""Unless a document lists its own."""


class SaveIdentityConfig(Document):
    """An identity, the part of life it belongs to, and what it is like."""

    identity: str = Field(min_length=1, max_length=200)
    category: str = Field(min_length=1, max_length=64)
    description: str = Field(default="", max_length=4000)
    timeout: float = Field(default=10, gt=0, le=60)


class SaveIdentity:
    """Its definition puts it into `state.identities`; the same identity again is corrected there."""

    id = "save_identity"
    title = "Save an identity"
    patterns = ("save_identity",)
    modes: tuple[ExecutionMode, ...] = ("sync",)
    config_model = SaveIdentityConfig
    interactive = False
    definition = ActionDefinition(
        name="SAVE_IDENTITY",
        uses="save_identity",
        description="Keep an identity that the person recognises as theirs, or correct one that is kept.",
        parameters={
            "type": "object",
            "properties": {
                "identity": {
                    "type": "string",
                    "description": "Two or three words for who they are.",
                    "minLength": 1,
                    "maxLength": 200,
                },
                "category": {"type": "string", "enum": list(CATEGORIES)},
                "description": {
                    "type": "string",
                    "description": "One sentence in the person's own words.",
                    "maxLength": 4000,
                },
            },
            "required": ["identity", "category", "description"],
            "additionalProperties": False,
        },
        example={
            "identity": "Patient Gardener",
            "category": "PASSIONS",
            "description": "Someone who plants trees for others to sit under",
        },
        outputs={"identities": "{{ state.identities | default([]) | with_item(outputs, 'identity') }}"},
    )

    async def execute(self, given: ActionInput) -> AsyncGenerator[ActionEvent]:
        """Give back the identity as it is to be kept."""
        assert isinstance(given.config, SaveIdentityConfig)
        config = given.config
        identity = " ".join(config.identity.split())
        yield Outputs(
            {
                "identity": identity,
                "category": config.category,
                "description": config.description.strip(),
            },
            message=f"{identity} ({config.category})",
        )
