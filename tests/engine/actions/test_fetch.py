"""`fetch`: what goes out, what comes back, and servers that behave badly."""

import asyncio
import gzip
import ssl
from collections.abc import AsyncIterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from engine.actions.action import Item, LogLine, Outputs
from engine.actions.errors import ActionError
from engine.actions.fetch import Fetch
from engine.actions.fetching.conversation import Conversation
from engine.trust.code import read_code
from engine.trust.store import Trust
from tests.engine.actions.given import events_of, given, output_of
from tests.engine.fakes import PNG
from tests.servers.web_server import CERTIFICATES, Seen, WebServer, drip, endless, raw, reply

SECRET = "S3cret/value"


@pytest.fixture
async def server() -> AsyncIterator[WebServer]:
    async with WebServer() as made:
        yield made


@pytest.fixture
def names() -> dict[str, Sequence[str]]:
    """What the test's names resolve to."""
    return {}


@pytest.fixture
def trust(tmp_path: Path) -> Trust:
    return Trust(tmp_path / "home", tmp_path / "bundled")


@pytest.fixture
def fetch(trust: Trust, names: dict[str, Sequence[str]]) -> Fetch:
    return Fetch(trust, conversation(names))


def conversation(names: dict[str, Sequence[str]]) -> Conversation:
    async def resolve(host: str, _port: int) -> Sequence[str]:
        if host not in names:
            raise OSError(-2, "Name or service not known")
        return names[host]

    return Conversation(resolve, ssl.create_default_context(cafile=CERTIFICATES / "certificate.pem"))


def config(server: WebServer, path: str = "/", **more: Any) -> dict[str, Any]:
    return {
        "url": f"http://127.0.0.1:{server.port}{path}",
        "allow": [f"127.0.0.1:{server.port}"],
        "timeout": 20,
        **more,
    }


async def failure(fetch: Fetch, given_config: dict[str, Any], **more: Any) -> ActionError:
    with pytest.raises(ActionError) as caught:
        await events_of(fetch, given_config, **more)
    return caught.value


async def test_what_goes_out_is_templated_once(fetch: Fetch, server: WebServer) -> None:
    server.answer("/things/7", reply(b'{"ok": true}'))
    wanted = config(
        server,
        "/things/{{ values.id }}",
        method="{{ values.how }}",
        headers={"X-Note": "{{ user_feedback }}"},
        query={"q": "{{ user_feedback }}", "n": ["{{ values.id }}", 2], "gone": None},
        json={"note": "{{ user_feedback }}", "id": "{{ values.id }}"},
    )
    variables = {"values": {"id": 7, "how": "POST"}, "user_feedback": "{{ 7 * 7 }} & more"}

    assert await output_of(fetch, wanted, variables) == {"ok": True}

    [seen] = server.requests
    assert seen.method == "POST"
    assert seen.path.startswith("/things/7?q=")
    assert "49" not in seen.path
    assert seen.path.endswith("&n=7&n=2")
    assert seen.headers["x-note"] == "{{ 7 * 7 }} & more"
    assert seen.headers["content-type"] == "application/json"
    assert seen.body == b'{"note": "{{ 7 * 7 }} & more", "id": 7}'
    assert seen.headers["host"] == f"127.0.0.1:{server.port}"


async def test_a_text_is_decoded_and_made_harmless(fetch: Fetch, server: WebServer) -> None:
    server.answer("/", reply("caf\xe9 \x1b[2J".encode("latin-1"), kind="text/plain; charset=latin-1"))
    assert await output_of(fetch, config(server, expect="text", body="hello", method="PUT")) == "café [2J"
    assert server.requests[0].body == b"hello"


async def test_texts_inside_json_are_made_harmless(fetch: Fetch, server: WebServer) -> None:
    server.answer("/", reply(b'{"a\\u001b[1m": ["\\u202eevil"]}'))
    assert await output_of(fetch, config(server)) == {"a[1m": ["evil"]}


