"""`kind = "leonardo"`: Leonardo.Ai."""

from pydantic import Field

from engine.providers.kind import Kind, Setup
from engine.providers.media import MediaProvider
from engine.providers.settings import ServerSettings


class LeonardoSettings(ServerSettings):
    """`model` is a model's id; `prices` asks for the price of each generation before it is sent."""

    kind: str = "leonardo"
    base_url: str = Field(default="https://cloud.leonardo.ai/api/rest/v1", pattern=r"^https?://")
    prices: bool = True


def media(setup: Setup[LeonardoSettings]) -> MediaProvider:
    """A client of the account."""
    from engine.providers.http.auth import Auth  # noqa: PLC0415 - when one is needed
    from engine.providers.leonardo.provider import Leonardo  # noqa: PLC0415 - the same

    settings = setup.settings
    http = setup.http(Auth.bearer(setup.key()))
    return Leonardo(setup.name, http, label=settings.label, model=settings.model, prices=settings.prices)


KIND = Kind("leonardo", LeonardoSettings, media=media, key_variable="LEONARDO_API_KEY")
