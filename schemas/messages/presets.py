"""Named sets of values of a form, kept per schema."""

from typing import Any

from pydantic import Field

from schemas.documents.base import JsonObject
from schemas.messages.base import Answered, Message


class Preset(Message):
    """A name and the value that a form has with it."""

    name: str
    value: Any


class PresetsView(Message):
    """The presets of one schema, in the order in which they were first saved."""

    presets: list[Preset]


class ListPresets(Message, Answered[PresetsView]):
    """The presets for forms of this schema; titles, descriptions and layout don't count."""

    form_schema: JsonObject


class SavePreset(Message, Answered[PresetsView]):
    """Keep a value under a name, in place of another of that name."""

    form_schema: JsonObject
    name: str = Field(min_length=1, max_length=200)
    value: Any


class DeletePreset(Message, Answered[PresetsView]):
    """Forget a preset."""

    form_schema: JsonObject
    name: str = Field(min_length=1, max_length=200)
