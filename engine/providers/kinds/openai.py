"""`kind = "openai"`: OpenAI, and every server that speaks its chat or its responses protocol."""

from typing import Literal, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from engine.providers.kind import Kind, Setup
from engine.providers.prices import TextServerSettings, priced
from engine.providers.text import TextProvider


class OpenAISettings(TextServerSettings):
    """llama.cpp, Ollama, vLLM, hosted APIs. `base_url` ends before `/chat/completions`, usually in `/v1`."""

    kind: str = "openai"
    base_url: str = Field(default="https://api.openai.com/v1", pattern=r"^https?://")
    structured: Literal["json_schema", "llguidance", "json_object", "none"] = "json_schema"
    api: Literal["chat", "responses"] = "chat"

    @model_validator(mode="after")
    def _no_grammar_for_responses(self) -> Self:
        if self.api == "responses" and self.structured == "llguidance":
            raise PydanticCustomError("api", 'structured = "llguidance" is only for api = "chat"')
        return self


def text(setup: Setup[OpenAISettings]) -> TextProvider:
    """A client of the protocol that the settings name."""
    made = _responses(setup) if setup.settings.api == "responses" else _chat(setup)
    return priced(made, setup.settings.prices)


def _chat(setup: Setup[OpenAISettings]) -> TextProvider:
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


def _responses(setup: Setup[OpenAISettings]) -> TextProvider:
    from engine.providers.http.auth import Auth  # noqa: PLC0415 - when one is needed
    from engine.providers.openai_errors import error_of_response  # noqa: PLC0415 - the same
    from engine.providers.openai_responses.provider import OpenAIResponses  # noqa: PLC0415 - the same

    settings = setup.settings
    return OpenAIResponses(
        setup.name,
        setup.http(Auth.bearer(setup.key()), refused=error_of_response),
        label=settings.label,
        model=settings.model,
        structured=settings.structured,
    )


KIND = Kind("openai", OpenAISettings, text=text, key_variable="OPENAI_API_KEY")
