"""`kind = "replicate"`: any model on Replicate."""

from pydantic import Field

from engine.providers.kind import Kind, Setup
from engine.providers.media import MediaProvider
from engine.providers.settings import ServerSettings


class ReplicateSettings(ServerSettings):
    """`model` is `owner/name` or `owner/name:version`, for actions that name none."""

    kind: str = "replicate"
    base_url: str = Field(default="https://api.replicate.com/v1", pattern=r"^https?://")


def media(setup: Setup[ReplicateSettings]) -> MediaProvider:
    """A client of Replicate; what it says about models is kept in the home folder."""
    from engine.providers.http.auth import Auth  # noqa: PLC0415 - when one is needed
    from engine.providers.replicate.provider import Replicate  # noqa: PLC0415 - the same

    return Replicate(
        setup.name,
        setup.http(Auth.bearer(setup.key())),
        folder=setup.home / "cache" / "replicate",
        label=setup.settings.label,
        model=setup.settings.model,
    )


KIND = Kind("replicate", ReplicateSettings, media=media, key_variable="REPLICATE_API_TOKEN")
