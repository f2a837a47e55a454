"""What goes wrong between a client and a server, in the words of the engine."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from engine.client.remote import RemoteEngine
from engine.client.remote_http import connection
from engine.client.remote_http.address import parse_address
from engine.client.remote_http.connection import error_of
from engine.operations.errors import BadRequest, Conflict, Forbidden, Internal, NotFound, OperationError
from schemas.messages.sessions import ListSessions
from tests.engine.server.running import running

Answer = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]

HEALTH = json.dumps({"status": "ok", "program": "reroll 0"}).encode()


@asynccontextmanager
async def speaking(*replies: bytes | None) -> AsyncIterator[str]:
    """A server that sends these replies, one a request; None hangs up, and after the last it is silent."""
    left = list(replies)

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while await reader.readuntil(b"\r\n\r\n"):
                reply = left.pop(0) if left else b""
                if reply is None:
                    break
                writer.write(reply)
                await writer.drain()
        except asyncio.IncompleteReadError:
            pass
        finally:
            writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    async with server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"


def reply(body: bytes, status: str = "200 OK") -> bytes:
    return b"HTTP/1.1 %s\r\ncontent-length: %d\r\n\r\n%s" % (status.encode(), len(body), body)


async def asked(tmp_path: Path, answer: bytes | None) -> OperationError:
    async with speaking(reply(HEALTH), answer) as url:
        engine = await RemoteEngine.open(url, tmp_path)
        with pytest.raises(OperationError) as caught:
            await engine.call(ListSessions())
        await engine.close()
    return caught.value


def test_addresses() -> None:
    web = parse_address("http://127.0.0.1:8377/")
    assert (web.url, web.socket, web.local) == ("http://127.0.0.1:8377", None, True)
    assert not parse_address("https://gpu.example/reroll").local
    for text in ("/run/r.sock", "unix:/run/r.sock"):
        at = parse_address(text)
        assert (at.url, at.socket, at.local) == ("http://localhost", "/run/r.sock", True)
    home = parse_address("~/r.sock").socket
    assert home is not None
    assert home.endswith("/r.sock")
    assert "~" not in home


def test_errors_are_those_of_the_small_hierarchy() -> None:
    said = {"message": "m", "hint": "h", "details": [1]}
    known = error_of(409, {**said, "code": "conflict"})
    assert (type(known), known.body.message, known.body.details) == (Conflict, "m", [1])
    for status, code, kind in (
        (404, "gone", NotFound),
        (400, "path_refused", BadRequest),
        (403, "forbidden", Forbidden),
        (503, "busy", Internal),
    ):
        error = error_of(status, {**said, "code": code})
        assert (type(error), error.body.code) == (kind, code)
    with pytest.raises(ValueError, match="error"):
        error_of(400, {"code": 1})


@pytest.mark.parametrize(
    "body",
    [b"", b"<html>", b"[]", b"{}", b'{"data": 1}', b'{"data": {"sessions": [{}]}}', b"\xff", b"[" * 50_000],
)
async def test_what_is_no_reply_is_said(tmp_path: Path, body: bytes) -> None:
    error = await asked(tmp_path, reply(body))
    assert (type(error), error.body.code) == (Internal, "bad_reply")


@pytest.mark.parametrize("body", [b"", b"{}", b'{"error": {}}', b'{"error": "x"}', b"<h1>Bad gateway</h1>"])
async def test_what_is_no_error_either(tmp_path: Path, body: bytes) -> None:
    assert (await asked(tmp_path, reply(body, "500 Oh"))).body.code == "bad_reply"


async def test_a_gateway_without_a_server_behind_it_is_no_server(tmp_path: Path) -> None:
    for status in ("502 Bad Gateway", "503 Service Unavailable", "504 Gateway Timeout"):
        assert (await asked(tmp_path, reply(b"<h1>Bad gateway</h1>", status))).body.code == "unreachable"


async def test_redirects_are_not_followed(tmp_path: Path) -> None:
    moved = b"HTTP/1.1 307 Elsewhere\r\nlocation: http://example.com/\r\ncontent-length: 0\r\n\r\n"
    assert (await asked(tmp_path, moved)).body.code == "bad_reply"


async def test_a_request_that_was_sent_is_not_sent_again(tmp_path: Path) -> None:
    # It may have been carried out: only who asked can say whether once more does harm.
    async with speaking(reply(HEALTH), None, reply(b'{"data": {"sessions": []}}')) as url:
        engine = await RemoteEngine.open(url, tmp_path)
        with pytest.raises(OperationError) as caught:
            await engine.call(ListSessions())
        assert caught.value.body.code == "unreachable"
        assert (await engine.call(ListSessions())).sessions == []
        await engine.close()


async def test_a_request_that_reached_nobody_is(tmp_path: Path, monkeypatch, home, fakes) -> None:
    from engine.operations.services import Services

    monkeypatch.setattr(connection, "_PAUSES", (0.0, 0.0))
    services = await Services.open(home, registry=fakes.registry())
    async with running(services) as served:
        engine = await RemoteEngine.open(served.url, tmp_path)
    with pytest.raises(OperationError, match="cannot be reached"):
        await engine.call(ListSessions())
    monkeypatch.setattr(connection, "_PAUSES", (0.01,) * 500)
    asking = asyncio.create_task(engine.call(ListSessions()))
    await asyncio.sleep(0)
    async with running(services, port=served.port):
        assert (await asyncio.wait_for(asking, 10)).sessions == []
    await engine.close()
    await services.close()


async def test_a_server_that_says_nothing_is_given_up(tmp_path: Path, monkeypatch) -> None:
    from engine.client import remote

    monkeypatch.setattr(remote, "ORDINARY", 0.01)
    error = await asked(tmp_path, b"")
    assert "did not answer in time" in error.body.message


async def test_after_closing_there_are_words_for_it(tmp_path: Path) -> None:
    async with speaking(reply(HEALTH)) as url:
        engine = await RemoteEngine.open(url, tmp_path)
        await engine.close()
        with pytest.raises(OperationError, match="closed"):
            await engine.call(ListSessions())
        assert [change async for change in engine.changes("x")] == []
