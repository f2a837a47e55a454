"""`kind = "automatic1111"`: AUTOMATIC1111's web UI, Forge, SD.Next, started with `--api`."""

import base64

from pydantic import Field

from engine.providers.kind import Kind, Setup
from engine.providers.media import MediaProvider
from engine.providers.settings import ServerSettings


class Automatic1111Settings(ServerSettings):
    """`user` is the name of `--api-auth user:password`; the password is the key. `model` is a checkpoint."""

    kind: str = "automatic1111"
    base_url: str = Field(default="http://127.0.0.1:7860", pattern=r"^https?://")
    user: str = ""
    timeout: float = Field(default=30, gt=0, le=3600)


def media(setup: Setup[Automatic1111Settings]) -> MediaProvider:
    """A client."""
    from engine.providers.automatic1111.provider import Automatic1111  # noqa: PLC0415 - when one is needed
    from engine.providers.automatic1111.refusals import refused  # noqa: PLC0415 - the same
    from engine.providers.http.auth import Auth  # noqa: PLC0415 - the same

    settings, key = setup.settings, setup.key()

    def basic() -> str:
        password = key() if callable(key) else key
        return base64.b64encode(f"{settings.user}:{password}".encode()).decode()

    http = setup.http(Auth("Basic", "Authorization", basic) if key else None, refused=refused)
    return Automatic1111(setup.name, http, label=setup.label, model=settings.model)


KIND = Kind("automatic1111", Automatic1111Settings, media=media, repeatable=True)
