import asyncio
import json
import logging
from collections.abc import AsyncIterator
from typing import Any

import pytest

from engine.providers.errors import ProviderError
from engine.providers.http.auth import Auth
from engine.providers.http.client import Http, Timeouts
from engine.providers.http.limits import Limits
from engine.providers.http.retries import Retries
from tests.engine.providers.http.fake_time import FakeTime
from tests.servers.web_server import Handler, Seen, WebServer, drip, endless, raw, reply

KEY = "sk-secret-0123456789"


@pytest.fixture
async def server() -> AsyncIterator[WebServer]:
    async with WebServer() as running:
        yield running


@pytest.fixture
def time() -> FakeTime:
    return FakeTime()


def http(server: WebServer, time: FakeTime | None = None, **options: Any) -> Http:
    """A client of `server`; with `time` it tries three times, waiting by that clock."""
    time, attempts = (time, 3) if time else (FakeTime(), 1)
    return Http(
        f"http://127.0.0.1:{server.port}/v1",
        name="test",
        **{
            "auth": Auth.bearer(KEY),
            "retries": Retries(attempts=attempts, sleep=time.sleep, chance=lambda: 1.0),
            "limits": Limits(clock=time, sleep=time.sleep),
            **options,
        },
    )


def in_turn(*handlers: Handler) -> Handler:
    """One answer a request; the last one answers all that follow."""
    left = list(handlers)

    async def handle(seen: Seen, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await (left.pop(0) if len(left) > 1 else left[0])(seen, reader, writer)

    return handle


async def silent(_seen: Seen, reader: asyncio.StreamReader, _writer: asyncio.StreamWriter) -> None:
    await reader.read()


async def failure(awaitable: Any) -> ProviderError:
    with pytest.raises(ProviderError) as caught:
        await awaitable
    error = caught.value
    assert error.message
    assert KEY not in f"{error!r} {error.message} {error.hint}"
    return error


class TestRequests:
    async def test_json_there_and_back(self, server: WebServer) -> None:
        server.answer("/v1/jobs", reply(b'{"id": "\xc3\xa9"}'))
        got = await http(server).request_json("POST", "/jobs", json={"a": 1}, headers={"X-More": "1"})
        assert got == {"id": "é"}
        seen = server.requests[0]
        assert (seen.method, json.loads(seen.body)) == ("POST", {"a": 1})
        assert (seen.headers["authorization"], seen.headers["x-more"]) == (f"Bearer {KEY}", "1")

    async def test_an_empty_answer_is_none(self, server: WebServer) -> None:
        server.answer("/v1/jobs/1", reply(status=204))
        assert await http(server).request_json("DELETE", "/jobs/1") is None

    @pytest.mark.parametrize(
        ("auth", "header", "value"),
        [
            (Auth.key("k"), "authorization", "Key k"),
            (Auth.in_header("mj-api-secret", lambda: " k\n"), "mj-api-secret", "k"),
            (Auth.basic("me", "pass"), "authorization", "Basic bWU6cGFzcw=="),
        ],
    )
    async def test_ways_to_authorise(self, server: WebServer, auth: Auth, header: str, value: str) -> None:
        server.answer("/v1/x", reply(b"{}"))
        await http(server, auth=auth).request("GET", "/x")
        assert server.requests[0].headers[header] == value

    async def test_a_password_in_the_address_is_basic_and_is_not_shown(
        self, server: WebServer, caplog: pytest.LogCaptureFixture
    ) -> None:
        caplog.set_level(logging.DEBUG)
        server.answer("/v1/x", reply(b"{}"))
        client = Http(f"http://me:hunter2@127.0.0.1:{server.port}/v1", name="test")
        await client.request("GET", "/x")
        assert server.requests[0].headers["authorization"] == "Basic bWU6aHVudGVyMg=="
        assert "hunter2" not in f"{caplog.text} {client!r} {client.base_url}"

    async def test_the_key_is_in_no_log_and_no_repr(
        self, server: WebServer, caplog: pytest.LogCaptureFixture
    ) -> None:
        caplog.set_level(logging.DEBUG)
        server.answer("/v1/x", reply(b"{}"))
        auth = Auth.bearer(KEY)
        client = http(server, auth=auth)
        await client.request("GET", "/x")
        assert KEY not in f"{caplog.text} {client!r} {auth!r}"

    async def test_a_key_that_is_none_is_not_sent(self, server: WebServer) -> None:
        error = await failure(http(server, auth=Auth.bearer(f"{KEY}\nX: 1")).request("GET", "/x"))
        assert (error.code, server.requests) == ("unauthorised", [])

    async def test_an_absolute_url_must_be_the_servers_own(self, server: WebServer) -> None:
        server.answer("/other/1", reply(b"[1]"))
        client = http(server)
        assert await client.request_json("GET", f"http://127.0.0.1:{server.port}/other/1") == [1]
        assert (await failure(client.request("GET", "http://192.0.2.1/steal"))).code == "bad_reply"


class TestFailures:
    @pytest.mark.parametrize(
        ("handler", "code", "words"),
        [
            (reply(b'{"detail": "no such model"}', status=400), "bad_request", "no such model"),
            (
                reply(b'{"detail": [{"loc": ["body", "width"], "msg": "too wide"}]}', status=422),
                "bad_request",
                "body.width: too wide",
            ),
            (reply(b'{"error": "bad key ' + KEY.encode() + b'"}', status=401), "unauthorised", "401"),
            (reply(b"{}", status=403), "unauthorised", "403"),
            (reply(b"{}", status=402), "rate_limited", "credit"),
            (reply(b'{"message": "gone ' + KEY.encode() + b'"}', status=404), "bad_request", "gone …"),
            (reply(b"<html>", status=502, kind="text/html"), "server_error", "502"),
            (reply(b"x", status=504), "timeout", "504"),
            (reply(status=302, location="/elsewhere"), "bad_request", "elsewhere"),
            (reply(b"<html>Log in</html>", kind="text/html"), "bad_reply", "web page"),
            (reply(b'{"a": '), "bad_reply", "not JSON"),
            (reply(b"[" * 100_000), "bad_reply", "not JSON"),
            (raw(b""), "unreachable", "closed the connection"),
            (raw(b"HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\n{"), "truncated", "middle"),
            (reply(b"nonsense", content_encoding="gzip"), "bad_reply", "unpacked"),
        ],
    )
    async def test_answers(self, server: WebServer, handler: Handler, code: str, words: str) -> None:
        server.answer("/v1/x", handler)
        error = await failure(http(server).request_json("GET", "/x"))
        assert error.code == code
        assert words in error.message

    async def test_nobody_listens(self) -> None:
        async with WebServer() as server:
            pass
        error = await failure(http(server).request("GET", "/x"))
        assert (error.code, error.retryable) == ("unreachable", True)

    @pytest.mark.parametrize("url", ["", "nonsense", "ftp://host/v1", "http://", "http://[::1/"])
    async def test_no_web_address(self, url: str) -> None:
        client = Http(url, name="test", retries=Retries(attempts=1))
        assert (await failure(client.request("GET", "/x"))).code == "unreachable"

    @pytest.mark.parametrize("handler", [silent, drip])
    async def test_no_first_byte(self, server: WebServer, handler: Handler) -> None:
        server.answer("/v1/x", handler)
        error = await failure(http(server).request("GET", "/x", first_byte=0.05))
        assert (error.code, error.retryable) == ("timeout", True)
        assert "0.05 s" in error.message

    async def test_silence_in_the_middle(self, server: WebServer) -> None:
        async def begin(seen: Seen, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            writer.write(b"HTTP/1.1 200 OK\r\n\r\nso far")
            await silent(seen, reader, writer)

        server.answer("/v1/x", begin)
        async with http(server, timeouts=Timeouts(idle=0.05)).stream("GET", "/x") as answer:
            assert await answer.next() == b"so far"
            assert (await failure(answer.next())).code == "timeout"

    async def test_a_body_without_an_end(self, server: WebServer) -> None:
        server.answer("/v1/x", endless)
        error = await failure(http(server).request("GET", "/x", most_bytes=100_000))
        assert (error.code, "MB" in error.message) == ("bad_reply", True)
        await asyncio.wait_for(server.closed.wait(), 5)

    async def test_an_error_without_an_end(self, server: WebServer) -> None:
        server.answer("/v1/x", raw(b"HTTP/1.1 500 No\r\ncontent-length: 999999999\r\n\r\n" + b"x" * 200_000))
        assert (await failure(http(server).request("GET", "/x"))).code == "server_error"


class TestRetries:
    async def test_waits_as_long_as_the_server_says(self, server: WebServer, time: FakeTime) -> None:
        server.answer("/v1/x", in_turn(reply(status=429, retry_after="7"), reply(b'{"ok": true}')))
        assert await http(server, time).request_json("POST", "/x") == {"ok": True}
        assert time.naps == [7.5]

    async def test_backs_off_and_gives_up(self, server: WebServer, time: FakeTime) -> None:
        server.answer("/v1/x", reply(status=503))
        error = await failure(http(server, time).request("POST", "/x"))
        assert (error.code, error.status, len(server.requests)) == ("server_error", 503, 3)
        assert time.naps == [0.5, 1.0]

    async def test_a_wait_that_is_too_long_is_told(self, server: WebServer, time: FakeTime) -> None:
        server.answer("/v1/x", reply(status=429, retry_after="3600"))
        error = await failure(http(server, time).request("GET", "/x"))
        assert (error.retry_after, len(server.requests), time.naps) == (3600.0, 1, [])

    @pytest.mark.parametrize(
        ("method", "options", "tries"),
        [
            ("GET", {}, 3),
            ("POST", {}, 1),
            ("POST", {"idempotency_key": "one"}, 3),
            ("POST", {"idempotency_key": "one", "repeatable": False}, 1),
            ("POST", {"repeatable": True}, 3),
        ],
    )
    @pytest.mark.parametrize("handler", [reply(status=500), raw(b"")])
    async def test_what_may_be_sent_twice(
        self,
        server: WebServer,
        time: FakeTime,
        handler: Handler,
        method: str,
        options: dict[str, Any],
        tries: int,
    ) -> None:
        server.answer("/v1/x", handler)
        await failure(http(server, time).request(method, "/x", **options))
        assert len(server.requests) == tries
        keys = {seen.headers.get("idempotency-key") for seen in server.requests}
        assert keys == {options.get("idempotency_key")}

    async def test_a_refusal_is_final(self, server: WebServer, time: FakeTime) -> None:
        server.answer("/v1/x", reply(status=400))
        await failure(http(server, time).request("GET", "/x"))
        assert len(server.requests) == 1

    async def test_what_never_arrived_is_sent_again(self, time: FakeTime) -> None:
        async with WebServer() as server:
            pass
        assert (await failure(http(server, time).request("POST", "/x"))).code == "unreachable"
        assert len(time.naps) == 2

    async def test_a_stream_is_opened_again_but_not_resumed(self, server: WebServer, time: FakeTime) -> None:
        broken = raw(b"HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nhalf")
        server.answer("/v1/x", in_turn(reply(status=503), broken))
        async with http(server, time).stream("POST", "/x") as answer:
            assert await answer.next() == b"half"
            assert (await failure(answer.next())).code == "truncated"
        assert len(server.requests) == 2


class TestDownloads:
    async def test_a_foreign_host_gets_no_key(self, server: WebServer) -> None:
        async with WebServer() as other:
            other.answer("/a.png", reply(b"PNG", kind="image/png"))
            client = http(server, headers={"X-Own": "1"})
            answer = await client.download(f"http://127.0.0.1:{other.port}/a.png")
            assert (answer.data, answer.media_type) == (b"PNG", "image/png")
            assert {"authorization", "x-own"}.isdisjoint(other.requests[0].headers)

    async def test_the_own_host_gets_it_until_it_sends_on(self, server: WebServer) -> None:
        async with WebServer() as other:
            other.answer("/b", reply(b"B"))
            server.answer("/v1/a", reply(status=302, location=f"http://127.0.0.1:{other.port}/b"))
            answer = await http(server).download(f"http://127.0.0.1:{server.port}/v1/a")
            assert answer.data == b"B"
            assert "authorization" in server.requests[0].headers
            assert "authorization" not in other.requests[0].headers

    @pytest.mark.parametrize("url", ["file:///etc/passwd", "ftp://h/x", "data:,x", "", "//h/x"])
    async def test_only_web_addresses(self, server: WebServer, url: str) -> None:
        assert (await failure(http(server).download(url))).code == "bad_reply"

    async def test_a_redirect_to_a_file(self, server: WebServer) -> None:
        server.answer("/a", reply(status=302, location="file:///etc/passwd"))
        assert (await failure(http(server).download(f"http://127.0.0.1:{server.port}/a"))).code == "bad_reply"

    async def test_circles_and_sizes(self, server: WebServer) -> None:
        server.answer("/a", reply(status=302, location="/a"))
        server.answer("/big", endless)
        here = f"http://127.0.0.1:{server.port}"
        assert "circles" in (await failure(http(server).download(f"{here}/a"))).message
        assert "MB" in (await failure(http(server).download(f"{here}/big", 1000))).message


class TestConnections:
    @pytest.mark.parametrize(("keep_alive", "connections"), [(True, 1), (False, 2)])
    async def test_reuse(self, server: WebServer, keep_alive: bool, connections: int) -> None:
        made = 0

        async def count(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            nonlocal made
            made += 1
            try:
                while await reader.readuntil(b"\r\n\r\n"):
                    writer.write(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}")
            except (asyncio.IncompleteReadError, ConnectionError):
                writer.close()

        listening = await asyncio.start_server(count, "127.0.0.1", 0)
        client = Http(
            f"http://127.0.0.1:{listening.sockets[0].getsockname()[1]}", name="t", keep_alive=keep_alive
        )
        for _ in range(2):
            await client.request_json("GET", "/x")
        await client.close()
        listening.close()
        assert made == connections

    async def test_own_traffic_needs_no_proxy(
        self, server: WebServer, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("ALL_PROXY", "http://192.0.2.1:1")
        server.answer("/v1/x", reply(b"1"))
        assert await http(server).request_json("GET", "/x") == 1

    async def test_a_proxy_that_makes_no_sense(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("ALL_PROXY", "nonsense://me:hunter2@host")
        error = await failure(Http("http://192.0.2.1/v1", name="t").request("GET", "/x"))
        assert error.code == "unreachable"
        assert "hunter2" not in error.message

    async def test_a_slot_is_given_back_whatever_happens(self, server: WebServer) -> None:
        server.answer("/v1/x", in_turn(reply(status=400), raw(b""), reply(b"1")))
        client = http(server, limits=Limits(max_concurrency=1))
        await failure(client.request("GET", "/x"))
        await failure(client.request("GET", "/x"))
        async with client.limits:
            assert await client.request_json("GET", "/x", limited=False) == 1
        assert await client.request_json("GET", "/x") == 1
