"""What every text provider does, whatever its protocol. A new one gets a wire and no test of its own here."""

import asyncio
import base64
import json
from collections.abc import Callable
from contextlib import aclosing

import pytest

from engine.providers.picture import Picture
from engine.providers.text import Message, Sampling, TextDelta, TextEnd, TextProvider, TextRequest
from tests.engine.providers.contract_text.asking import ASK, KEY, SCHEMA, failure, reply
from tests.servers import chat_server
from tests.servers.chat_server import ChatServer, status
from tests.servers.wires.wire import (
    CACHED,
    INPUT,
    OUTPUT,
    Wire,
    body,
    dropped,
    silent_after,
    when,
    whole,
)

Make = Callable[..., TextProvider]


class TestReplies:
    async def test_text_model_and_usage(self, wire: Wire, server: ChatServer, provider: TextProvider) -> None:
        server.answer(body(wire, whole(wire, "Hel", "lo ", "wörld 🌊")))
        got, end = await reply(provider)
        assert got == "Hello wörld 🌊"
        assert (end.finish_reason, end.model) == ("stop", "test-model")
        assert (end.input_tokens, end.output_tokens) == (INPUT, OUTPUT)
        assert end.usage.get("cached_tokens", CACHED) == CACHED
        assert end.cost is None

    async def test_the_request(self, wire: Wire, server: ChatServer, make: Make) -> None:
        server.answer(body(wire, whole(wire, "x")))
        asked = TextRequest(ASK.messages, "other", sampling=Sampling(temperature=0.5, max_tokens=9))
        await reply(make(), asked)
        [request] = server.requests
        assert request.path == wire.path
        assert request.headers[wire.key_header].removeprefix("Bearer ") == KEY
        assert request.body["model"] == "other"
        assert request.body["stream"] is True
        assert wire.limit_in(request.body) == 9
        assert "Be brief." in json.dumps(request.body)

    async def test_tokens_arrive_one_by_one(
        self, wire: Wire, server: ChatServer, provider: TextProvider
    ) -> None:
        gate = asyncio.Event()

        async def script(exchange: chat_server.Exchange) -> None:
            exchange.head(headers={"content-type": wire.media_type})
            exchange.send(wire.begin() + wire.token("first"))
            await gate.wait()
            exchange.send(wire.end())
            exchange.end()

        server.answer(script)
        async with aclosing(provider.generate(ASK)) as parts:
            assert await anext(parts) == TextDelta("first")
            gate.set()
            assert isinstance(await anext(parts), TextEnd)

    @pytest.mark.parametrize("size", [1, 7])
    async def test_cut_anywhere_it_is_the_same(
        self, wire: Wire, server: ChatServer, provider: TextProvider, size: int
    ) -> None:
        server.answer(body(wire, wire.begin() + wire.token("é🌊é") + wire.end(), piece=size))
        got, end = await reply(provider)
        assert (got, end.input_tokens) == ("é🌊é", INPUT)

    async def test_a_reply_cut_at_its_limit_says_so(
        self, wire: Wire, server: ChatServer, provider: TextProvider
    ) -> None:
        server.answer(body(wire, whole(wire, "cut", finish="length")))
        assert (await reply(provider))[1].finish_reason == "length"

    async def test_a_server_that_ignores_stream(
        self, wire: Wire, server: ChatServer, provider: TextProvider
    ) -> None:
        server.answer(status(200, wire.unstreamed("whole")))
        got, end = await reply(provider)
        assert (got, end.finish_reason) == ("whole", "stop")

    async def test_pictures_go_along(self, wire: Wire, server: ChatServer, provider: TextProvider) -> None:
        server.answer(body(wire, whole(wire, "a cat")))
        picture = Picture(b"\x89PNG picture", "image/png")
        await reply(provider, TextRequest((Message("user", "What is it?", (picture,)),)))
        sent = json.dumps(server.requests[0].body)
        assert base64.b64encode(picture.data).decode() in sent
        assert "What is it?" in sent

    async def test_two_at_once(self, wire: Wire, server: ChatServer, provider: TextProvider) -> None:
        server.answer(body(wire, whole(wire, "a")), body(wire, whole(wire, "b")))
        got = await asyncio.gather(reply(provider), reply(provider))
        assert sorted(words for words, _ in got) == ["a", "b"]

    async def test_prices_make_a_cost(self, wire: Wire, server: ChatServer, make: Make) -> None:
        server.answer(body(wire, whole(wire, "x")))
        prices = {"input_per_million": 2, "output_per_million": 10}
        _, end = await reply(make(prices=prices))
        assert end.cost == pytest.approx((INPUT * 2 + OUTPUT * 10) / 1_000_000)


