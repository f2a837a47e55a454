"""Asks a provider something small, to see whether it really answers."""

import asyncio
import time
from collections.abc import Collection
from contextlib import aclosing
from typing import Protocol, runtime_checkable

from engine.providers.directory import ProviderFacts, Providers
from engine.providers.errors import ProviderError
from engine.providers.text import Message, Sampling, TextEnd, TextProvider, TextRequest
from schemas.clean_text import clean_line
from schemas.frozen import frozen

PATIENCE = 60.0
"""Seconds for one provider; a local model may have to be loaded."""
MOST_TOKENS = 16
"""The least that OpenAI's responses take."""
_ASK = TextRequest(
    (Message("user", "Answer with one word: ready"),), sampling=Sampling(max_tokens=MOST_TOKENS)
)


@runtime_checkable
class ListsModels(Protocol):
    """A media provider that can be asked for something free; without it, it is not asked."""

    async def models(self) -> Collection[str]:
        """The names of its models. Raises `ProviderError`."""
        ...


@frozen
class CheckUp:
    """What came of it. `answers` is None of one that was not asked; `says` is a line, `hint` another."""

    name: str
    kind: str
    answers: bool | None
    says: str
    hint: str = ""
    seconds: float | None = None


async def check_up(providers: Providers, facts: ProviderFacts, *, patience: float = PATIENCE) -> CheckUp:
    """Ask the provider that `facts` tell of. Raises nothing that a provider raises."""
    began = time.monotonic()
    try:
        async with asyncio.timeout(patience):
            says = await _asked(providers, facts)
    except TimeoutError:
        return _failed(facts, f"It said nothing for {patience:g} s.", "Try again later, or check the server.")
    except ProviderError as error:
        return _failed(facts, error.message, error.hint)
    took = time.monotonic() - began
    kind = providers.kind_of(facts.name)
    if says is None and kind and kind.built_in:
        return CheckUp(facts.name, facts.kind, True, "built in, needs nothing")
    if says is None:
        return CheckUp(facts.name, facts.kind, None, "not asked: a picture may cost money")
    return CheckUp(facts.name, facts.kind, True, f"{says} after {took:.1f} s", seconds=took)


async def _asked(providers: Providers, facts: ProviderFacts) -> str | None:
    if facts.kind == "text":
        return await _text(providers.text(facts.name))
    maker = providers.media(facts.name)
    if not isinstance(maker, ListsModels):
        return None
    count = len(await maker.models())
    return f"has {count} model{'' if count == 1 else 's'}, told"


async def _text(provider: TextProvider) -> str:
    model = ""
    async with aclosing(provider.generate(_ASK)) as reply:
        async for part in reply:
            if isinstance(part, TextEnd):
                model = clean_line(part.model)
    return f"answered{f' as {model}' if model else ''}"


def _failed(facts: ProviderFacts, message: str, hint: str) -> CheckUp:
    return CheckUp(facts.name, facts.kind, False, clean_line(message), clean_line(hint))
