"""`kind = "comfyui"`: a ComfyUI of one's own."""

from urllib.parse import unquote

from pydantic import Field

from engine.providers.kind import Kind, Setup
from engine.providers.media import MediaProvider
from engine.providers.settings import ServerSettings


class ComfyUISettings(ServerSettings):
    """`model` is a checkpoint's file name, for `txt2img`. ComfyUI has no keys; what stands before it may."""

    kind: str = "comfyui"
    base_url: str = Field(default="http://127.0.0.1:8188", pattern=r"^https?://")
    timeout: float = Field(default=30, gt=0, le=3600)


def media(setup: Setup[ComfyUISettings]) -> MediaProvider:
    """A client."""
    from engine.providers.comfyui.node_errors import refused  # noqa: PLC0415 - when one is needed
    from engine.providers.comfyui.provider import ComfyUI  # noqa: PLC0415 - the same
    from engine.providers.http.addresses import split  # noqa: PLC0415 - the same
    from engine.providers.http.auth import Auth  # noqa: PLC0415 - the same

    key = setup.key()
    address = split(setup.settings.base_url)
    auth = Auth.bearer(key) if key else None
    if auth is None and address.username:
        auth = Auth.basic(unquote(address.username), unquote(address.password or ""))
    http = setup.http(auth, refused=refused)
    return ComfyUI(setup.name, http, auth=auth, label=setup.label, model=setup.settings.model)


KIND = Kind("comfyui", ComfyUISettings, media=media, repeatable=True)
