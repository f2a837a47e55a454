"""Who is let in at the door, how fast, and what a refusal looks like."""

import asyncio
import hmac
import logging
import time
from pathlib import Path
from typing import Any

import pytest

from engine.operations.services import Services
from engine.server import application as server_application
from engine.server.buckets import Buckets
from engine.server.limits import Limits
from engine.server.reach import Reach, asked_from
from tests.engine.access.people import People, people

OPEN = {"/health", "/ready"}


async def test_every_route_but_two_wants_a_token(team: People) -> None:
    routes = {**server_application.routes().openapi()["paths"], "/openapi.json": {"get": {}}}
    assert len(routes) > 100
    for declared, methods in routes.items():
        path = declared.replace("{digest}", "0" * 64)
        for method in methods:
            kind = "application/octet-stream" if path == "/api/uploads" else "application/json"
            reply = await team.http.request(method, path, content="{}", headers={"content-type": kind})
            assert (reply.status_code == 401) == (path not in OPEN), (method, path, reply.status_code)


async def test_a_401_says_what_to_do(team: People) -> None:
    wrong = ("", "Basic YTpi", "Bearer", "Bearer x", f"Token {team.tokens['ann']}", "Bearer é")
    for given in wrong[:4]:
        reply = await team.http.post(
            "/api/access/me", json={}, headers={"authorization": given.encode()} if given else {}
        )
        assert (reply.status_code, reply.json()["error"]["code"]) == (401, "unauthorized")
        assert "REROLL_TOKEN" in reply.json()["error"]["hint"]
        assert reply.headers["www-authenticate"] == "Bearer"
    two = [("authorization", f"Bearer {team.tokens['ann']}")] * 2
    assert (await team.http.post("/api/access/me", json={}, headers=two)).status_code == 401


async def test_without_a_token_in_the_store_nobody_is_asked_for_one_until_there_is(
    services: Services,
) -> None:
    async with people(services, names={}) as nobody:
        assert await nobody.told("", "access.me") == {"user": "", "role": "admin"}
        token = (await nobody.told("", "tokens.create", name="ann", role="viewer"))["token"]
        assert (await nobody.ask("", "access.me")).status_code == 401
        headers = {"authorization": f"bearer  {token}"}
        told = await nobody.http.post("/api/access/me", json={}, headers=headers)
        assert told.json()["data"] == {"user": "ann", "role": "viewer"}
    # That all have been revoked opens nothing again, also not to a server that starts anew.
    await services.tokens.revoke("", "ann")
    async with people(services, names={}) as nobody:
        assert (await nobody.ask("", "access.me")).status_code == 401
    async with people(services, names={}, asks="never") as nobody:
        assert (await nobody.ask("", "access.me")).status_code == 200


async def test_a_token_that_was_revoked_or_has_expired_opens_nothing(
    team: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = await team.told("ada", "tokens.create", name="eve", role="editor", seconds=60)
    headers = {"authorization": f"Bearer {made['token']}"}
    assert (await team.http.post("/api/access/me", json={}, headers=headers)).status_code == 200
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now + 61)
    assert (await team.http.post("/api/access/me", json={}, headers=headers)).status_code == 401
    monkeypatch.setattr(time, "time", lambda: now)
    assert (await team.http.post("/api/access/me", json={}, headers=headers)).status_code == 200
    await team.told("ada", "tokens.revoke", token_id=made["about"]["id"])
    assert (await team.http.post("/api/access/me", json={}, headers=headers)).status_code == 401
    assert (await team.ask("eve", "access.me")).status_code == 200  # her other one
    await team.told("ada", "tokens.revoke", name="eve")
    assert (await team.ask("eve", "access.me")).status_code == 401


