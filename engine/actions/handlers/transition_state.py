"""`transition_state`: the model asks to go on to another state of the conversation."""

from collections.abc import AsyncGenerator

from pydantic import Field

from engine.actions.action import ActionEvent, ActionInput, Outputs
from schemas.documents.base import Document
from schemas.documents.embedded_actions import ActionDefinition
from schemas.documents.sub_action import ExecutionMode


class TransitionStateConfig(Document):
    """The state's id."""

    target_state: str = Field(min_length=1, max_length=64)
    timeout: float = Field(default=10, gt=0, le=60)


class TransitionState:
    """Whether there is such a way, and whether it is open, is decided where its output lands."""

    id = "transition_state"
    title = "Go to another state"
    patterns = ("transition_state",)
    modes: tuple[ExecutionMode, ...] = ("sync",)
    config_model = TransitionStateConfig
    interactive = False
    definition = ActionDefinition(
        name="TRANSITION_STATE",
        uses="transition_state",
        description="Go on to another part of the conversation.",
        parameters={
            "type": "object",
            "properties": {
                "target_state": {
                    "type": "string",
                    "description": "Its name.",
                    "minLength": 1,
                    "maxLength": 64,
                }
            },
            "required": ["target_state"],
            "additionalProperties": False,
        },
    )

    async def execute(self, given: ActionInput) -> AsyncGenerator[ActionEvent]:
        """Ask for the transition."""
        assert isinstance(given.config, TransitionStateConfig)
        target = given.config.target_state.strip()
        yield Outputs({"target_state": target}, transition=target)
