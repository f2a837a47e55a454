"""Asks a text provider, and says what came."""

from collections.abc import Iterable
from typing import Any

import pytest

from engine.providers.errors import ProviderError
from engine.providers.text import Message, ReplyPart, TextDelta, TextEnd, TextProvider, TextRequest, ToolCall

KEY = "sk-secret-0123456789"
ASK = TextRequest((Message("system", "Be brief."), Message("user", "Hello")))
SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {"title": {"type": "string"}, "tags": {"type": "array", "items": {"type": "string"}}},
    "required": ["title"],
}


def words(parts: Iterable[ReplyPart]) -> str:
    """The text of a reply, or of a part of it."""
    return "".join(part.text for part in parts if isinstance(part, TextDelta))


async def reply(provider: TextProvider, request: TextRequest = ASK) -> tuple[str, TextEnd]:
    """The whole text, and the end, which came last and once."""
    parts = [part async for part in provider.generate(request)]
    ends = [part for part in parts if isinstance(part, TextEnd)]
    assert parts[-1:] == ends
    return words(parts), ends[0]


async def said(provider: TextProvider, request: TextRequest = ASK) -> tuple[list[str | ToolCall], TextEnd]:
    """Texts and calls in their order, and the end."""
    parts = [part async for part in provider.generate(request)]
    end = parts.pop()
    assert isinstance(end, TextEnd)
    return [part if isinstance(part, ToolCall) else words([part]) for part in parts], end


async def failure(provider: TextProvider, request: TextRequest = ASK) -> tuple[str, ProviderError]:
    """The text that came before the error, and the error, which is fit for a person to read."""
    got: list[str] = []
    try:
        async for part in provider.generate(request):
            assert isinstance(part, TextDelta), "ended as if nothing had happened"
            got.append(part.text)
    except ProviderError as caught:
        error = caught
    else:
        pytest.fail("it did not fail")
    assert error.message
    assert error.hint
    assert KEY not in f"{error!r} {error.message} {error.hint} {provider!r}"
    assert "\x1b" not in error.message
    return "".join(got), error