async def test_tokens_are_compared_in_a_time_that_tells_nothing(
    team: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    compared: list[tuple[str, str]] = []

    def compare(one: str, other: str) -> bool:
        compared.append((one, other))
        return one == other

    monkeypatch.setattr(hmac, "compare_digest", compare)
    good = team.tokens["ann"]
    for token in (good, good[:-1] + ("a" if good[-1] != "a" else "b"), "reroll_00000000_" + "a" * 43, "x"):
        await team.services.tokens.find(token)
    # Whole hashes each time, whether or not there is such a token: never the token itself.
    assert [(len(one), len(other)) for one, other in compared] == [(64, 64)] * 4


async def test_a_token_is_nowhere_but_with_its_owner(
    team: People, home: Path, session_id: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    told: list[str] = []
    for name in ("ann", "vic", "ada"):
        for operation in ("access.me", "sessions.get", "tokens.list", "access.log", "audit.list"):
            request = {"session_id": session_id} if operation == "sessions.get" else {}
            told.append((await team.ask(name, operation, **request)).text)
    bad = team.tokens["ann"][:-4] + "AAAA"
    for _ in range(8):
        headers = {"authorization": f"Bearer {bad}"}
        told.append((await team.http.post("/api/access/me", json={}, headers=headers)).text)
    said = caplog.text + "".join(told)
    stored = b"".join(file.read_bytes() for file in home.rglob("*") if file.is_file())
    for token in (*team.tokens.values(), bad):
        secret = token.removeprefix(token[: len("reroll_12345678_")])
        assert secret not in said
        assert secret.encode() not in stored
    assert "too many wrong tokens from" in caplog.text


async def test_wrong_tokens_are_slowed_down_and_good_ones_are_not(services: Services) -> None:
    limits = Limits(failed_rate=0.001, failed_burst=3)
    async with people(services, limits, {"ann": "editor", "ada": "admin"}) as team:
        wrong = {"authorization": "Bearer reroll_00000000_" + "a" * 43}
        statuses = [
            (await team.http.post("/api/access/me", json={}, headers=wrong)).status_code for _ in range(5)
        ]
        assert statuses == [401, 401, 401, 429, 429]
        refused = await team.http.post("/api/access/me", json={}, headers=wrong)
        assert int(refused.headers["retry-after"]) > 100
        assert (await team.ask("ann", "access.me")).status_code == 200
        [entry] = [
            each for each in (await team.told("ada", "access.log"))["entries"] if each["kind"] == "refused"
        ]
        assert entry["subject"] == "127.0.0.1"


async def test_each_token_and_each_address_has_its_rate(services: Services) -> None:
    limits = Limits(token_rate=0.5, token_burst=3, address_rate=0.5, address_burst=8)
    async with people(services, limits, {"ann": "editor", "bob": "editor"}) as team:
        assert [(await team.ask("ann", "access.me")).status_code for _ in range(4)] == [200] * 3 + [429]
        slowed = await team.ask("ann", "access.me")
        assert slowed.json()["error"]["code"] == "too_many"
        assert slowed.headers["retry-after"] == "2"
        assert [(await team.ask("bob", "access.me")).status_code for _ in range(4)] == [200] * 3 + [429]
        assert (await team.ask("", "access.me")).json()["error"]["message"] == "This address asks too often."


def test_buckets_fill_again_and_forget_the_oldest() -> None:
    now = 0.0
    buckets = Buckets(2, 3, most=2, clock=lambda: now)
    assert [buckets.take("a") for _ in range(4)] == [0, 0, 0, 0.5]
    now = 0.5
    assert [buckets.take("a") for _ in range(2)] == [0, 0.5]
    now = 100
    assert [buckets.take("a") for _ in range(4)] == [0, 0, 0, 0.5]
    assert [buckets.take(key) for key in ("b", "c", "a")] == [0, 0, 0]  # a was forgotten


async def test_only_so_many_requests_of_a_token_wait(services: Services) -> None:
    async with people(services, Limits(waiting=2), {"ann": "editor"}) as team:
        with team.serving.admission.holding(await services.tokens.find(team.tokens["ann"])):
            path = "/api/sessions/x/changes"
            assert (await team.http.get(path, headers=team.headers("ann"))).status_code == 404
            with team.serving.admission.holding(await services.tokens.find(team.tokens["ann"])):
                refused = await team.http.get(path, headers=team.headers("ann"))
        assert (refused.status_code, refused.headers["retry-after"]) == (429, "5")
        assert (await team.http.get(path, headers=team.headers("ann"))).status_code == 404


async def ends(team: People, name: str, session_id: str, meanwhile: Any) -> str:
    """What a stream says before it ends because of what happens `meanwhile`."""
    path = f"/api/sessions/{session_id}/changes"
    reading = asyncio.create_task(team.http.get(path, headers=team.headers(name)))
    await asyncio.sleep(0)
    await meanwhile
    return (await asyncio.wait_for(reading, 10)).text


async def test_a_stream_ends_when_who_reads_it_may_no_longer(services: Services) -> None:
    names = {"ann": "editor", "bob": "editor", "ada": "admin"}
    async with people(services, Limits(heartbeat=0.01), names) as team:
        started = (await team.told("ann", "sessions.start", workflow="flow"))["id"]
        await team.told("ann", "sessions.share", session_id=started, user="bob", may="view")
        said = await ends(
            team, "bob", started, team.told("ann", "sessions.unshare", session_id=started, user="bob")
        )
        assert "session_started" in said
        assert said.rstrip().endswith("}")
        assert '"code":"not_found"' in said.split("event: error")[1]
        said = await ends(team, "ann", started, team.told("ada", "tokens.revoke", name="ann"))
        assert '"code":"unauthorized"' in said.split("event: error")[1]


async def test_headers_that_browsers_obey(services: Services) -> None:
    async with people(services, names={}) as plain:
        headers = (await plain.ask("", "access.me")).headers
        assert headers["referrer-policy"] == "no-referrer"
        assert headers["cross-origin-resource-policy"] == "same-origin"
        assert headers["content-security-policy"] == "default-src 'none'; frame-ancestors 'none'"
        assert "strict-transport-security" not in headers
    async with people(services, names={}, reach=Reach(https=True)) as secure:
        headers = (await secure.ask("", "access.me")).headers
        assert headers["strict-transport-security"] == "max-age=31536000"


async def test_it_answers_to_the_names_it_was_given_and_to_its_own_pages(services: Services) -> None:
    reach = Reach(names=frozenset({"prompts.example"}), https=True)
    async with people(services, names={}, reach=reach) as team:

        async def status(host: str, origin: str = "") -> int:
            headers = {"host": host, **({"origin": origin} if origin else {})}
            return (await team.http.get("/health", headers=headers)).status_code

        assert await status("prompts.example") == await status("PROMPTS.example:8377") == 200
        assert await status("localhost") == 200
        assert await status("other.example") == await status("10.0.0.1") == 403
        assert await status("prompts.example", "https://prompts.example") == 200
        assert await status("prompts.example", "http://prompts.example") == 403
        assert await status("prompts.example", "https://localhost") == 403


async def test_behind_a_proxy_the_last_hop_is_who_asks(services: Services) -> None:
    limits = Limits(address_rate=0.1, address_burst=2)
    async with people(services, limits, {"ann": "editor"}, reach=Reach(proxied=True)) as team:

        async def status(hops: str) -> int:
            headers = {**team.headers("ann"), "x-forwarded-for": hops}
            return (await team.http.post("/api/access/me", json={}, headers=headers)).status_code

        assert [await status("1.1.1.1, 9.9.9.9") for _ in range(3)] == [200, 200, 429]
        assert await status("9.9.9.9") == 429
        assert await status("9.9.9.9, 2.2.2.2") == 200
    assert asked_from("2001:db8:1:2:3:4:5:6") == "2001:db8:1:2::/64"
    assert asked_from("::ffff:9.9.9.9") == "::ffff:9.9.9.9"
    assert asked_from("9.9.9.9:1234") == "9.9.9.9"
    assert asked_from("not an address") == "not an address"


def test_openapi_says_how_a_token_is_shown() -> None:
    described = server_application.routes().openapi()
    assert described["components"]["securitySchemes"] == {"token": {"type": "http", "scheme": "bearer"}}
    assert described["security"] == [{"token": []}, {}]
    assert {"401", "403", "429"} <= set(described["paths"]["/api/sessions/get"]["post"]["responses"])
