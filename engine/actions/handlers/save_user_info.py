"""`save_user_info`: one thing that the person said of themselves, by a key."""

from collections.abc import AsyncGenerator

from pydantic import Field

from engine.actions.action import ActionEvent, ActionInput, Outputs
from schemas.documents.base import Document
from schemas.documents.embedded_actions import ActionDefinition
from schemas.documents.sub_action import ExecutionMode


class SaveUserInfoConfig(Document):
    """What is kept, and under which name."""

    key: str = Field(min_length=1, max_length=64)
    value: str = Field(min_length=1, max_length=4000)
    timeout: float = Field(default=10, gt=0, le=60)


class SaveUserInfo:
    """Its definition puts the value into `state.user_info` under the key."""

    id = "save_user_info"
    title = "Save user information"
    patterns = ("save_user_info",)
    modes: tuple[ExecutionMode, ...] = ("sync",)
    config_model = SaveUserInfoConfig
    interactive = False
    definition = ActionDefinition(
        name="SAVE_USER_INFO",
        uses="save_user_info",
        description="Keep something that the person told you about themselves.",
        parameters={
            "type": "object",
            "properties": {
                "key": {
                    "type": "string",
                    "description": "What it is about, in one word, such as goals.",
                    "minLength": 1,
                    "maxLength": 64,
                },
                "value": {
                    "type": "string",
                    "description": "What they said, in a sentence.",
                    "minLength": 1,
                    "maxLength": 4000,
                },
            },
            "required": ["key", "value"],
            "additionalProperties": False,
        },
        example={"key": "goals", "value": "More time for painting, and less of it on the road"},
        outputs={"user_info": "{{ dict(state.user_info | default({}), **{outputs.key: outputs.value}) }}"},
    )

    async def execute(self, given: ActionInput) -> AsyncGenerator[ActionEvent]:
        """Give back what is to be kept, its key without what surrounds it."""
        assert isinstance(given.config, SaveUserInfoConfig)
        key, value = given.config.key.strip(), given.config.value.strip()
        yield Outputs({"key": key, "value": value}, message=f"{key}: {value}")
