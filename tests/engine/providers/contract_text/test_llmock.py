"""Our clients against a server that somebody else wrote to break clients, and to judge them."""

import json
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from engine.config import Config
from engine.providers.directory import Providers
from engine.providers.registry import settings_of
from engine.providers.text import TextProvider, TextRequest, Tool, ToolCall
from tests.engine.providers.contract_text.asking import ASK, SCHEMA, failure, reply, said

if TYPE_CHECKING:
    from llmock.pytest_plugin import LLMock

CLIENTS: list[tuple[str, dict[str, Any]]] = [
    ("/v1", {"kind": "openai", "model": "gpt-4o"}),
    ("/v1", {"kind": "openai", "model": "gpt-4o", "api": "responses"}),
    ("/anthropic/v1", {"kind": "anthropic", "model": "claude-sonnet-4-5"}),
]


@pytest.fixture(params=CLIENTS, ids=["chat", "responses", "messages"])
async def make(
    request: pytest.FixtureRequest, llmock: "LLMock", tmp_path: Path
) -> AsyncIterator[Callable[..., TextProvider]]:
    """Make a client; when the test is over, ask the server what it thinks of it."""
    path, table = request.param
    made: list[Providers] = []

    def configured(**options: Any) -> TextProvider:
        lines = {"base_url": llmock.url + path, "api_key_env": "OPENAI_API_KEY", **table, **options}
        made.append(Providers(tmp_path, Config(providers={"t": settings_of(lines["kind"])(**lines)})))
        return made[-1].text("t")

    yield configured
    for each in made:
        await each.close()
    async with httpx.AsyncClient() as client:
        verdict = (await client.get(f"{llmock.url}/_llmock/verdict")).json()
    assert verdict["calls"]
    # A short reply is in the socket's buffer before we can hang up; then it takes us for deaf to the
    # broken chunk, which the test itself knows better.
    assert [each for each in verdict["findings"] if each["code"] != "malformed_chunk_ignored"] == []


async def test_a_reply(make: Callable[..., TextProvider], llmock: "LLMock") -> None:
    llmock.reply("Hello from there.")
    got, end = await reply(make())
    assert got == "Hello from there."
    assert end.finish_reason == "stop"
    assert end.input_tokens
    assert end.output_tokens


async def test_structured(make: Callable[..., TextProvider], llmock: "LLMock") -> None:
    got, _ = await reply(make(), TextRequest(ASK.messages, output_schema=SCHEMA))
    assert got


async def test_tool_calls(make: Callable[..., TextProvider], llmock: "LLMock") -> None:
    tool = Tool("save", "Remembers a fact.", SCHEMA)
    llmock.call_tool("save", {"title": "Sea", "tags": ["a"]}, text="So.")
    *texts, call = (got := await said(make(), TextRequest(ASK.messages, tools=(tool,))))[0]
    assert isinstance(call, ToolCall)
    assert "".join(map(str, texts)).strip() == "So."
    assert (call.name, json.loads(call.arguments)) == ("save", {"title": "Sea", "tags": ["a"]})
    assert call.id
    assert got[1].finish_reason == "tool_calls"


async def test_a_broken_tool_call(make: Callable[..., TextProvider], llmock: "LLMock") -> None:
    llmock.call_tool("save", {"title": "Sea", "tags": ["a", "b", "c"]})
    llmock.truncate(after_chunks=3)
    provider, asked = make(), TextRequest(ASK.messages, tools=(Tool("save", "", SCHEMA),))
    got, error = await failure(provider, asked)
    assert (got, error.code) == ("", "truncated")
    await reply(provider, asked)  # as a person does who is told so


@pytest.mark.parametrize(
    ("fault", "code"), [("truncate", "truncated"), ("disconnect", "truncated"), ("corrupt", "bad_reply")]
)
async def test_broken_streams(
    make: Callable[..., TextProvider], llmock: "LLMock", fault: str, code: str
) -> None:
    getattr(llmock, fault)(after_chunks=2)
    provider = make()
    _, error = await failure(provider)
    assert (error.code, error.retryable) == (code, True)
    assert llmock.requests, "it waits until the server is done with them"
    await reply(provider)  # as a person does who is told so


@pytest.mark.parametrize("make", CLIENTS[-1:], indirect=True, ids=["messages"])
async def test_rate_limits_are_waited_for(make: Callable[..., TextProvider], llmock: "LLMock") -> None:
    llmock.rate_limit(times=1, retry_after=0.1)
    await reply(make(retries=2))


async def test_an_outage_ends_in_words(make: Callable[..., TextProvider], llmock: "LLMock") -> None:
    llmock.fail(503, times=None, retry_after=0)
    _, error = await failure(make(retries=1))
    assert error.code == "server_error"


async def test_a_prompt_too_long(make: Callable[..., TextProvider], llmock: "LLMock") -> None:
    llmock.context_overflow()
    _, error = await failure(make())
    assert error.code == "context_overflow"


async def test_a_slow_first_token(make: Callable[..., TextProvider], llmock: "LLMock") -> None:
    llmock.slow_first_token(0.05)
    await reply(make())
