"""`kind = "ollama"`: Ollama's own chat API."""

from typing import Literal

from pydantic import Field

from engine.providers.kind import Kind, Setup
from engine.providers.prices import TextServerSettings, priced
from engine.providers.text import TextProvider


class OllamaSettings(TextServerSettings):
    """`context` is in tokens; `keep_alive` how long the model stays loaded: `5m`, or seconds."""

    kind: str = "ollama"
    base_url: str = Field(default="http://localhost:11434", pattern=r"^https?://")
    context: int | None = Field(default=None, ge=1, le=10_000_000)
    keep_alive: str | int | None = None
    think: bool | Literal["low", "medium", "high"] | None = None


def text(setup: Setup[OllamaSettings]) -> TextProvider:
    """A client of the chat API; a key is sent where one is configured, for a proxy in between."""
    from engine.providers.http.auth import Auth  # noqa: PLC0415 - when one is needed
    from engine.providers.ollama.provider import Ollama, refused  # noqa: PLC0415 - the same

    settings = setup.settings
    made = Ollama(
        setup.name,
        setup.http(Auth.bearer(setup.key()), refused=refused),
        label=settings.label,
        model=settings.model,
        context=settings.context,
        keep_alive=settings.keep_alive,
        think=settings.think,
    )
    return priced(made, settings.prices)


KIND = Kind("ollama", OllamaSettings, text=text, repeatable=True)
