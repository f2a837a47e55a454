"""`kind = "stable_diffusion_cpp"`: the server of stable-diffusion.cpp."""

from pydantic import Field

from engine.providers.kind import Kind, Setup
from engine.providers.media import MediaProvider
from engine.providers.settings import ServerSettings


class StableDiffusionCppSettings(ServerSettings):
    """The model is chosen where the server is started."""

    kind: str = "stable_diffusion_cpp"
    base_url: str = Field(default="http://127.0.0.1:1234", pattern=r"^https?://")
    timeout: float = Field(default=30, gt=0, le=3600)


def media(setup: Setup[StableDiffusionCppSettings]) -> MediaProvider:
    """A client."""
    from engine.providers.http.auth import Auth  # noqa: PLC0415 - when one is needed
    from engine.providers.stable_diffusion_cpp.provider import StableDiffusionCpp  # noqa: PLC0415 - the same

    key = setup.key()
    return StableDiffusionCpp(setup.name, setup.http(Auth.bearer(key) if key else None), label=setup.label)


KIND = Kind("stable_diffusion_cpp", StableDiffusionCppSettings, media=media, repeatable=True)
