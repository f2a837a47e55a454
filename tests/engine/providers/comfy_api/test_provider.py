import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import aclosing
from typing import Any

import pytest

from engine.providers.comfy_api.provider import ComfyApi
from engine.providers.comfy_api.refusals import refused
from engine.providers.comfyui.node_errors import GraphRefused
from engine.providers.errors import ProviderError, Wrong
from engine.providers.hosted.polling import Polling
from engine.providers.http.auth import Auth
from engine.providers.http.client import Http
from engine.providers.http.limits import Limits
from engine.providers.http.retries import Retries
from engine.providers.media import MediaEvent, MediaItem, MediaPreview, MediaProgress, MediaRequest
from tests.engine.providers.contract_media.pictures import picture
from tests.engine.providers.http.fake_time import FakeTime
from tests.servers.comfy_api_server import ComfyApiServer
from tests.servers.web_server import Handler, raw, reply

TREE = MediaRequest("a tree", seed=5, model="dream.safetensors", idempotency_key="k")


@pytest.fixture
async def server() -> AsyncIterator[ComfyApiServer]:
    async with ComfyApiServer() as running:
        running.pictures = [picture(number) for number in range(4)]
        yield running


def client(server: ComfyApiServer, time: FakeTime | None = None) -> ComfyApi:
    time, attempts = (time, 3) if time else (FakeTime(), 1)
    http = Http(
        f"http://127.0.0.1:{server.port}",
        name="comfy",
        auth=Auth.bearer("secret-0123456789"),
        retries=Retries(attempts=attempts, sleep=time.sleep),
        limits=Limits(max_concurrency=1, clock=time, sleep=time.sleep),
        refused=refused,
    )
    return ComfyApi("comfy", http, polling=Polling(first=0.01, growth=1))


async def collect(provider: ComfyApi, request: MediaRequest = TREE) -> list[MediaEvent]:
    async with asyncio.timeout(20), aclosing(provider.generate("txt2img", request)) as events:
        return [event async for event in events]


def items(events: list[MediaEvent]) -> list[MediaItem]:
    return [event for event in events if isinstance(event, MediaItem)]


async def failure(server: ComfyApiServer, request: MediaRequest = TREE) -> ProviderError:
    with pytest.raises(ProviderError) as caught:
        await collect(client(server), request)
    return caught.value


def error(code: str, message: str = "no", **details: Any) -> bytes:
    return json.dumps({"error": {"code": code, "message": message, "details": details}}).encode()


async def test_each_item_is_a_job_with_a_key_of_its_own(server: ComfyApiServer) -> None:
    request = MediaRequest("a tree", count=3, seed=5, model="dream.safetensors", idempotency_key="k")
    made = items(await collect(client(server), request))
    assert sorted(server.keys) == ["k-0", "k-1", "k-2"]
    seeds = [workflow["5"]["inputs"]["seed"] for workflow in server.workflows]
    assert {item.seed: item.data for item in made} == {
        seed: picture(number) for number, seed in enumerate(seeds)
    }
    assert sorted(seeds) == [5, 6, 7]
    assert {item.model for item in made} == {"dream.safetensors"}


async def test_events_tell_progress_and_previews(server: ComfyApiServer) -> None:
    server.preview = picture(9, "JPEG")
    events = await collect(client(server))
    assert MediaProgress(None, "waiting, at place 3") in events
    assert MediaProgress(0.25, "Loader") in events
    previews = [event for event in events if isinstance(event, MediaPreview)]
    assert [(each.data, each.media_type) for each in previews] == [(server.preview, "image/jpeg")]


async def test_events_that_break_off_leave_the_asking(server: ComfyApiServer) -> None:
    server.cuts_events = True
    events = await collect(client(server))
    assert MediaProgress(0.5, "KSampler 10/20") in events
    assert len(items(events)) == 1


async def test_a_server_without_events_is_asked_for_them_once(server: ComfyApiServer) -> None:
    server.events = False
    provider = client(server)
    for key in ("a", "b"):
        await collect(provider, MediaRequest("x", model="dream", idempotency_key=key))
    assert sum(seen.path.endswith("/events") for seen in server.requests) == 1


async def test_a_full_queue_is_waited_for(server: ComfyApiServer) -> None:
    start, time = server._start, FakeTime()
    answers: list[Handler] = [reply(error("queue_full"), status=429, retry_after="7"), start]

    async def in_turn(*exchange: Any) -> None:
        await answers.pop(0)(*exchange)

    server.answer("/api/v2/jobs", in_turn)
    assert len(items(await collect(client(server, time)))) == 1
    assert sum(time.naps) >= 7
    assert server.keys == ["k-0"]


async def test_a_key_that_was_used_is_not_tried_again(server: ComfyApiServer) -> None:
    server.keys = ["k-0"]
    refusal = await failure(server)
    assert (refusal.code, server.workflows) == ("bad_request", [])
    assert "look there" in refusal.hint


@pytest.mark.parametrize("answer", [raw(b""), reply(error("upstream_error"), status=500)])
async def test_an_unknown_outcome_is_not_sent_again(server: ComfyApiServer, answer: Handler) -> None:
    server.answer("/api/v2/jobs", answer)
    with pytest.raises(ProviderError) as caught:
        await collect(client(server, FakeTime()))
    assert len(server.requests) == 1
    assert "may have begun" in caught.value.hint


async def test_an_invalid_workflow_is_told_by_field(server: ComfyApiServer) -> None:
    nodes = {"5": [{"field": "steps", "reason": "value_too_small"}], "9": 3}
    server.refusal = reply(error("invalid_workflow", "invalid", node_errors=nodes), status=422)
    refusal = await failure(server)
    assert isinstance(refusal, GraphRefused)
    assert refusal.details == (Wrong("steps", "value too small"),)
    assert "steps: value too small" in refusal.message


async def test_an_expired_address_is_asked_for_anew(server: ComfyApiServer) -> None:
    server.expired = {"files"}
    (item,) = items(await collect(client(server)))
    assert item.data == picture(0)


async def test_links_to_other_servers_get_no_key(server: ComfyApiServer) -> None:
    own = server.job

    def foreign(number: int) -> dict[str, Any]:
        elsewhere = dict.fromkeys(("self", "events", "cancel"), "http://192.0.2.1/steal")
        return {**own(number), "urls": elsewhere}

    server.job = foreign  # type: ignore[method-assign]
    assert len(items(await collect(client(server)))) == 1


async def test_a_node_that_fails_is_named(server: ComfyApiServer) -> None:
    server.failure = {"code": "node_execution_error", "message": "out of memory", "node_id": "5"}
    refusal = await failure(server)
    assert "KSampler (node 5) failed" in refusal.message


async def test_a_job_that_was_cancelled_elsewhere(server: ComfyApiServer) -> None:
    server.cancelled.set()
    assert "cancelled" in (await failure(server)).message


async def test_a_job_that_the_server_has_forgotten(server: ComfyApiServer) -> None:
    server.events = False
    server._look = reply(b"{}", status=404)  # type: ignore[method-assign]
    refusal = await failure(server)
    assert "does not know the job" in refusal.message


async def test_a_checkpoint_has_to_be_named(server: ComfyApiServer) -> None:
    refusal = await failure(server, MediaRequest("x"))
    assert (refusal.code, server.requests) == ("bad_request", [])
    assert "model" in refusal.hint
