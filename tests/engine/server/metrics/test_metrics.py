"""The numbers: what is counted, under which labels, and what nobody may put among them."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families

from engine.actions.action import ActionEvent, ActionInput
from engine.operations.services import Services
from engine.server.metrics.exporting import exporting
from engine.server.metrics.known_names import KnownNames
from engine.server.metrics.measures import Measures
from engine.store.errors import StorageError
from tests.engine.fakes import Gate
from tests.engine.page import Page
from tests.engine.server.conftest import LIMITS
from tests.engine.server.running import Running, running

Labels = dict[str, str]


async def numbers(http: httpx.AsyncClient) -> dict[tuple[str, frozenset[tuple[str, str]]], float]:
    reply = await http.get("/metrics")
    assert reply.headers["content-type"].startswith("text/plain; version=0.0.4")
    return parsed(reply.text)


def parsed(text: str) -> dict[tuple[str, frozenset[tuple[str, str]]], float]:
    return {
        (sample.name, frozenset(sample.labels.items())): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def value(found: dict[tuple[str, frozenset[tuple[str, str]]], float], name: str, **labels: str) -> float:
    return found.get((name, frozenset(labels.items())), 0.0)


async def test_requests_are_counted_by_the_route_as_it_is_declared(
    http: httpx.AsyncClient, page: Page
) -> None:
    for number in range(3):
        await http.post(f"/workflow/secret-{number}/sub-action", json={})
        await http.get(f"/secret-{number}")
    await http.get("/health", headers={"host": "secret.example"})
    reply = await http.get("/metrics")
    found = parsed(reply.text)
    route = "/workflow/{session_id}/sub-action"
    requests = "reroll_http_requests_total"
    assert value(found, requests, method="POST", route=route, status="422") == 3
    assert value(found, requests, method="GET", route="none", status="404") == 3
    assert value(found, requests, method="GET", route="none", status="403") == 1
    assert value(found, requests, method="POST", route="/api/sessions/start", status="200") == 1
    assert value(found, "reroll_http_request_seconds_count", route="/api/sessions/start") == 1
    assert value(found, "reroll_store_up") == 1
    assert value(found, "process_resident_memory_bytes") > 0
    assert "secret" not in reply.text
    assert page.session_id not in reply.text


async def test_executions_are_counted_when_they_end_and_streams_while_they_are_read(
    http: httpx.AsyncClient, page: Page
) -> None:
    page.fakes.action.play = gate = Gate()
    execution = await page.press("run")
    await gate.there.wait()
    route = "/api/executions/{execution_id}/events"
    ended = {"action": "fake.run", "provider": "", "status": "completed"}
    async with http.stream("GET", f"/api/executions/{execution.id}/events") as reply:
        lines = reply.aiter_lines()
        await anext(lines)
        found = await numbers(http)
        assert value(found, "reroll_streams_open", route=route) == 1
        assert value(found, "reroll_queue_running", lane="fake.run") == 1
        assert value(found, "reroll_executions_ended_total", **ended) == 0
        gate.go.set()
        async for _ in lines:
            pass
    found = await numbers(http)
    assert value(found, "reroll_streams_open", route=route) == 0
    assert value(found, "reroll_executions_ended_total", **ended) == 1
    assert value(found, "reroll_execution_seconds_count", **ended) == 1
    # Text that was held back and the end; the beginning was there before the stream and is not late.
    assert 1 <= value(found, "reroll_event_lag_seconds_count") <= 2
    assert value(found, "reroll_http_request_seconds_count", route=route) == 0


async def test_what_fails_and_what_waits_is_counted(http: httpx.AsyncClient, page: Page) -> None:
    async def fall(_given: ActionInput) -> AsyncIterator[ActionEvent]:
        raise RuntimeError("the painter fell")
        yield

    page.fakes.action.play = fall  # type: ignore[assignment]
    await page.run("run")
    await http.post("/api/queue/pause", json={})
    waiting = [await page.press("queue", key=str(number)) for number in range(2)]
    assert [each.status for each in waiting] == ["queued", "queued"]
    found = await numbers(http)
    failed = {"action": "fake.run", "provider": "", "status": "failed"}
    assert value(found, "reroll_executions_ended_total", **failed) == 1
    assert value(found, "reroll_queue_waiting", lane="fake.run") == 2
    assert 0 <= value(found, "reroll_queue_oldest_seconds") < 60
    assert value(found, "reroll_queue_paused") == 1


async def test_a_store_that_does_not_answer_is_a_number(
    http: httpx.AsyncClient, services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def full(*_: object) -> None:
        raise StorageError("disk_full", "There is no room.")

    monkeypatch.setattr(services.database, "all", full)
    assert (await http.post("/api/sessions/list", json={})).status_code == 500
    found = await numbers(http)
    assert value(found, "reroll_store_up") == 0
    assert value(found, "reroll_store_errors_total", code="disk_full") == 1
    assert not [name for name, _ in found if name.startswith("reroll_queue")]


async def test_two_servers_in_one_program_count_for_themselves(
    http: httpx.AsyncClient, served: Running
) -> None:
    async with running(served.serving.services, LIMITS) as other:
        await http.get("/health")
        async with httpx.AsyncClient(base_url=other.url, trust_env=False, verify=False) as http_of_other:
            found = await numbers(http_of_other)
    assert value(found, "reroll_http_requests_total", method="GET", route="/health", status="200") == 0


async def test_names_that_documents_make_up_are_one_label(services: Services) -> None:
    names = KnownNames(services)
    assert [names.action(each) for each in ("fake.run", "evil", "fake.run2")] == [
        "fake.run",
        "other",
        "other",
    ]
    patterns = [name for name in services.registry.names() if "*" in name]
    assert [names.action(each.replace("*", "anything")) for each in patterns] == patterns
    assert [names.provider(each) for each in ("", "sketch", "evil")] == ["", "sketch", "other"]
    assert names.lane("evil", "worse") == "other/other"


async def test_a_worker_has_its_numbers_on_a_port(services: Services, home: Path) -> None:
    async with (
        exporting(services, 0) as port,
        httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", trust_env=False, verify=False) as http,
    ):
        assert value(await numbers(http), "reroll_store_up") == 1
        assert (await http.get("/health")).json() == {"status": "ok"}
        assert (await http.get("/etc/passwd")).status_code == 404
        assert (await http.post("/metrics")).status_code == 404
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(b"x" * 20_000)
        assert await reader.read() == b""
        writer.close()


async def test_the_numbers_of_nothing_are_read_without_a_server(services: Services) -> None:
    assert b"reroll_store_up 1.0" in await Measures().text(services)
