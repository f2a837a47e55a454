"""`kind = "openai"`: OpenAI, and every server that speaks its chat protocol."""

from typing import Literal

from pydantic import Field

from engine.providers.kind import Kind, Setup
from engine.providers.settings import ServerSettings
from engine.providers.text import TextProvider


class OpenAISettings(ServerSettings):
    """llama.cpp, Ollama, vLLM, hosted APIs. `base_url` ends before `/chat/completions`, usually in `/v1`."""

    kind: str = "openai"
    base_url: str = Field(default="https://api.openai.com/v1", pattern=r"^https?://")
    structured: Literal["json_schema", "llguidance", "json_object", "none"] = "json_schema"


def text(setup: Setup[OpenAISettings]) -> TextProvider:
    """A chat client."""
    from engine.providers.openai_compatible import OpenAICompatible  # noqa: PLC0415 - when one is needed

    settings = setup.settings
    return OpenAICompatible(
        setup.name,
        settings.base_url,
        label=settings.label,
        model=settings.model,
        api_key=setup.key(),
        structured=settings.structured,
        first_token_timeout=settings.timeout,
        retries=settings.retries,
        limits=setup.limits,
    )


KIND = Kind("openai", OpenAISettings, text=text, key_variable="OPENAI_API_KEY")
