"""What every text provider does with tools and with earlier turns, whatever its protocol."""

import json
from collections.abc import Callable
from dataclasses import replace

import pytest

from engine.providers.errors import ProviderError
from engine.providers.picture import Picture
from engine.providers.text import Message, TextProvider, TextRequest, Tool
from engine.providers.tool_calls import MOST_CALLS, MOST_CHARACTERS
from tests.engine.providers.contract_text.asking import ASK, SCHEMA, failure, reply, said
from tests.servers.chat_server import ChatServer, status
from tests.servers.wires.wire import Wire, body, whole

Make = Callable[..., TextProvider]

SAVE = Tool("save_user_info", "Remembers a fact.", SCHEMA)
DONE = Tool("mark_complete", "Ends it.", {"type": "object", "properties": {}})
WITH_TOOLS = replace(ASK, tools=(SAVE, DONE))
SEA = json.dumps({"title": "Sea 🌊", "tags": ["[/ACTION]", '"}']}, ensure_ascii=False)


class TestTools:
    @pytest.mark.parametrize("size", [0, 7])
    async def test_text_then_calls_in_order(
        self, wire: Wire, server: ChatServer, provider: TextProvider, size: int
    ) -> None:
        two = wire.calling("So: ", ("save_user_info", (SEA[:4], SEA[4:19], SEA[19:])), ("mark_complete", ()))
        server.answer(body(wire, two, piece=size))
        parts, end = await said(provider, WITH_TOOLS)
        *texts, save, done = parts
        assert "".join(each for each in texts if isinstance(each, str)) == "So: "
        assert (save.name, save.arguments) == ("save_user_info", SEA)
        assert (done.name, done.arguments) == ("mark_complete", "{}")
        assert wire.kind == "ollama" or (save.id and done.id and save.id != done.id)
        assert end.finish_reason == "tool_calls"
        assert end.output_tokens

    async def test_the_offer(self, wire: Wire, server: ChatServer, provider: TextProvider) -> None:
        server.answer(body(wire, whole(wire, "no need")))
        assert (await reply(provider, WITH_TOOLS))[1].finish_reason == "stop"
        offered = wire.tools_in(server.requests[0].body)
        assert offered == [(each.name, each.description, each.parameters) for each in (SAVE, DONE)]
        assert "tool_choice" not in server.requests[0].body, "they are offered, not forced"

    async def test_none_are_mentioned_where_there_are_none(
        self, wire: Wire, server: ChatServer, provider: TextProvider
    ) -> None:
        server.answer(body(wire, whole(wire, "x")))
        await reply(provider)
        assert "tools" not in server.requests[0].body

    async def test_calls_alone(self, wire: Wire, server: ChatServer, provider: TextProvider) -> None:
        server.answer(body(wire, wire.calling("", ("mark_complete", ("{}",)))))
        parts, _ = await said(provider, WITH_TOOLS)
        assert [(each.name, each.arguments) for each in parts] == [("mark_complete", "{}")]

    async def test_prices_keep_calls(self, wire: Wire, server: ChatServer, make: Make) -> None:
        server.answer(body(wire, wire.calling("", ("mark_complete", ("{}",)))))
        parts, end = await said(make(prices={"input_per_million": 1, "output_per_million": 1}), WITH_TOOLS)
        assert len(parts) == 1
        assert end.cost

    async def test_a_server_that_ignores_stream(
        self, wire: Wire, server: ChatServer, provider: TextProvider
    ) -> None:
        server.answer(status(200, wire.unstreamed("So", ("save_user_info", (SEA,)), ("b", ("{}",)))))
        parts, end = await said(provider, WITH_TOOLS)
        text, save, other = parts
        assert (text, save.name, save.arguments) == ("So", "save_user_info", SEA)
        assert (other.name, other.arguments) == ("b", "{}")
        assert end.finish_reason == "tool_calls"

    async def test_an_end_in_the_middle_of_a_call(
        self, wire: Wire, server: ChatServer, provider: TextProvider
    ) -> None:
        server.answer(body(wire, wire.calling("Well", ("save_user_info", (SEA[:9], SEA[9:])), cut=True)))
        got, error = await failure(provider, WITH_TOOLS)
        assert (got, error.code, error.retryable) == ("Well", "truncated", True)

    async def test_names_are_harmless_and_arguments_as_they_came(
        self, wire: Wire, server: ChatServer, provider: TextProvider
    ) -> None:
        loud = json.dumps({"a": "\x1b]52;c;x\x07\u202e"})
        server.answer(body(wire, wire.calling("", ("a\x1b[2J\u202e\nb" + "x" * 9000, (loud,)))))
        [call], _ = await said(provider, WITH_TOOLS)
        assert call.name.isprintable()
        assert call.name.startswith("a[2J bx")
        assert len(call.name) < 300
        assert json.loads(call.arguments) == json.loads(loud)

    async def test_arguments_without_end(
        self, wire: Wire, server: ChatServer, provider: TextProvider
    ) -> None:
        piece = "x" * 65_536
        server.answer(body(wire, wire.calling("", ("a", ('{"a": "', *[piece] * 16, '"}')))))
        got, error = await failure(provider, WITH_TOOLS)
        assert (got, error.code) == ("", "bad_reply")
        assert f"{MOST_CHARACTERS:,}" in error.message

    async def test_calls_without_end(self, wire: Wire, server: ChatServer, provider: TextProvider) -> None:
        server.answer(body(wire, wire.calling("", *[("a", ("{}",))] * (MOST_CALLS + 1))))
        asking = provider.generate(WITH_TOOLS)
        with pytest.raises(ProviderError, match=str(MOST_CALLS)):
            assert len([await anext(asking) for _ in range(MOST_CALLS + 1)]) <= MOST_CALLS


class TestEarlierTurns:
    async def test_user_and_assistant_alternate_and_nothing_is_empty(
        self, wire: Wire, server: ChatServer, provider: TextProvider
    ) -> None:
        server.answer(body(wire, whole(wire, "x")))
        messages = (
            Message("system", "Be brief."),
            Message("user", "One"),
            Message("assistant", " \n"),
            Message("user", "Two"),
            Message("assistant", "Both."),
            Message("assistant", "Really."),
            Message("user", ""),
            Message("user", "Three"),
        )
        await reply(provider, TextRequest(messages))
        sent = server.requests[0].body
        assert wire.turns_in(sent) == [
            ("user", "One\n\nTwo"),
            ("assistant", "Both.\n\nReally."),
            ("user", "Three"),
        ]
        assert "Be brief." in json.dumps(sent)

    async def test_pictures_of_neighbours_stay(
        self, wire: Wire, server: ChatServer, provider: TextProvider
    ) -> None:
        server.answer(body(wire, whole(wire, "x")))
        one, two = Picture(b"one", "image/png"), Picture(b"two", "image/png")
        await reply(provider, TextRequest((Message("user", "", (one,)), Message("user", "What?", (two,)))))
        sent = json.dumps(server.requests[0].body)
        assert one.base64 in sent
        assert two.base64 in sent
        assert sent.count("What?") == 1
