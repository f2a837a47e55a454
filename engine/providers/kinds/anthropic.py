"""`kind = "anthropic"`: Anthropic's messages API."""

from pydantic import Field

from engine.providers.kind import Kind, Setup
from engine.providers.prices import TextServerSettings, priced
from engine.providers.text import TextProvider


class AnthropicSettings(TextServerSettings):
    """`base_url` ends before `/messages`. `max_tokens` where nobody says how long a reply may be."""

    kind: str = "anthropic"
    base_url: str = Field(default="https://api.anthropic.com/v1", pattern=r"^https?://")
    max_tokens: int = Field(default=4096, ge=1, le=1_000_000)


def text(setup: Setup[AnthropicSettings]) -> TextProvider:
    """A client of the messages API."""
    from engine.providers.anthropic.provider import VERSION, Anthropic  # noqa: PLC0415 - when one is needed
    from engine.providers.http.auth import Auth  # noqa: PLC0415 - the same
    from engine.providers.openai_errors import error_of_response  # noqa: PLC0415 - the same

    settings = setup.settings
    http = setup.http(
        Auth.in_header("X-Api-Key", setup.key()),
        headers={"anthropic-version": VERSION},
        refused=error_of_response,
    )
    made = Anthropic(
        setup.name, http, label=settings.label, model=settings.model, max_tokens=settings.max_tokens
    )
    return priced(made, settings.prices)


KIND = Kind("anthropic", AnthropicSettings, text=text, key_variable="ANTHROPIC_API_KEY")
