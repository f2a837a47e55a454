import asyncio
import json
import logging
import subprocess
import sys
import time
from collections.abc import AsyncIterator
from contextlib import aclosing
from typing import Any

import pytest

from engine.providers.errors import ProviderError
from engine.providers.openai_compatible import OpenAICompatible
from engine.providers.text import Message, Sampling, TextDelta, TextEnd, TextRequest
from tests.servers import chat_server
from tests.servers.chat_server import DONE, FIRST, USAGE, ChatServer, chunk, events, status, text

KEY = "sk-secret-0123456789"
ASK = TextRequest((Message("system", "Be brief."), Message("user", "Hello")))
SCHEMA: dict[str, Any] = {"type": "object", "properties": {"a": {"type": "string"}}, "required": ["a"]}


@pytest.fixture
async def server() -> AsyncIterator[ChatServer]:
    async with ChatServer() as running:
        yield running


def provider(server: ChatServer, **options: Any) -> OpenAICompatible:
    return OpenAICompatible("test", server.url, **{"model": "m", "api_key": KEY, **options})


async def reply(provider: OpenAICompatible, request: TextRequest = ASK) -> tuple[str, TextEnd]:
    parts = [part async for part in provider.generate(request)]
    ends = [part for part in parts if isinstance(part, TextEnd)]
    assert parts[-1:] == ends
    return "".join(part.text for part in parts if isinstance(part, TextDelta)), ends[0]


async def failure(provider: OpenAICompatible, request: TextRequest = ASK) -> tuple[str, ProviderError]:
    """Return the text that came before the error, and the error."""
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
    return "".join(got), error


class TestReplies:
    async def test_streams_text_and_usage(self, server: ChatServer) -> None:
        server.answer(text("Hel", "lo ", "wörld 🌊"))
        got, end = await reply(provider(server))
        assert got == "Hello wörld 🌊"
        assert end == TextEnd("stop", "test-model", input_tokens=7, output_tokens=3)

    async def test_length_is_passed_on(self, server: ChatServer) -> None:
        server.answer(text("cut", finish="length"))
        assert (await reply(provider(server)))[1].finish_reason == "length"

    @pytest.mark.parametrize("size", [1, 2, 5, 64])
    async def test_split_anywhere_it_is_the_same(self, server: ChatServer, size: int) -> None:
        server.answer(
            chat_server.in_pieces(FIRST + chunk("é🌊é") + chunk(finish="stop") + USAGE + DONE, size)
        )
        got, end = await reply(provider(server))
        assert (got, end.input_tokens) == ("é🌊é", 7)

    async def test_finish_reason_without_done_is_whole(self, server: ChatServer) -> None:
        server.answer(events(chunk("all"), chunk(finish="stop")))
        assert (await reply(provider(server)))[0] == "all"

    async def test_done_without_finish_reason_is_whole(self, server: ChatServer) -> None:
        server.answer(events(chunk("all"), DONE.rstrip()))
        assert (await reply(provider(server)))[1].finish_reason == "stop"

    async def test_a_drop_after_the_finish_reason_loses_nothing(self, server: ChatServer) -> None:
        async def script(exchange: chat_server.Exchange) -> None:
            exchange.head()
            exchange.send(chunk("all") + chunk(finish="stop"))

        server.answer(script)
        assert (await reply(provider(server)))[0] == "all"

    async def test_comments_thoughts_and_other_fields_are_no_text(self, server: ChatServer) -> None:
        server.answer(
            events(
                b": ping\n\n",
                chunk(reasoning_content="hm"),
                chunk("yes"),
                b"data: {}\n\n",
                chunk(finish="stop"),
            )
        )
        assert (await reply(provider(server)))[0] == "yes"

    async def test_a_server_that_ignores_stream(self, server: ChatServer) -> None:
        message = {
            "choices": [{"message": {"role": "assistant", "content": "whole"}, "finish_reason": "stop"}]
        }
        server.answer(status(200, message))
        assert (await reply(provider(server)))[0] == "whole"

    async def test_tokens_arrive_one_by_one(self, server: ChatServer) -> None:
        gate = asyncio.Event()

        async def script(exchange: chat_server.Exchange) -> None:
            exchange.head()
            exchange.send(chunk("first"))
            await gate.wait()
            exchange.send(chunk(finish="stop"))
            exchange.end()

        server.answer(script)
        async with aclosing(provider(server).generate(ASK)) as parts:
            assert await anext(parts) == TextDelta("first")
            gate.set()
            assert isinstance(await anext(parts), TextEnd)

    async def test_five_thousand_tokens_are_few_deltas_and_little_work(self, server: ChatServer) -> None:
        tokens = [f" word{i}" for i in range(5000)]
        server.answer(text(*tokens))
        one = provider(server)
        await reply(one)
        start = time.process_time()
        parts = [part async for part in one.generate(ASK)]
        spent = time.process_time() - start  # the server's work included
        assert "".join(p.text for p in parts if isinstance(p, TextDelta)) == "".join(tokens)
        assert len(parts) < 500
        assert spent < 1.0  # 0.07 s on a slow machine

    async def test_what_the_server_says_of_itself_is_cleaned(self, server: ChatServer) -> None:
        last = (
            b'data: {"model": "\\u001b[2Jm", "choices": [{"delta": {}, "finish_reason": "st\\u0007op"}]}\n\n'
        )
        server.answer(events(chunk("x"), last))
        assert (await reply(provider(server)))[1] == TextEnd("stop", "[2Jm")