async def test_a_picture_becomes_a_result(fetch: Fetch, server: WebServer) -> None:
    server.answer("/p", reply(PNG, kind="application/octet-stream"))
    events = await events_of(fetch, config(server, "/p?size=2", expect="bytes"))
    source = f"http://127.0.0.1:{server.port}/p"
    log, item, outputs = events
    assert isinstance(log, LogLine)
    assert isinstance(item, Item)
    assert (item.kind, item.data, item.media_type, item.value) == (
        "image",
        PNG,
        "image/png",
        {"source": source},
    )
    assert outputs == Outputs(None, of_items=True)
    server.answer("/p", reply(b"<html>", kind="image/png"))
    assert (await failure(fetch, config(server, "/p", expect="bytes"))).code == "bad_reply"


async def test_the_output_is_held_to_its_schema(fetch: Fetch, server: WebServer) -> None:
    server.answer("/", reply(b'{"n": "x"}'))
    schema = {"type": "object", "properties": {"n": {"type": "integer"}}}
    assert (await failure(fetch, config(server, output_schema=schema))).code == "invalid_output"


@pytest.mark.parametrize(
    "host",
    [
        *("10.1.2.3", "192.168.0.9", "172.16.0.1", "127.0.0.1", "127.9.9.9", "169.254.169.254", "0.0.0.0"),
        *("100.64.0.1", "224.0.0.1", "240.0.0.1", "255.255.255.255", "192.0.2.1"),
        *("::1", "::", "fe80::1", "fc00::1", "fec0::1", "ff02::1", "::ffff:127.0.0.1", "64:ff9b::7f00:1"),
        *("2002:7f00:1::", "2001:db8::1"),
    ],
)
async def test_a_name_never_leads_to_a_private_address(fetch: Fetch, names: Any, host: str) -> None:
    names["api.test"] = [host]
    error = await failure(fetch, {"url": "https://api.test/", "allow": ["api.test", "*.test"]})
    assert (error.code, error.retryable) == ("not_allowed", False)
    names["api.test"] = ["93.184.216.34", host]
    assert (await failure(fetch, {"url": "http://api.test/", "allow": ["api.test"]})).code == "not_allowed"


@pytest.mark.parametrize(
    ("url", "allow"),
    [
        ("http://127.0.0.1:{port}/", ["localhost:{port}", "*.0.0.1:{port}"]),
        ("http://127.0.0.1:{port}/", ["127.0.0.1"]),
        ("http://127.0.0.1:{port}/", ["127.0.0.1:1"]),
        ("http://evil.test:{port}/", ["api.test:{port}"]),
        ("http://apixtest:{port}/", ["*.test:{port}"]),
        ("http://test:{port}/", ["*.test:{port}"]),
        ("http://api.test.evil:{port}/", ["*.test:{port}"]),
        ("http://api.test@127.0.0.1:{port}/", ["api.test:{port}"]),
        ("file:///etc/passwd", ["etc"]),
        ("gopher://127.0.0.1:{port}/", ["127.0.0.1:{port}"]),
        ("//127.0.0.1:{port}/", ["127.0.0.1:{port}"]),
        ("http:///nothing", ["nothing"]),
        ("http://[::1/", ["[::1]"]),
    ],
)
async def test_what_the_list_does_not_name_is_not_asked(
    fetch: Fetch, server: WebServer, names: Any, url: str, allow: list[str]
) -> None:
    for name in ("evil.test", "api.test", "apixtest", "test", "api.test.evil"):
        names[name] = ["127.0.0.1"]
    wanted = {"url": url.format(port=server.port), "allow": [each.format(port=server.port) for each in allow]}
    assert (await failure(fetch, wanted)).code in ("not_allowed", "bad_url")
    assert server.requests == []


async def test_a_private_address_that_is_listed_is_asked(fetch: Fetch, server: WebServer, names: Any) -> None:
    server.answer("/", reply(b"1"))
    names |= {"nas.test": ["127.0.0.1"], "localhost": ["127.0.0.1"]}
    port = server.port
    listed = [f"nas.test:{port}", f"127.0.0.1:{port}"]
    assert await output_of(fetch, {"url": f"http://nas.test:{port}/", "allow": listed}) == 1
    assert server.requests[0].headers["host"] == f"nas.test:{port}"
    assert await output_of(fetch, {"url": f"http://localhost:{port}/", "allow": [f"localhost:{port}"]}) == 1


