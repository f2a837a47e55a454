"""Who may ask, how much, and what a refusal looks like."""

import asyncio
import json
import logging
import re
from collections.abc import AsyncIterator

import httpx
import pytest

from tests.engine.server.running import Running

JSON = {"content-type": "application/json"}
LIST = "/api/sessions/list"
ELSEWHERE = [
    "evil.example",
    "evil.example:8377",
    "127.0.0.1.evil.example",
    "localhost@evil.example",
    "10.0.0.1",
    "",
    "[",
]


async def test_a_name_that_points_here_from_elsewhere_is_refused(http: httpx.AsyncClient) -> None:
    for host in ELSEWHERE:
        reply = await http.post(LIST, content="{}", headers={**JSON, "host": host})
        assert (reply.status_code, reply.json()["error"]["code"]) == (403, "forbidden")


async def test_names_of_this_machine_are_answered_at_any_port(http: httpx.AsyncClient) -> None:
    for host in ("localhost:9999", "127.0.0.1", "[::1]:8377", "LOCALHOST"):
        assert (await http.get("/health", headers={"host": host})).status_code == 200


OTHER_PAGES = [
    {"origin": "http://evil.example"},
    {"origin": "null"},
    {"origin": "http://localhost:3000"},
    {"origin": "https://localhost"},
    {"sec-fetch-site": "cross-site"},
    {"sec-fetch-site": "same-site"},
]


async def test_pages_of_other_servers_are_refused(http: httpx.AsyncClient) -> None:
    for headers in OTHER_PAGES:
        for reply in (
            await http.get("/health", headers={"host": "localhost", **headers}),
            await http.post(LIST, content="{}", headers={"host": "localhost", **JSON, **headers}),
        ):
            assert (reply.status_code, reply.json()["error"]["code"]) == (403, "forbidden")
            assert "access-control-allow-origin" not in reply.headers


async def test_a_page_of_this_server_is_answered(http: httpx.AsyncClient, served: Running) -> None:
    headers = {"origin": served.url, "sec-fetch-site": "same-origin"}
    assert (await http.post(LIST, content="{}", headers={**JSON, **headers})).status_code == 200


async def test_two_hosts_are_none(served: Running) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", served.port)
    writer.write(b"GET /health HTTP/1.1\r\nhost: localhost\r\nhost: evil.example\r\n\r\n")
    assert (await reader.readline()).split()[1] in (b"400", b"403")
    writer.close()
    await writer.wait_closed()


async def test_what_a_form_of_another_page_can_send_is_no_request(http: httpx.AsyncClient) -> None:
    for kind in ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""]:
        reply = await http.post(LIST, content=b"{}", headers={"content-type": kind})
        assert (reply.status_code, reply.json()["error"]["code"]) == (415, "unsupported_media_type")


async def pieces(count: int) -> AsyncIterator[bytes]:
    for _ in range(count):
        yield b" " * 1024


async def test_a_body_that_is_too_large_is_refused_however_it_comes(http: httpx.AsyncClient) -> None:
    for reply in (
        await http.post(LIST, content=b" " * 65 * 1024, headers=JSON),
        await http.post(LIST, content=pieces(65), headers=JSON),
    ):
        assert (reply.status_code, reply.json()["error"]["code"]) == (413, "too_large")
    reply = await http.post(LIST, content=pieces(63), headers=JSON)
    assert reply.json()["error"]["code"] == "unprocessable"  # it was read: blanks are no JSON


async def test_what_is_no_request_is_said_in_the_envelope(http: httpx.AsyncClient) -> None:
    for body in ["{", "[]", "null", '"x"', '{"limit": "many"}', '{"unknown": 1}', "[" * 60_000]:
        reply = await http.post(LIST, content=body, headers=JSON)
        said = reply.json()
        assert reply.status_code in (400, 422)
        assert said["success"] is False
        assert set(said["error"]) == {"code", "message", "hint", "details"}


async def test_what_is_not_there_is_said_in_the_envelope(http: httpx.AsyncClient) -> None:
    missing = await http.post("/api/no/such", content="{}", headers=JSON)
    assert (missing.status_code, missing.json()["error"]["code"]) == (404, "not_found")
    wrong = await http.get(LIST)
    assert (wrong.status_code, wrong.json()["error"]["code"]) == (405, "method_not_allowed")


async def test_ids_of_requests_are_in_replies_errors_and_the_log(
    http: httpx.AsyncClient, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "reroll.server")
    drawn = await http.get("/health")
    assert re.fullmatch(r"[0-9a-f]{16}", drawn.headers["x-request-id"])
    given = await http.post("/api/no/such%1b[2J", content="{}", headers={**JSON, "x-request-id": "mine-1"})
    assert given.headers["x-request-id"] == given.json()["request_id"] == "mine-1"
    forged = await http.get("/health", headers={"x-request-id": "a b"})
    assert forged.headers["x-request-id"] != "a b"
    lines = [record.getMessage() for record in caplog.records if record.name == "reroll.server"]
    assert lines[0].startswith(f"{drawn.headers['x-request-id']} GET /health 200 ")
    assert lines[1].startswith("mine-1 POST /api/no/such")
    assert "\x1b" not in lines[1]


async def test_replies_are_not_kept_and_not_guessed_at(http: httpx.AsyncClient) -> None:
    headers = (await http.post(LIST, content="{}", headers=JSON)).headers
    assert headers["cache-control"] == "no-store"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["content-type"] == "application/json"
    assert "server" not in headers


async def test_health_and_readiness(http: httpx.AsyncClient, served: Running) -> None:
    assert (await http.get("/health")).json()["status"] == "ok"
    assert (await http.get("/ready")).json() == {"status": "ready"}
    served.serving.stopping.set()
    stopping = await http.get("/ready")
    assert (stopping.status_code, stopping.json()) == (503, {"status": "stopping"})
    assert json.loads((await http.get("/health")).content)["status"] == "ok"
