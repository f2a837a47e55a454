"""What a provider's tokens cost, as the person configured it."""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import replace

from pydantic import BaseModel, ConfigDict, Field

from engine.providers.settings import ServerSettings
from engine.providers.text import ReplyPart, TextEnd, TextProvider, TextRequest

_MILLION = 1_000_000


class Prices(BaseModel):
    """US dollars for a million tokens; those from a cache cost like others unless said."""

    model_config = ConfigDict(extra="forbid", defer_build=True)

    input_per_million: float = Field(ge=0)
    output_per_million: float = Field(ge=0)
    cached_input_per_million: float | None = Field(default=None, ge=0)

    def cost(self, end: TextEnd) -> float | None:
        """US dollars of one reply; None where its tokens were not counted."""
        if end.input_tokens is None or end.output_tokens is None:
            return None
        cached = min(end.usage.get("cached_tokens", 0), end.input_tokens)
        per_cached = self.input_per_million
        if self.cached_input_per_million is not None:
            per_cached = self.cached_input_per_million
        total = (
            (end.input_tokens - cached) * self.input_per_million
            + cached * per_cached
            + end.output_tokens * self.output_per_million
        )
        return total / _MILLION


class TextServerSettings(ServerSettings):
    """The settings of a server of texts, which may have prices."""

    prices: Prices | None = None


class Priced:
    """A `TextProvider` whose replies say what they cost, unless their own provider says it."""

    def __init__(self, provider: TextProvider, prices: Prices) -> None:
        self.name = provider.name
        self.kind = provider.kind
        self.label = provider.label
        self._provider = provider
        self._prices = prices

    def __repr__(self) -> str:
        return f"Priced({self._provider!r})"

    async def generate(self, request: TextRequest) -> AsyncGenerator[ReplyPart]:
        """Yield the reply as it arrives. Raises what the provider raises."""
        async with aclosing(self._provider.generate(request)) as reply:
            async for part in reply:
                if isinstance(part, TextEnd) and part.cost is None:
                    yield replace(part, cost=self._prices.cost(part))
                else:
                    yield part

    async def close(self) -> None:
        """Close the provider."""
        await self._provider.close()


def priced(provider: TextProvider, prices: Prices | None) -> TextProvider:
    """The provider, with prices if there are any."""
    return provider if prices is None else Priced(provider, prices)
