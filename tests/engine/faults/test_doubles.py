"""Requests that come twice, at once, or in another order than they were sent. See docs/faults.md."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from engine.operations.services import Services
from tests.engine.fakes import Fakes, write_flow
from tests.engine.server.running import Running, running

AT_ONCE = 12


@pytest.fixture
async def servers(home: Path, fakes: Fakes) -> AsyncIterator[list[Running]]:
    """Two servers on one store, as behind a load balancer."""
    write_flow(home / "workflows" / "flow")
    opened = [await Services.open(home, registry=fakes.registry()) for _ in range(2)]
    async with running(opened[0]) as one, running(opened[1]) as other:
        yield [one, other]
    for services in opened:
        await services.close()


@pytest.fixture
async def clients(servers: list[Running]) -> AsyncIterator[list[httpx.AsyncClient]]:
    made = [
        httpx.AsyncClient(base_url=each.url, trust_env=False, verify=False, timeout=30) for each in servers
    ]
    yield made
    for client in made:
        await client.aclose()


async def asked(client: httpx.AsyncClient, path: str, **body: Any) -> dict[str, Any]:
    reply = await client.post(path, json=body)
    return {"status": reply.status_code, **reply.json()}


async def test_one_key_many_times_at_once_is_one_run(clients: list[httpx.AsyncClient], fakes: Fakes) -> None:
    started = (await asked(clients[0], "/api/sessions/start", workflow="flow"))["data"]
    body = {
        "session_id": started["id"],
        "interaction_id": started["interaction"]["id"],
        "action_id": "now",
        "values": {"subject": "x"},
        "idempotency_key": "once",
    }
    replies = await asyncio.gather(
        *(asked(clients[number % 2], "/api/executions/run", **body) for number in range(AT_ONCE))
    )
    assert {reply["status"] for reply in replies} == {200}
    assert len({reply["data"]["id"] for reply in replies}) == 1
    assert fakes.action.runs == 1
    # Long after it ended, too: a reply that was lost is asked for again.
    again = await asked(clients[1], "/api/executions/run", **body)
    assert again["data"]["id"] == replies[0]["data"]["id"]
    assert fakes.action.runs == 1


async def test_a_cancel_that_overtakes_or_comes_twice_does_no_harm(
    clients: list[httpx.AsyncClient], fakes: Fakes
) -> None:
    started = (await asked(clients[0], "/api/sessions/start", workflow="flow"))["data"]
    run = {
        "session_id": started["id"],
        "interaction_id": started["interaction"]["id"],
        "action_id": "now",
        "values": {},
        "idempotency_key": "k",
    }
    early = await asked(clients[1], "/api/executions/cancel", execution_id="not-yet")
    assert early["status"] == 404
    done = (await asked(clients[0], "/api/executions/run", **run))["data"]
    for client in clients:
        late = await asked(client, "/api/executions/cancel", execution_id=done["id"])
        assert (late["status"], late["data"]["status"]) == (200, "completed")


async def test_saves_in_another_order_never_mix(clients: list[httpx.AsyncClient]) -> None:
    """The last one that came in holds, whole."""
    started = (await asked(clients[0], "/api/sessions/start", workflow="flow"))["data"]
    page = {"session_id": started["id"], "interaction_id": started["interaction"]["id"]}
    values = [{"subject": f"s{number}", "mood": f"m{number}"} for number in range(AT_ONCE)]
    replies = await asyncio.gather(
        *(
            asked(clients[number % 2], "/api/interactions/save-draft", **page, values=each)
            for number, each in enumerate(values)
        )
    )
    kept = await asked(clients[1], "/api/interactions/get", **page)
    assert 200 in {reply["status"] for reply in replies}
    assert kept["data"]["draft"]["values"] in values
