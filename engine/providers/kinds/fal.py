"""`kind = "fal"`: any model behind fal's queue."""

from typing import Literal

from pydantic import Field

from engine.providers.kind import Kind, Setup
from engine.providers.media import MediaProvider
from engine.providers.settings import ServerSettings

_QUEUE = "https://queue.fal.run"


class FalSettings(ServerSettings):
    """`model` is such as `fal-ai/flux/dev`; `priority` is the queue's."""

    kind: str = "fal"
    base_url: str = Field(default=_QUEUE, pattern=r"^https?://")
    priority: Literal["normal", "low"] = "normal"


def media(setup: Setup[FalSettings]) -> MediaProvider:
    """A client of the queue."""
    from engine.providers.fal.provider import Fal, fal_refusal  # noqa: PLC0415 - when one is needed
    from engine.providers.http.auth import Auth  # noqa: PLC0415 - the same

    settings = setup.settings
    # A proxy learns from it which of fal's hosts is meant.
    headers = {} if settings.base_url == _QUEUE else {"x-fal-target-host": "queue.fal.run"}
    http = setup.http(Auth.key(setup.key()), headers=headers, refused=fal_refusal)
    return Fal(setup.name, http, label=settings.label, model=settings.model, priority=settings.priority)


KIND = Kind("fal", FalSettings, media=media, key_variable="FAL_KEY")