async def test_a_name_is_looked_up_once(trust: Trust, server: WebServer) -> None:
    """A name that leads elsewhere at the second look-up has nothing to win."""
    server.answer("/", reply(b"1"))
    asked: list[str] = []

    async def resolve(host: str, _port: int) -> Sequence[str]:
        asked.append(host)
        return ["127.0.0.1"] if len(asked) == 1 else ["10.0.0.1"]

    allow = [f"api.test:{server.port}", f"127.0.0.1:{server.port}"]
    fetch = Fetch(trust, Conversation(resolve))
    assert await output_of(fetch, {"url": f"http://api.test:{server.port}/", "allow": allow}) == 1
    assert asked == ["api.test"]


async def test_redirects_are_followed_and_checked(fetch: Fetch, server: WebServer, names: Any) -> None:
    port = server.port
    names |= {"one.test": ["127.0.0.1"], "two.test": ["127.0.0.1"]}
    allow = [f"one.test:{port}", f"two.test:{port}", f"127.0.0.1:{port}"]
    server.answer("/a", reply(status=302, location="b?x=1"))
    server.answer("/b", reply(status=307, location=f"http://two.test:{port}/c"))
    server.answer("/c", reply(b'"there"'))
    wanted = {"url": f"http://one.test:{port}/a", "allow": allow, "headers": {"Authorization": "Bearer x"}}

    assert await output_of(fetch, wanted) == "there"

    hops = [
        (seen.path, seen.headers["host"].split(":")[0], "authorization" in seen.headers)
        for seen in server.requests
    ]
    assert hops == [("/a", "one.test", True), ("/b?x=1", "one.test", True), ("/c", "two.test", False)]


@pytest.mark.parametrize(
    ("status", "method", "becomes", "body"),
    [
        (303, "PUT", "GET", b""),
        (302, "POST", "GET", b""),
        (307, "POST", "POST", b"{}"),
        (308, "PUT", "PUT", b"{}"),
    ],
)
async def test_what_a_redirect_makes_of_a_request(
    fetch: Fetch, server: WebServer, status: int, method: str, becomes: str, body: bytes
) -> None:
    server.answer("/a", reply(status=status, location="/b"))
    server.answer("/b", reply(b"1"))
    await output_of(fetch, config(server, "/a", method=method, json={}))
    assert (server.requests[1].method, server.requests[1].body) == (becomes, body)


@pytest.mark.parametrize(
    "location",
    [
        "http://10.0.0.1/",
        "http://inner.test:{port}/x",
        "http://unlisted.test/",
        "file:///x",
        "http://u:p@127.0.0.1:{port}/",
    ],
)
async def test_a_redirect_to_what_may_not_be_asked(
    fetch: Fetch, server: WebServer, names: Any, location: str
) -> None:
    names |= {"inner.test": ["10.0.0.1"], "unlisted.test": ["93.184.216.34"]}
    server.answer("/", reply(status=302, location=location.format(port=server.port)))
    wanted = config(server)
    wanted["allow"] = [*wanted["allow"], f"inner.test:{server.port}"]
    assert (await failure(fetch, wanted)).code in ("not_allowed", "bad_url")
    assert len(server.requests) == 1


async def test_a_circle_of_redirects_ends(fetch: Fetch, server: WebServer) -> None:
    server.answer("/", reply(status=302, location="/"))
    assert (await failure(fetch, config(server))).code == "redirects"
    assert len(server.requests) == 6


@pytest.mark.parametrize(
    ("status", "retryable"), [(400, False), (404, False), (408, True), (429, True), (503, True), (501, False)]
)
async def test_a_refusal_is_told(fetch: Fetch, server: WebServer, status: int, retryable: bool) -> None:
    server.answer("/", reply(b"<b>\x1b]0;no\x07\n  way</b>" + b"!" * 9000, status=status, kind="text/html"))
    error = await failure(fetch, config(server))
    assert (error.code, error.retryable) == (f"http_{status}", retryable)
    assert "<b>]0;no way</b>!!!" in error.message
    assert len(error.message) < 500


async def test_an_answer_that_is_too_large_is_cut_off(fetch: Fetch, server: WebServer) -> None:
    server.answer("/", endless)
    assert (await failure(fetch, config(server, expect="text", max_bytes=100_000))).code == "too_large"
    async with asyncio.timeout(10):
        await server.closed.wait()