class TestRequests:
    async def test_body(self, server: ChatServer) -> None:
        server.answer(text("x"))
        sampling = Sampling(temperature=0.5, top_p=0.9, min_p=0.1, max_tokens=9, seed=3, stop=("END",))
        await reply(
            provider(server, extra_body={"cache_prompt": False}),
            TextRequest(ASK.messages, "other", None, sampling),
        )
        request = server.requests[0]
        assert request.path == "/v1/chat/completions"
        assert request.headers["authorization"] == f"Bearer {KEY}"
        assert request.body == {
            "stream": True,
            "stream_options": {"include_usage": True},
            "model": "other",
            "temperature": 0.5,
            "top_p": 0.9,
            "min_p": 0.1,
            "max_tokens": 9,
            "seed": 3,
            "stop": ["END"],
            "messages": [{"role": "system", "content": "Be brief."}, {"role": "user", "content": "Hello"}],
            "cache_prompt": False,
        }

    async def test_what_is_not_asked_is_not_sent(self, server: ChatServer) -> None:
        server.answer(text("x"))
        await reply(provider(server, model=None, api_key=None))
        assert set(server.requests[0].body) == {"stream", "stream_options", "messages"}
        assert "authorization" not in server.requests[0].headers

    async def test_schema_as_response_format(self, server: ChatServer) -> None:
        server.answer(text("{}"))
        await reply(provider(server), TextRequest(ASK.messages, output_schema=SCHEMA))
        form = server.requests[0].body["response_format"]
        assert form == {"type": "json_schema", "json_schema": {"name": "reply", "schema": SCHEMA}}

    async def test_schema_as_grammar(self, server: ChatServer) -> None:
        server.answer(text("{}"))
        await reply(
            provider(server, structured="llguidance"), TextRequest(ASK.messages, output_schema=SCHEMA)
        )
        head, _, schema = server.requests[0].body["grammar"].partition("start: %json ")
        assert head == "%llguidance {}\n"
        assert json.loads(schema) == {**SCHEMA, "x-guidance": {"whitespace_flexible": False}}
        assert "x-guidance" not in SCHEMA

    @pytest.mark.parametrize("structured", ["json_object", "none"])
    async def test_schema_in_words(self, server: ChatServer, structured: str) -> None:
        server.answer(text("{}"))
        await reply(provider(server, structured=structured), TextRequest(ASK.messages, output_schema=SCHEMA))
        body = server.requests[0].body
        assert json.dumps(SCHEMA) in body["messages"][0]["content"]
        assert [m["role"] for m in body["messages"]] == ["system", "system", "user"]
        assert body.get("response_format") == (
            {"type": "json_object"} if structured == "json_object" else None
        )

    async def test_no_connection_is_used_twice(self, server: ChatServer) -> None:
        server.answer(text("x"))
        one = provider(server)
        for _ in range(3):
            await reply(one)
        await one.close()
        assert (await reply(one))[0] == "x"  # closing is not for ever

    async def test_loopback_never_goes_through_a_proxy(
        self, server: ChatServer, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
        monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:9")
        server.answer(text("direct"))
        assert (await reply(provider(server)))[0] == "direct"


class TestBrokenStreams:
    @pytest.mark.parametrize(
        "script", [chat_server.truncated("Once", " upon"), chat_server.dropped("Once", " upon")]
    )
    async def test_an_early_end_is_no_success(self, server: ChatServer, script: chat_server.Script) -> None:
        server.answer(script)
        got, error = await failure(provider(server))
        assert (got, error.code, error.retryable) == ("Once upon", "truncated", True)

    async def test_an_event_cut_in_the_middle_is_truncated(self, server: ChatServer) -> None:
        server.answer(events(chunk("Once"), chunk(" upon")[:60]))
        got, error = await failure(provider(server))
        assert (got, error.code) == ("Once", "truncated")

    async def test_no_event_at_all(self, server: ChatServer) -> None:
        server.answer(events())
        assert (await failure(provider(server)))[1].code == "truncated"

    @pytest.mark.parametrize(
        "data",
        [
            b"data: {broken\n\n",
            b"data: 7\n\n",
            b"data: " + b"[" * 100_000 + b"\n\n",
            b'data: {"choices": 7}\n\n',
            b'data: {"choices": [7]}\n\n',
            b'data: {"choices": [{"delta": {"content": 7}}]}\n\n',
            b'data: {"choices": [{"delta": "x"}]}\n\n',
            b'data: {"choices": [], "usage": 7}\n\n',
        ],
    )
    async def test_nonsense_is_a_bad_reply(self, server: ChatServer, data: bytes) -> None:
        server.answer(events(chunk("Once"), data, chunk(finish="stop")))
        assert (await failure(provider(server)))[1].code == "bad_reply"

    async def test_an_error_event(self, server: ChatServer) -> None:
        error_event = b'data: {"error": {"message": "GPU fell off \\u001b[2J", "code": 500}}\n\n'
        server.answer(events(chunk("Once"), error_event))
        got, error = await failure(provider(server))
        assert (got, error.code, error.retryable) == ("Once", "server_error", True)
        assert "GPU fell off" in error.message
        assert "\x1b" not in error.message

    async def test_an_error_under_status_200(self, server: ChatServer) -> None:
        server.answer(status(200, {"error": "model not loaded"}))
        got, error = await failure(provider(server))
        assert (got, error.code) == ("", "server_error")
        assert "model not loaded" in error.message

    async def test_a_web_page(self, server: ChatServer) -> None:
        server.answer(status(200, "<html>Welcome</html>"))
        assert (await failure(provider(server)))[1].code == "bad_reply"

    @pytest.mark.parametrize(
        "last", [chunk(finish="content_filter"), chunk(refusal="I can't") + chunk(finish="stop")]
    )
    async def test_a_refusal(self, server: ChatServer, last: bytes) -> None:
        server.answer(events(FIRST, last, DONE))
        assert (await failure(provider(server)))[1].code == "refused"


class TestRefusedRequests:
    @pytest.mark.parametrize(
        ("script", "code", "retryable", "said"),
        [
            (
                status(401, {"error": {"message": f"Incorrect API key provided: {KEY}"}}),
                "unauthorised",
                False,
                "401",
            ),
            (status(403, {"error": {"message": "no"}}), "unauthorised", False, "403"),
            (status(404, {"error": {"message": "no model m"}}), "bad_request", False, "no model m"),
            (
                status(400, {"error": {"message": f"bad temperature {KEY}"}}),
                "bad_request",
                False,
                "bad temperature",
            ),
            (status(422, {"detail": "seed must be positive"}), "bad_request", False, "seed must be positive"),
            (
                status(429, {"error": {"code": "insufficient_quota", "message": "x"}}),
                "rate_limited",
                False,
                "credit",
            ),
            (status(500, {"error": {"message": "oops"}}), "server_error", True, "oops"),
            (status(502, "<html>Bad gateway</html>"), "server_error", True, "502"),
            (status(503, {"error": {"message": "Loading model"}}), "server_error", True, "Loading model"),
            (status(307, "", {"location": "/elsewhere"}), "bad_request", False, "elsewhere"),
            (
                status(400, {"error": {"code": "context_length_exceeded", "message": "maximum is 10"}}),
                "context_overflow",
                False,
                "maximum is 10",
            ),
            (
                status(
                    400,
                    {"error": {"type": "exceed_context_size_error", "n_prompt_tokens": 6031, "n_ctx": 4096}},
                ),
                "context_overflow",
                False,
                "6,031",
            ),
        ],
    )
    async def test_status(
        self, server: ChatServer, script: chat_server.Script, code: str, retryable: bool, said: str
    ) -> None:
        server.answer(script)
        got, error = await failure(provider(server))
        assert (got, error.code, error.retryable) == ("", code, retryable)
        assert said in error.message

    @pytest.mark.parametrize(
        ("value", "seconds"), [("7", 7.0), ("Wed, 21 Oct 2015 07:28:00 GMT", 0.0), ("soon", None)]
    )
    async def test_retry_after(self, server: ChatServer, value: str, seconds: float | None) -> None:
        server.answer(status(429, {}, {"retry-after": value}))
        _, error = await failure(provider(server))
        assert (error.code, error.retryable, error.retry_after) == ("rate_limited", True, seconds)

    async def test_nobody_listens(self) -> None:
        async with ChatServer() as server:
            url = server.url
        _, error = await failure(OpenAICompatible("test", url, api_key=KEY))
        assert (error.code, error.retryable) == ("unreachable", True)

    async def test_hung_up_before_an_answer(self, server: ChatServer) -> None:
        server.answer(chat_server.hung_up)
        assert (await failure(provider(server)))[1].code == "unreachable"

    @pytest.mark.parametrize("url", ["", "nonsense", "ftp://host/v1", "http://"])
    async def test_no_web_address(self, url: str) -> None:
        assert (await failure(OpenAICompatible("test", url, api_key=KEY)))[1].code == "unreachable"

    async def test_a_key_that_is_none(self, server: ChatServer) -> None:
        assert (await failure(provider(server, api_key=f"{KEY}\nX-Evil: 1")))[1].code == "unauthorised"
        assert server.requests == []

    async def test_a_proxy_that_makes_no_sense(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("ALL_PROXY", "nonsense://me:hunter2@host")
        _, error = await failure(OpenAICompatible("test", "http://192.0.2.1/v1"))
        assert error.code == "unreachable"
        assert "hunter2" not in error.message

    async def test_a_password_in_the_address_stays_there(self) -> None:
        one = OpenAICompatible("test", "http://me:hunter2@127.0.0.1:9/v1")
        _, error = await failure(one)
        assert "hunter2" not in f"{one!r} {error.message} {error.hint}"


class TestTimeAndCancelling:
    async def test_no_first_token(self, server: ChatServer) -> None:
        server.answer(chat_server.silent)
        _, error = await failure(provider(server, first_token_timeout=0.05))
        assert (error.code, error.retryable) == ("timeout", True)

    async def test_an_empty_beginning_is_no_first_token(self, server: ChatServer) -> None:
        async def script(exchange: chat_server.Exchange) -> None:
            exchange.head()
            exchange.send(FIRST)
            await exchange.client_left()

        server.answer(script)
        _, error = await failure(provider(server, first_token_timeout=0.1, idle_timeout=30))
        assert "said nothing" in error.message

    async def test_silence_in_the_middle(self, server: ChatServer) -> None:
        server.answer(chat_server.stall)
        got, error = await failure(provider(server, idle_timeout=0.05))
        assert (got, error.code, error.retryable) == ("So", "timeout", True)
        await asyncio.wait_for(server.client_closed.wait(), 5)

    async def test_closing_the_iterator_closes_the_connection(self, server: ChatServer) -> None:
        server.answer(chat_server.endless)
        async with aclosing(provider(server).generate(ASK)) as parts:
            await anext(parts)
        await asyncio.wait_for(server.client_closed.wait(), 5)

    async def test_cancelling_the_task_closes_the_connection(self, server: ChatServer) -> None:
        server.answer(chat_server.stall)
        started = asyncio.Event()

        async def consume() -> None:
            async for _ in provider(server).generate(ASK):
                started.set()

        task = asyncio.create_task(consume())
        await asyncio.wait_for(started.wait(), 5)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        await asyncio.wait_for(server.client_closed.wait(), 5)

    async def test_two_at_once(self, server: ChatServer) -> None:
        server.answer(text("a"), text("b"))
        one = provider(server)
        got = await asyncio.gather(reply(one), reply(one))
        assert sorted(words for words, _ in got) == ["a", "b"]


async def test_the_key_is_in_no_log(server: ChatServer, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    server.answer(status(500, {}), text("x"))
    one = provider(server)
    await failure(one)
    await reply(one)
    assert KEY not in caplog.text


def test_importing_it_does_not_import_httpx() -> None:
    code = "import sys, engine.providers.openai_compatible; sys.exit('httpx' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
