"""Settings of a session: who answers, and how (row D7)."""

from typing import Any, Literal

from pydantic import Field, ValidationError, field_validator

from schemas.documents.hyperparameters import Hyperparameters
from schemas.messages.base import Answered, Message

SettingSource = Literal["default", "workflow", "session"]
SettingValue = float | int | str


class Setting(Message):
    """A value and who says so: the session, the workflow's `defaults`, or nobody (`default`).

    A `default` without a value is left to the action's config and then to the provider.
    """

    value: SettingValue | None
    source: SettingSource


class SettingsView(Message):
    """Every setting by name."""

    settings: dict[str, Setting]


class GetSettings(Message, Answered[SettingsView]):
    session_id: str


class EditSettings(Message, Answered[SettingsView]):
    """Set what `settings` names: `text_provider`, `media_provider`, `model`, `temperature`,
    `top_p`, `min_p`, `max_tokens`, `seed`. Null removes a setting; what is left out stays.
    """

    session_id: str
    settings: dict[str, SettingValue | None] = Field(min_length=1)

    @field_validator("settings")
    @classmethod
    def _known(cls, given: dict[str, Any]) -> dict[str, Any]:
        try:
            checked = Hyperparameters.model_validate(given)
        except ValidationError as error:
            wrong = "; ".join(f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors())
            raise ValueError(wrong) from None
        return checked.model_dump(exclude_unset=True)