async def test_a_packed_bomb_is_not_unpacked(fetch: Fetch, server: WebServer) -> None:
    bomb = gzip.compress(b"0" * 50_000_000)
    server.answer("/", reply(bomb, content_encoding="gzip"))
    assert (await failure(fetch, config(server, max_bytes=100_000))).code == "too_large"
    server.answer("/", reply(gzip.compress(b'"packed"'), content_encoding="gzip"))
    assert await output_of(fetch, config(server)) == "packed"


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\n[1,", "bad_reply"),
        (b"HTTP/1.1 200 OK\r\n\r\n[1,", "bad_reply"),
        (b"HTTP/1.1 200 OK\r\n\r\n[NaN]", "bad_reply"),
        (b"HTTP/1.1 200 OK\r\n\r\n" + b"[" * 100_000, "bad_reply"),
        (b"HTTP/1.1 200 OK\r\n\r\n" + b"[" * 500 + b"]" * 500, "bad_reply"),
        (b"HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\n\r\nnot gzip", "bad_reply"),
        (b"HTTP/1.1 200 OK\r\ncontent-encoding: br\r\n\r\n{}", "bad_reply"),
        (
            b"HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\n\r\n" + gzip.compress(b"[1, 2]", mtime=0)[:-9],
            "bad_reply",
        ),
        (b"SSH-2.0-OpenSSH\r\n\r\n", "bad_reply"),
        (b"", "bad_reply"),
    ],
    ids=range(10),
)
async def test_answers_that_are_none(fetch: Fetch, server: WebServer, data: bytes, code: str) -> None:
    server.answer("/", raw(data))
    assert (await failure(fetch, config(server))).code == code


async def test_a_server_that_drips_is_given_up(fetch: Fetch, server: WebServer) -> None:
    server.answer("/", drip)
    error = await failure(fetch, config(server, timeout=0.3))
    assert (error.code, error.retryable) == ("timeout", True)


async def test_nobody_there(fetch: Fetch, server: WebServer) -> None:
    async with WebServer() as gone:
        pass
    assert (await failure(fetch, config(gone))).code == "unreachable"
    error = await failure(fetch, {"url": "https://nowhere.test", "allow": ["nowhere.test"]})
    assert (error.code, error.retryable) == ("unreachable", True)


async def test_cancelling_closes_the_connection(fetch: Fetch, server: WebServer) -> None:
    server.answer("/", drip)
    task = asyncio.create_task(events_of(fetch, config(server)))
    async with asyncio.timeout(10):
        await server.arrived.wait()
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
        await server.closed.wait()


async def test_certificates_are_those_of_the_name(trust: Trust, names: Any) -> None:
    names |= {"secure.test": ["127.0.0.1"], "other.test": ["127.0.0.1"]}
    async with WebServer(secure=True) as server:
        server.answer("/", reply(b"1"))
        port = server.port
        allow = [f"secure.test:{port}", f"other.test:{port}", f"127.0.0.1:{port}"]
        fetch = Fetch(trust, conversation(names))
        assert await output_of(fetch, {"url": f"https://secure.test:{port}/", "allow": allow}) == 1
        error = await failure(fetch, {"url": f"https://other.test:{port}/", "allow": allow})
        assert (error.code, error.retryable) == ("tls", False)
        strict = Fetch(trust, Conversation(conversation(names).resolve))
        assert (await failure(strict, {"url": f"https://secure.test:{port}/", "allow": allow})).code == "tls"
        plain = await failure(fetch, {"url": f"http://secure.test:{port}/", "allow": allow})
        assert plain.code in ("bad_reply", "unreachable")
    assert len(server.requests) == 1


