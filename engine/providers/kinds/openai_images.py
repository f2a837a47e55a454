"""`kind = "openai_images"`: OpenAI's image models, and servers that speak its images API."""

from pydantic import Field

from engine.providers.kind import Kind, Setup
from engine.providers.media import MediaProvider
from engine.providers.settings import ServerSettings

_OPENAI = "https://api.openai.com/v1"
_MODEL = "gpt-image-2.5-flare"


class OpenAIImagesSettings(ServerSettings):
    """`base_url` ends before `/images`. `partial_images` are previews of each picture; they cost tokens.

    `timeout` is also the longest silence between two previews.
    """

    kind: str = "openai_images"
    base_url: str = Field(default=_OPENAI, pattern=r"^https?://")
    partial_images: int = Field(default=2, ge=0, le=3)
    timeout: float = Field(default=300, gt=0, le=3600)


def media(setup: Setup[OpenAIImagesSettings]) -> MediaProvider:
    """A client of the images API."""
    from engine.providers.http.auth import Auth  # noqa: PLC0415 - when one is needed
    from engine.providers.http.client import Timeouts  # noqa: PLC0415 - the same
    from engine.providers.openai_images.provider import OpenAIImages  # noqa: PLC0415 - the same
    from engine.providers.openai_images.refusals import images_refusal  # noqa: PLC0415 - the same

    settings = setup.settings
    # A picture of high quality takes minutes, during which nothing is said.
    timeouts = Timeouts(first_byte=settings.timeout, idle=settings.timeout)
    http = setup.http(Auth.bearer(setup.key()), timeouts=timeouts, refused=images_refusal)
    return OpenAIImages(
        setup.name,
        http,
        label=settings.label,
        model=settings.model or (_MODEL if settings.base_url == _OPENAI else None),
        partial_images=settings.partial_images,
    )


KIND = Kind("openai_images", OpenAIImagesSettings, media=media, key_variable="OPENAI_API_KEY")