class TestStructured:
    async def test_the_schema_goes_along_and_json_comes_back(
        self, wire: Wire, server: ChatServer, provider: TextProvider
    ) -> None:
        text = json.dumps({"title": "Sea 🌊", "tags": ["a", "b"]}, ensure_ascii=False)
        server.answer(body(wire, wire.structured(text[:9], text[9:14], text[14:])))
        got, end = await reply(provider, TextRequest(ASK.messages, output_schema=SCHEMA))
        assert wire.schema_in(server.requests[0].body) == SCHEMA
        assert got == text
        assert end.finish_reason == "stop"


class TestBrokenStreams:
    async def test_an_early_end_is_no_success(
        self, wire: Wire, server: ChatServer, provider: TextProvider
    ) -> None:
        server.answer(body(wire, wire.begin(), wire.token("Once"), wire.token(" upon")))
        got, error = await failure(provider)
        assert (got, error.code, error.retryable) == ("Once upon", "truncated", True)

    async def test_a_connection_that_breaks(
        self, wire: Wire, server: ChatServer, provider: TextProvider
    ) -> None:
        server.answer(dropped(wire, wire.begin(), wire.token("Once")))
        got, error = await failure(provider)
        assert (got, error.code, error.retryable) == ("Once", "truncated", True)

    async def test_an_event_cut_in_the_middle(
        self, wire: Wire, server: ChatServer, provider: TextProvider
    ) -> None:
        server.answer(body(wire, wire.begin(), wire.token("Once"), wire.token(" upon")[:-12]))
        got, error = await failure(provider)
        assert (got, error.code) == ("Once", "truncated")

    async def test_nothing_at_all(self, wire: Wire, server: ChatServer, provider: TextProvider) -> None:
        server.answer(body(wire))
        assert (await failure(provider))[1].code == "truncated"

    async def test_a_malformed_line(self, wire: Wire, server: ChatServer, provider: TextProvider) -> None:
        server.answer(body(wire, wire.begin(), wire.token("Once"), wire.malformed, wire.end()))
        got, error = await failure(provider)
        assert (got, error.code) == ("Once", "bad_reply")

    @pytest.mark.parametrize("nonsense", [b"7", b"[" * 5000, b'"x"', b"null", b"\xff\xfe{"])
    async def test_nonsense(
        self, wire: Wire, server: ChatServer, provider: TextProvider, nonsense: bytes
    ) -> None:
        lines = wire.media_type == "application/x-ndjson"
        event = nonsense + b"\n" if lines else b"data: " + nonsense + b"\n\n"
        server.answer(body(wire, wire.begin(), event, wire.end()))
        assert (await failure(provider))[1].code == "bad_reply"

    async def test_a_failure_in_the_middle(
        self, wire: Wire, server: ChatServer, provider: TextProvider
    ) -> None:
        server.answer(body(wire, wire.begin(), wire.token("Once"), wire.error(f"GPU fell off \x1b[2J {KEY}")))
        got, error = await failure(provider)
        assert (got, error.code, error.retryable) == ("Once", "server_error", True)
        assert "GPU fell off" in error.message

    async def test_a_failure_under_status_200(
        self, wire: Wire, server: ChatServer, provider: TextProvider
    ) -> None:
        server.answer(status(200, wire.error_body("model not loaded")))
        got, error = await failure(provider)
        assert (got, error.code) == ("", "server_error")
        assert "model not loaded" in error.message

    async def test_a_web_page(self, wire: Wire, server: ChatServer, provider: TextProvider) -> None:
        server.answer(status(200, "<html>Welcome</html>"))
        assert (await failure(provider))[1].code == "bad_reply"

    async def test_a_refusal(self, wire: Wire, server: ChatServer, provider: TextProvider) -> None:
        if wire.kind == "ollama":
            pytest.skip("its models refuse in words only")
        server.answer(body(wire, wire.begin(), wire.refusal()))
        assert (await failure(provider))[1].code == "refused"