async def test_a_server_without_tls(fetch: Fetch) -> None:
    async def say(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\n\r\n")
        writer.close()

    async with await asyncio.start_server(say, "127.0.0.1", 0) as plain:
        host = f"127.0.0.1:{plain.sockets[0].getsockname()[1]}"
        assert (await failure(fetch, {"url": f"https://{host}/", "allow": [host]})).code == "tls"


@pytest.fixture
def flow(tmp_path: Path, trust: Trust, server: WebServer, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that may send `REROLL_TEST_KEY` to the server."""
    monkeypatch.setenv("REROLL_TEST_KEY", SECRET)
    folder = tmp_path / "flow"
    folder.mkdir()
    trust.grant(read_code(folder), {"REROLL_TEST_KEY": [f"127.0.0.1:{server.port}"]})
    return folder


HEADERS = {"Authorization": {"env": "REROLL_TEST_KEY", "prefix": "Bearer "}}


async def echo(seen: Seen, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    status = int(seen.path.strip("/"))
    said = f'{{"you sent": "{seen.headers["authorization"]}", "{SECRET}": 1}}'.encode()
    await reply(said, status=status, location=f"http://{quote(SECRET, safe='')}.test/")(seen, reader, writer)


@pytest.mark.parametrize("status", [200, 302, 401, 500])
async def test_a_secret_goes_out_and_is_told_nowhere(
    fetch: Fetch, server: WebServer, flow: Path, status: int
) -> None:
    server.answer(f"/{status}", echo)
    told: list[Any] = []
    try:
        told += await events_of(fetch, config(server, f"/{status}", headers=HEADERS), folder=flow)
    except ActionError as error:
        told += [error.code, error.message, error.hint, str(error), error.__cause__]
    assert server.requests[0].headers["authorization"] == f"Bearer {SECRET}"
    assert told
    assert SECRET not in repr(told)
    assert SECRET.lower() not in repr(told)
    assert quote(SECRET, safe="").lower() not in repr(told)


async def test_a_secret_cut_in_two_is_told_nowhere(fetch: Fetch, server: WebServer, flow: Path) -> None:
    body = (SECRET * 400).encode()
    server.answer("/", reply(body, status=400))
    error = await failure(fetch, config(server, headers=HEADERS), folder=flow)
    assert SECRET[:3] not in error.message


async def test_a_secret_goes_only_where_it_was_trusted_to_go(
    fetch: Fetch, server: WebServer, trust: Trust, flow: Path, tmp_path: Path
) -> None:
    server.answer("/", reply(b"1"))
    wanted = config(server, headers=HEADERS)
    more = {**wanted, "allow": [*wanted["allow"], "evil.example"]}
    other = {**wanted, "headers": {"X": {"env": "HOME"}}}
    assert (await failure(fetch, more, folder=flow)).code == "untrusted"
    assert (await failure(fetch, other, folder=flow)).code == "untrusted"
    assert (await failure(fetch, wanted, folder=tmp_path)).code == "untrusted"
    assert (await failure(fetch, wanted)).code == "untrusted"
    (flow / "actions.py").write_text("# new")
    assert (await failure(fetch, wanted, folder=flow)).code == "untrusted"
    assert server.requests == []


async def test_a_variable_that_is_not_set(
    fetch: Fetch, server: WebServer, flow: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("REROLL_TEST_KEY")
    error = await failure(fetch, config(server, headers=HEADERS), folder=flow)
    assert (error.code, "REROLL_TEST_KEY" in error.message) == ("missing_environment", True)


async def test_a_header_cannot_be_broken_out_of(fetch: Fetch, server: WebServer) -> None:
    wanted = config(server, headers={"X-Note": "{{ user_feedback }}"})
    with pytest.raises(ActionError) as caught:
        await events_of(fetch, wanted, {"user_feedback": "a\r\nX-Evil: 1"})
    assert caught.value.code == "bad_input"
    assert server.requests == []


async def test_proxies_of_the_environment_are_not_asked(
    fetch: Fetch, server: WebServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.answer("/", reply(b"1"))
    async with WebServer() as proxy:
        monkeypatch.setenv("HTTP_PROXY", f"http://127.0.0.1:{proxy.port}")
        monkeypatch.setenv("ALL_PROXY", f"http://127.0.0.1:{proxy.port}")
        assert await output_of(fetch, config(server)) == 1
        assert proxy.requests == []


def test_the_config_is_not_rendered_twice(fetch: Fetch, server: WebServer) -> None:
    made = given(fetch, config(server, "/{{ user_feedback }}"), {"user_feedback": "{{ state.secret }}"})
    assert made.config.model_dump()["url"].endswith("/{{ state.secret }}")
