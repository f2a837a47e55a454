"""Our clients against aimock, which speaks all four protocols and is compared daily with the real ones."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import aclosing
from pathlib import Path
from typing import Any

import pytest

from engine.config import Config
from engine.providers.directory import Providers
from engine.providers.picture import Picture
from engine.providers.registry import settings_of
from engine.providers.text import Message, Sampling, TextDelta, TextProvider, TextRequest, Tool, ToolCall
from tests.engine.providers.contract_text.asking import ASK, KEY, SCHEMA, failure, reply, said
from tests.servers.aimock.aimock_server import Aimock

Make = Callable[..., TextProvider]

CLIENTS: dict[str, tuple[str, dict[str, Any]]] = {
    "chat": ("/v1", {"kind": "openai", "model": "gpt-4o"}),
    "responses": ("/v1", {"kind": "openai", "model": "gpt-4o", "api": "responses"}),
    "messages": ("/v1", {"kind": "anthropic", "model": "claude-sonnet-4-5"}),
    "ollama": ("", {"kind": "ollama", "model": "llama3.2"}),
}
SAVE = Tool("save", "Remembers a fact.", SCHEMA)
SAVED = {"title": "Sea", "tags": ["a", "b"]}


@pytest.fixture(params=CLIENTS)
def client(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture
async def make(
    client: str, aimock: Aimock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Make]:
    """Make the client; options are lines of its table in config.toml."""
    monkeypatch.setenv("AIMOCK_KEY", KEY)
    monkeypatch.setenv("WRONG_KEY", f"{KEY}-no-longer")
    path, table = CLIENTS[client]
    made: list[Providers] = []

    def configured(path: str = path, **options: Any) -> TextProvider:
        lines = {"base_url": aimock.url + path, "api_key_env": "AIMOCK_KEY", "retries": 0, **table, **options}
        made.append(Providers(tmp_path, Config(providers={"t": settings_of(lines["kind"])(**lines)})))
        return made[-1].text("t")

    yield configured
    for each in made:
        await each.close()


async def test_a_reply(make: Make, aimock: Aimock, client: str) -> None:
    usage = {"prompt_tokens": 7, "completion_tokens": 3, "total_tokens": 10}
    aimock.answer({"content": "Hello from there.", "usage": usage}, chunkSize=4)
    got, end = await reply(make())
    assert got == "Hello from there."
    assert (end.finish_reason, end.model) == ("stop", CLIENTS[client][1]["model"])
    # It counts nothing where it plays Ollama.
    assert (end.input_tokens, end.output_tokens) == ((0, 0) if client == "ollama" else (7, 3))


async def test_what_is_asked_arrives(make: Make, aimock: Aimock) -> None:
    aimock.answer({"content": "x"}, {"systemMessage": "Be brief.", "userMessage": "Hello"})
    request = TextRequest(ASK.messages, sampling=Sampling(temperature=0.5, max_tokens=9))
    await reply(make(), request)
    (seen,) = aimock.requests()
    assert (seen["body"]["temperature"], seen["body"]["stream"]) == (0.5, True)


async def test_earlier_turns_and_pictures_are_understood(make: Make, aimock: Aimock) -> None:
    picture = Picture(b"\x89PNG picture", "image/png")
    turns = (
        Message("user", "Hello"),
        Message("assistant", "Yes?"),
        Message("user", "What is it?", (picture,)),
    )
    aimock.answer({"content": "A cat."}, {"userMessage": "What is it?", "turnIndex": 1})
    assert (await reply(make(), TextRequest(turns)))[0] == "A cat."


async def test_a_character_cut_in_two(make: Make, aimock: Aimock) -> None:
    """Servers in JavaScript cut between the halves of what UTF-16 needs two units for."""
    aimock.answer({"content": "A 🌊 and 🐈‍⬛."}, chunkSize=1)
    got, _ = await reply(make())
    assert got.encode() == "A 🌊 and 🐈‍⬛.".encode()


async def test_structured(make: Make, aimock: Aimock, client: str) -> None:
    request = TextRequest(ASK.messages, output_schema=SCHEMA)
    if client == "messages":
        aimock.answer(
            {"toolCalls": [{"name": "reply", "arguments": SAVED}]}, {"toolName": "reply"}, chunkSize=5
        )
    else:
        match = {"responseFormat": "json_schema"} if client == "chat" else {}
        aimock.answer({"content": SAVED}, match, chunkSize=5)
    got, end = await reply(make(), request)
    assert (json.loads(got), end.finish_reason) == (SAVED, "stop")


async def test_tool_calls(make: Make, aimock: Aimock) -> None:
    calls = [{"name": "save", "arguments": SAVED}, {"name": "save", "arguments": {"title": "🌊"}}]
    aimock.answer({"content": "So.", "toolCalls": calls}, {"toolName": "save"}, chunkSize=1)
    got, end = await said(make(), TextRequest(ASK.messages, tools=(SAVE,)))
    made = [each for each in got if isinstance(each, ToolCall)]
    assert "".join(each for each in got if isinstance(each, str)) == "So."
    assert [json.loads(each.arguments) for each in made] == [SAVED, {"title": "🌊"}]
    assert {each.name for each in made} == {"save"}
    assert end.finish_reason == "tool_calls"


async def test_a_call_before_the_words(make: Make, aimock: Aimock) -> None:
    blocks = [
        {"type": "toolCall", "name": "save", "arguments": SAVED},
        {"type": "text", "text": "Saved."},
    ]
    aimock.answer({"blocks": blocks}, {"toolName": "save"})
    got, end = await said(make(), TextRequest(ASK.messages, tools=(SAVE,)))
    (call,) = (each for each in got if isinstance(each, ToolCall))
    assert json.loads(call.arguments) == SAVED
    assert "".join(each for each in got if isinstance(each, str)) == "Saved."
    assert end.finish_reason == "tool_calls"


async def test_thoughts_are_no_reply(make: Make, aimock: Aimock, client: str) -> None:
    thinks = {"chat": "deepseek-reasoner", "responses": "o3", "messages": "claude-opus-4-5"}
    aimock.answer({"content": "Four.", "reasoning": "Two and two."})
    assert (await reply(make(model=thinks.get(client, "qwen3"))))[0] == "Four."


async def test_a_reply_cut_at_its_limit(make: Make, aimock: Aimock, client: str) -> None:
    if client == "ollama":
        pytest.skip("it always says stop where it plays Ollama")
    aimock.answer({"content": "So", "finishReason": "length"})
    got, end = await reply(make())
    # Where it plays OpenAI's responses it does not say what is incomplete about it.
    assert (got, end.finish_reason) == ("So", "incomplete" if client == "responses" else "length")


async def test_a_stream_that_breaks_off(make: Make, aimock: Aimock) -> None:
    story = "Once upon a time there was"
    aimock.answer({"content": story}, chunkSize=2, truncateAfterChunks=9, latency=1)
    got, error = await failure(make())
    assert (error.code, error.retryable) == ("truncated", True)
    assert got
    assert story.startswith(got)


async def test_a_broken_tool_call(make: Make, aimock: Aimock, client: str) -> None:
    if client == "ollama":
        pytest.skip("calls are in one piece there")
    call = {"name": "save", "arguments": {"title": "x" * 200}}
    aimock.answer({"toolCalls": [call]}, chunkSize=2, truncateAfterChunks=9, latency=1)
    got, error = await failure(make(), TextRequest(ASK.messages, tools=(SAVE,)))
    assert (got, error.code) == ("", "truncated")


async def test_an_error_body(make: Make, aimock: Aimock) -> None:
    aimock.refuse(400, f"temperature: must be at most 1 \x1b[31m{KEY}")
    got, error = await failure(make())
    assert (got, error.code, error.retryable) == ("", "bad_request", False)
    assert "must be at most 1" in error.message


async def test_a_wrong_key(make: Make) -> None:
    _, error = await failure(make(api_key_env="WRONG_KEY"))
    assert (error.code, error.retryable) == ("unauthorised", False)


async def test_too_many_requests(make: Make, aimock: Aimock) -> None:
    aimock.refuse(429, "Slow down.", retryAfter=7)
    _, error = await failure(make())
    assert (error.code, error.retryable, error.retry_after) == ("rate_limited", True, 7.0)


@pytest.mark.parametrize("client", ["chat"], indirect=True)
async def test_a_limit_is_waited_for(make: Make, aimock: Aimock) -> None:
    aimock.refuse(429, "Slow down.", {"sequenceIndex": 0}, retryAfter=0)
    aimock.answer({"content": "Now."}, {"sequenceIndex": 1})
    assert (await reply(make(retries=1)))[0] == "Now."
    assert [seen["response"]["status"] for seen in aimock.requests()] == [429, 200]


@pytest.mark.parametrize("status", [500, 503])
async def test_a_server_that_fails(make: Make, aimock: Aimock, status: int) -> None:
    aimock.refuse(status, "Out of memory.")
    _, error = await failure(make())
    assert (error.code, error.retryable) == ("server_error", True)


@pytest.mark.parametrize(
    ("chaos", "code"),
    [("dropRate", "server_error"), ("malformedRate", "bad_reply"), ("disconnectRate", "unreachable")],
)
async def test_chaos(make: Make, aimock: Aimock, client: str, chaos: str, code: str) -> None:
    aimock.answer({"content": "x"}, chaos={chaos: 1})
    _, error = await failure(make())
    if client == "ollama" and code == "bad_reply":
        code = "truncated"  # a line without an end, as any that is cut
    assert (error.code, error.retryable) == (code, True)


async def test_a_slow_first_token(make: Make, aimock: Aimock) -> None:
    aimock.answer({"content": "At last."}, streamingProfile={"ttft": 20})
    assert (await reply(make()))[0] == "At last."


async def test_a_first_token_that_is_too_slow(make: Make, aimock: Aimock) -> None:
    aimock.answer({"content": "Too late."}, streamingProfile={"ttft": 60_000})
    got, error = await failure(make(timeout=0.05))
    assert (got, error.code) == ("", "timeout")


async def test_cancel_in_the_middle(make: Make, aimock: Aimock) -> None:
    # Some events come before the first words; after those there is silence.
    pauses = {"ttftMs": 0, "interChunkDelaysMs": [0] * 7 + [60_000], "totalDurationMs": 60_000}
    aimock.answer(
        {"content": "Once upon a time"}, {"userMessage": "Hello"}, chunkSize=1, recordedTimings=pauses
    )
    aimock.answer({"content": "Yes."}, {"userMessage": "Still there?"})
    provider = make(max_concurrency=1)
    async with asyncio.timeout(5):
        async with aclosing(provider.generate(ASK)) as parts:
            assert isinstance(await anext(parts), TextDelta)
        # The only place is free again.
        assert (await reply(provider, TextRequest((Message("user", "Still there?"),))))[0] == "Yes."


@pytest.mark.parametrize("client", ["chat"], indirect=True)
async def test_a_router_tells_the_cost(make: Make, aimock: Aimock) -> None:
    usage = {"prompt_tokens": 7, "completion_tokens": 3, "total_tokens": 10, "cost": 0.0021}
    aimock.answer({"content": "x", "usage": usage})
    _, end = await reply(make("/api/v1", model="openai/gpt-4o"))
    assert (end.cost, end.input_tokens) == (0.0021, 7)
