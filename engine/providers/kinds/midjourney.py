"""`kind = "midjourney"`: Midjourney behind a proxy of one's own."""

from engine.providers.kind import Kind, Setup
from engine.providers.media import MediaProvider
from engine.providers.settings import ServerSettings


class MidjourneySettings(ServerSettings):
    """`base_url` is the proxy's, before `/mj`; its secret is looked for only where `api_key_env` says."""

    kind: str = "midjourney"


def media(setup: Setup[MidjourneySettings]) -> MediaProvider:
    """A client of the proxy."""
    from engine.providers.http.auth import Auth  # noqa: PLC0415 - when one is needed
    from engine.providers.midjourney.provider import Midjourney  # noqa: PLC0415 - the same

    http = setup.http(Auth.in_header("mj-api-secret", setup.key()))
    return Midjourney(setup.name, http, label=setup.settings.label)


KIND = Kind("midjourney", MidjourneySettings, media=media)
