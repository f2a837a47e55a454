"""`kind = "comfy_api"`: Comfy Cloud, and whatever else serves version 2 of the Comfy API."""

from pydantic import Field

from engine.providers.kind import Kind, Setup
from engine.providers.media import MediaProvider
from engine.providers.settings import ServerSettings


class ComfyApiSettings(ServerSettings):
    """`base_url` is without `/api/v2`; `model` is a checkpoint's file name, for `txt2img`."""

    kind: str = "comfy_api"
    base_url: str = Field(default="https://cloud.comfy.org", pattern=r"^https?://")


def media(setup: Setup[ComfyApiSettings]) -> MediaProvider:
    """A client."""
    from engine.providers.comfy_api.provider import ComfyApi  # noqa: PLC0415 - when one is needed
    from engine.providers.comfy_api.refusals import refused  # noqa: PLC0415 - the same
    from engine.providers.http.auth import Auth  # noqa: PLC0415 - the same

    key = setup.key()
    http = setup.http(Auth.bearer(key) if key else None, refused=refused)
    return ComfyApi(setup.name, http, label=setup.label, model=setup.settings.model)


KIND = Kind("comfy_api", ComfyApiSettings, media=media, key_variable="COMFY_API_KEY")
