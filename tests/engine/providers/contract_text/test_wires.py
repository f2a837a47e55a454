"""The wires of the contract are taken for real by the clients of those who made the protocols."""

import json
from collections.abc import AsyncIterator
from typing import Any

import pytest

from tests.engine.providers.contract_text.asking import SCHEMA
from tests.servers.chat_server import ChatServer, status
from tests.servers.wires.chat import Chat
from tests.servers.wires.messages import Messages
from tests.servers.wires.ollama import Ollama
from tests.servers.wires.responses import Responses
from tests.servers.wires.wire import CACHED, INPUT, OUTPUT, Call, body, whole

ASKED: list[Any] = [{"role": "user", "content": "Hello"}]
JSON = '{"title": "Sea"}'
CALLS: tuple[Call, Call] = (("save", (JSON[:5], JSON[5:])), ("done", ("{}",)))
MADE = [("save", json.loads(JSON)), ("done", {})]


@pytest.fixture
async def server() -> AsyncIterator[ChatServer]:
    async with ChatServer() as running:
        yield running


async def test_openai_reads_our_chat(server: ChatServer) -> None:
    import openai

    wire = Chat()
    server.answer(body(wire, whole(wire, "Hel", "lo 🌊", finish="length")))
    client = openai.AsyncOpenAI(base_url=server.url, api_key="k", max_retries=0)
    stream = await client.chat.completions.create(model="m", messages=ASKED, stream=True)
    chunks = [each async for each in stream]
    assert "".join(each.choices[0].delta.content or "" for each in chunks if each.choices) == "Hello 🌊"
    assert [each.choices[0].finish_reason for each in chunks if each.choices][-1] == "length"
    used = chunks[-1].usage
    assert used is not None
    assert used.prompt_tokens_details is not None
    assert (used.prompt_tokens, used.completion_tokens) == (INPUT, OUTPUT)
    assert used.prompt_tokens_details.cached_tokens == CACHED
    server.answer(body(wire, wire.calling("So", *CALLS)))
    tools: list[Any] = [{"type": "function", "function": {"name": "save", "parameters": SCHEMA}}]
    async with client.chat.completions.stream(model="m", messages=ASKED, tools=tools) as events:
        choice = (await events.get_final_completion()).choices[0]
    assert (choice.message.content, choice.finish_reason) == ("So", "tool_calls")
    functions: list[Any] = [each.function for each in choice.message.tool_calls or ()]
    assert [(each.name, json.loads(each.arguments)) for each in functions] == MADE
    server.answer(body(wire, wire.begin(), wire.error("GPU fell off")))
    with pytest.raises(openai.APIError, match="GPU fell off"):
        async for _ in await client.chat.completions.create(model="m", messages=ASKED, stream=True):
            pass
    server.answer(status(429, wire.error_body("slow down")))
    with pytest.raises(openai.RateLimitError, match="slow down"):
        await client.chat.completions.create(model="m", messages=ASKED)
    await client.close()


async def test_openai_reads_our_responses(server: ChatServer) -> None:
    import openai

    wire = Responses()
    client = openai.AsyncOpenAI(base_url=server.url, api_key="k", max_retries=0)
    server.answer(body(wire, whole(wire, "Hel", "lo 🌊")))
    got = [each async for each in await client.responses.create(model="m", input="Hello", stream=True)]
    text = "".join(each.delta for each in got if each.type == "response.output_text.delta")
    last = got[-1]
    assert text == "Hello 🌊"
    assert last.type == "response.completed"
    assert last.response.usage is not None
    assert (last.response.usage.input_tokens, last.response.usage.output_tokens) == (INPUT, OUTPUT)
    server.answer(body(wire, whole(wire, "x", finish="length")))
    got = [each async for each in await client.responses.create(model="m", input="Hello", stream=True)]
    last = got[-1]
    assert last.type == "response.incomplete"
    assert last.response.incomplete_details is not None
    assert last.response.incomplete_details.reason == "max_output_tokens"
    server.answer(body(wire, wire.calling("So", *CALLS)))
    got = [each async for each in await client.responses.create(model="m", input="Hello", stream=True)]
    items: list[Any] = [each.item for each in got if each.type == "response.output_item.done"]
    assert [(each.name, json.loads(each.arguments)) for each in items] == MADE
    deltas = [each.delta for each in got if each.type == "response.function_call_arguments.delta"]
    assert "".join(deltas) == JSON + "{}"
    await client.close()


async def test_anthropic_reads_our_messages(server: ChatServer) -> None:
    import anthropic

    wire = Messages()
    client = anthropic.AsyncAnthropic(base_url=server.url.removesuffix("/v1"), api_key="k", max_retries=0)
    server.answer(body(wire, whole(wire, "Hel", "lo 🌊", finish="length")))
    async with client.messages.stream(model="m", max_tokens=9, messages=ASKED) as stream:
        text = "".join([each async for each in stream.text_stream])
        message = await stream.get_final_message()
    assert (text, message.stop_reason) == ("Hello 🌊", "max_tokens")
    assert (message.usage.cache_read_input_tokens, message.usage.output_tokens) == (CACHED, OUTPUT)

    server.answer(body(wire, wire.structured(JSON[:5], JSON[5:])))
    tool: Any = {"name": "reply", "input_schema": SCHEMA}
    async with client.messages.stream(model="m", max_tokens=9, messages=ASKED, tools=[tool]) as stream:
        message = await stream.get_final_message()
    [block] = message.content
    assert block.type == "tool_use"
    assert block.input == json.loads(JSON)

    server.answer(body(wire, wire.calling("So", *CALLS)))
    async with client.messages.stream(model="m", max_tokens=9, messages=ASKED, tools=[tool]) as stream:
        message = await stream.get_final_message()
    text, *blocks = message.content
    assert text.type == "text"
    assert [(each.name, each.input) for each in blocks if each.type == "tool_use"] == MADE
    assert message.stop_reason == "tool_use"

    server.answer(body(wire, wire.begin(), wire.error("GPU fell off")))
    with pytest.raises(anthropic.APIStatusError, match="GPU fell off"):
        async with client.messages.stream(model="m", max_tokens=9, messages=ASKED) as stream:
            await stream.get_final_message()
    await client.close()


async def test_ollama_reads_our_chat(server: ChatServer) -> None:
    import ollama

    wire = Ollama()
    client = ollama.AsyncClient(host=server.url.removesuffix("/v1"))
    server.answer(body(wire, whole(wire, "Hel", "lo 🌊", finish="length")))
    got = [each async for each in await client.chat(model="m", messages=ASKED, stream=True)]
    assert "".join(each.message.content or "" for each in got) == "Hello 🌊"
    assert (got[-1].done, got[-1].done_reason) == (True, "length")
    assert (got[-1].prompt_eval_count, got[-1].eval_count) == (INPUT, OUTPUT)
    server.answer(body(wire, wire.calling("So", *CALLS)))
    said = [each.message async for each in await client.chat(model="m", messages=ASKED, stream=True)]
    called = [call.function for each in said for call in each.tool_calls or ()]
    assert [(each.name, each.arguments) for each in called] == MADE
    server.answer(body(wire, wire.token("x"), wire.error("GPU fell off")))
    with pytest.raises(ollama.ResponseError, match="GPU fell off"):
        async for _ in await client.chat(model="m", messages=ASKED, stream=True):
            pass