class TestRefusedRequests:
    @pytest.mark.parametrize(
        ("code", "kind", "retryable"),
        [
            (400, "bad_request", False),
            (404, "bad_request", False),
            (429, "rate_limited", True),
            (500, "server_error", True),
            (503, "server_error", True),
        ],
    )
    async def test_status(
        self, wire: Wire, server: ChatServer, provider: TextProvider, code: int, kind: str, retryable: bool
    ) -> None:
        server.answer(status(code, wire.error_body(f"said {KEY} so\x1b[2J")))
        got, error = await failure(provider)
        assert (got, error.code, error.retryable, error.status) == ("", kind, retryable, code)
        assert "said" in error.message

    async def test_the_wrong_key(self, wire: Wire, server: ChatServer, provider: TextProvider) -> None:
        server.answer(status(401, wire.error_body(f"invalid key {KEY[:12]}")))
        _, error = await failure(provider)
        assert (error.code, error.retryable) == ("unauthorised", False)
        assert KEY[:12] not in error.message

    async def test_a_prompt_too_long(self, wire: Wire, server: ChatServer, provider: TextProvider) -> None:
        if wire.kind == "ollama":
            pytest.skip("it cuts prompts itself")
        server.answer(status(400, wire.error_body("prompt is too long: 300 tokens > 200 maximum")))
        assert (await failure(provider))[1].code == "context_overflow"

    async def test_retry_after_is_told(self, wire: Wire, server: ChatServer, provider: TextProvider) -> None:
        server.answer(status(429, wire.error_body("slow down"), {"retry-after": "7"}))
        _, error = await failure(provider)
        assert error.retry_after == 7
        assert "7 s" in error.hint

    async def test_too_many_requests_is_asked_again(self, wire: Wire, server: ChatServer, make: Make) -> None:
        server.answer(
            status(429, wire.error_body("slow down"), {"retry-after": "0"}), body(wire, whole(wire, "x"))
        )
        assert (await reply(make(retries=1)))[0] == "x"
        assert len(server.requests) == 2

    async def test_what_broke_off_is_not_paid_twice(self, wire: Wire, server: ChatServer, make: Make) -> None:
        server.answer(body(wire, wire.begin(), wire.token("Once")), body(wire, whole(wire, "x")))
        assert (await failure(make(retries=2)))[1].code == "truncated"
        assert len(server.requests) == 1

    async def test_nobody_listens(self, wire: Wire, make: Make) -> None:
        async with ChatServer() as gone:
            url = gone.url
        _, error = await failure(make(base_url=url))
        assert (error.code, error.retryable) == ("unreachable", True)


class TestTimeAndCancelling:
    async def test_a_slow_first_byte(self, wire: Wire, server: ChatServer, provider: TextProvider) -> None:
        gate, arrived = asyncio.Event(), asyncio.Event()
        server.answer(when(gate, arrived, body(wire, whole(wire, "at last"))))
        asking = asyncio.create_task(reply(provider))
        await asyncio.wait_for(arrived.wait(), 5)
        gate.set()
        assert (await asking)[0] == "at last"

    @pytest.mark.parametrize("begun", [False, True])
    async def test_no_first_token(self, wire: Wire, server: ChatServer, make: Make, begun: bool) -> None:
        server.answer(silent_after(wire, wire.begin()) if begun else chat_server.silent)
        _, error = await failure(make(timeout=0.05))
        assert (error.code, error.retryable) == ("timeout", True)
        assert "said nothing" in error.message
        await asyncio.wait_for(server.client_closed.wait(), 5)

    async def test_closing_the_iterator_closes_the_connection(
        self, wire: Wire, server: ChatServer, provider: TextProvider
    ) -> None:
        server.answer(silent_after(wire, wire.begin(), wire.token("So")))
        async with aclosing(provider.generate(ASK)) as parts:
            assert await anext(parts) == TextDelta("So")
        await asyncio.wait_for(server.client_closed.wait(), 5)

    async def test_cancelling_the_task_closes_the_connection(
        self, wire: Wire, server: ChatServer, provider: TextProvider
    ) -> None:
        server.answer(silent_after(wire, wire.begin(), wire.token("So")))
        started = asyncio.Event()

        async def consume() -> None:
            async for _ in provider.generate(ASK):
                started.set()

        task = asyncio.create_task(consume())
        await asyncio.wait_for(started.wait(), 5)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        await asyncio.wait_for(server.client_closed.wait(), 5)

    async def test_closing_is_not_for_ever(
        self, wire: Wire, server: ChatServer, provider: TextProvider
    ) -> None:
        server.answer(body(wire, whole(wire, "x")))
        await reply(provider)
        await provider.close()
        assert (await reply(provider))[0] == "x"
