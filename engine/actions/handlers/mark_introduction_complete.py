"""`mark_introduction_complete`: the person has been introduced to what comes."""

from collections.abc import AsyncGenerator

from pydantic import Field

from engine.actions.action import ActionEvent, ActionInput, Outputs
from schemas.documents.base import Document
from schemas.documents.embedded_actions import ActionDefinition
from schemas.documents.sub_action import ExecutionMode


class MarkIntroductionCompleteConfig(Document):
    """It takes nothing."""

    timeout: float = Field(default=10, gt=0, le=60)


class MarkIntroductionComplete:
    """Its definition sets `state.introduction_complete`, which a transition may wait for."""

    id = "mark_introduction_complete"
    title = "Mark the introduction as complete"
    patterns = ("mark_introduction_complete",)
    modes: tuple[ExecutionMode, ...] = ("sync",)
    config_model = MarkIntroductionCompleteConfig
    interactive = False
    definition = ActionDefinition(
        name="MARK_INTRODUCTION_COMPLETE",
        uses="mark_introduction_complete",
        description="Say that the introduction is done and the person is ready to begin.",
        example={},
        outputs={"introduction_complete": True},
    )

    async def execute(self, given: ActionInput) -> AsyncGenerator[ActionEvent]:
        """There is nothing to work out."""
        yield Outputs({}, message="The introduction is complete.")
