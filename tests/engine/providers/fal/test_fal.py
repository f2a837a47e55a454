import json
from collections.abc import AsyncIterator
from typing import Any

import pytest

from engine.providers.errors import ProviderError
from engine.providers.fal.app_name import app_path, queue_path
from engine.providers.fal.output import FalFile, files_in
from engine.providers.fal.provider import Fal, fal_refusal
from engine.providers.fal.queue_status import queue_progress
from engine.providers.http.limits import Limits
from engine.providers.http.retries import Retries
from engine.providers.media import MediaProgress, MediaRequest
from engine.providers.picture import Picture
from tests.engine.providers.hosted.fakes import FAST, collect, http, items, words
from tests.engine.providers.http.fake_time import FakeTime
from tests.servers.fal_server import MODEL, FalServer
from tests.servers.web_server import reply


@pytest.fixture
async def server() -> AsyncIterator[FalServer]:
    async with FalServer() as running:
        yield running


def fal(server: FalServer, **options: Any) -> Fal:
    return Fal("fal", http(server, refused=fal_refusal, **options), model=MODEL, priority="low", polling=FAST)


async def test_addresses_are_made_again_on_the_base_url(server: FalServer) -> None:
    events = await collect(fal(server), MediaRequest("a", seed=4))
    (item,) = items(events)
    assert (item.remote_id, item.model, item.usage) == ("job-1", MODEL, {"seconds": 1.5, "units": 0.5})
    asked = [seen.path for seen in server.requests]
    assert asked[:2] == [f"/{MODEL}", "/fal-ai/flux/requests/job-1/status?logs=1"]
    assert server.requests[0].headers["x-fal-queue-priority"] == "low"
    assert words(events) == ["sending", "1 before it in the queue", "running"]


async def test_each_picture_has_a_seed_of_its_own(server: FalServer) -> None:
    made = items(
        await collect(fal(server), MediaRequest("a", count=2, params={"seed": 7, "image_size": "square"}))
    )
    assert sorted(item.seed for item in made) == [7, 8]
    assert {job.body["image_size"] for job in server.jobs.values()} == {"square"}


async def test_a_seed_that_nobody_told(server: FalServer) -> None:
    server.tells_seed = False
    (item,) = items(await collect(fal(server), MediaRequest("a", seed=4), "predict"))
    assert "seed" not in server.jobs["job-1"].body
    assert (item.seed, item.facts["seed"]) == (0, None)


async def test_what_the_safety_check_flagged(server: FalServer) -> None:
    server.flags = [True]
    (item,) = items(await collect(fal(server), MediaRequest("a")))
    assert item.facts["returned"]["flagged"] == "nsfw"


async def test_a_picture_goes_along(server: FalServer) -> None:
    request = MediaRequest("a", seed=2, inputs=(Picture(b"1"),))
    (item,) = items(await collect(fal(server), request, "img2img"))
    assert server.jobs["job-1"].body["image_url"] == Picture(b"1").data_url
    assert item.facts["parameters"] == {"seed": 2, "image_url": "a file, 26 characters"}


async def test_jobs_wait_for_a_slot(server: FalServer) -> None:
    made = items(await collect(fal(server, limits=Limits(1)), MediaRequest("a", count=3)))
    assert len(made) == 3
    ended: list[str] = []
    for seen in server.requests:
        if seen.path == f"/{MODEL}":
            assert len(ended) == int(json.loads(seen.body)["seed"])  # all before it are done
        elif "/requests/" in seen.path and not seen.path.endswith("logs=1"):
            ended.append(seen.path)


@pytest.mark.parametrize("count", [1, 2])
async def test_closed_between_two_events_it_is_cancelled_at_once(server: FalServer, count: int) -> None:
    server.steps = None
    events = fal(server).generate("txt2img", MediaRequest("a", count=count))
    async for event in events:
        if len(server.jobs) == count and isinstance(event, MediaProgress) and "queue" in event.message:
            break
    await events.aclose()
    assert [job.cancelled for job in server.jobs.values()] == [True] * count


async def test_a_lost_answer_is_told_and_not_sent_again(server: FalServer) -> None:
    server.loses_answer = True
    with pytest.raises(ProviderError) as caught:
        await collect(fal(server, retries=Retries(attempts=3)), MediaRequest("a"))
    assert "may have begun" in caught.value.hint
    assert len(server.jobs) == 1


@pytest.mark.parametrize("status", [408, 409, 429])
async def test_what_is_asked_again(server: FalServer, status: int) -> None:
    time = FakeTime()
    provider = fal(server, retries=Retries(attempts=2, sleep=time.sleep))
    told = server._status  # pyright: ignore
    refused = [True]

    def once(job: Any) -> Any:
        return reply(b"{}", status=status) if refused and refused.pop() else told(job)

    server._status = once  # pyright: ignore
    assert len(items(await collect(provider, MediaRequest("a")))) == 1
    assert len(time.naps) == 1


@pytest.mark.parametrize(
    ("status", "progress"),
    [
        ({"status": "IN_QUEUE", "queue_position": 0}, MediaProgress(0.0, "next in the queue")),
        ({"status": "IN_QUEUE", "queue_position": 12}, MediaProgress(0.0, "12 before it in the queue")),
        ({"status": "IN_QUEUE", "queue_position": "?"}, MediaProgress(0.0, "in the queue")),
        ({"status": "IN_PROGRESS", "logs": None}, MediaProgress(None, "running")),
        ({"status": "IN_PROGRESS", "logs": [{"message": " 40%|██  | 4/10"}]}, MediaProgress(0.4, "running")),
        (
            {"status": "IN_PROGRESS", "logs": [{"message": "load\x1b[2J"}, {"message": ""}, 3]},
            MediaProgress(None, "load[2J"),
        ),
    ],
)
def test_queue(status: dict[str, Any], progress: MediaProgress) -> None:
    assert queue_progress(status) == progress


@pytest.mark.parametrize(
    ("model", "queue"),
    [
        ("fal-ai/flux", "fal-ai/flux"),
        ("fal-ai/flux/dev/image-to-image", "fal-ai/flux"),
        ("workflows/me/mine", "workflows/me/mine"),
        ("comfy/me/mine/x", "comfy/me/mine"),
    ],
)
def test_models(model: str, queue: str) -> None:
    assert queue_path(app_path(model)) == queue


@pytest.mark.parametrize("model", ["", "flux", "a/../b", "a/b?c", "workflows/me", "https://a/b"])
def test_no_models(model: str) -> None:
    with pytest.raises(ProviderError, match="fal"):
        app_path(model)


def test_files_wherever_they_stand() -> None:
    reply = {
        "video": {"url": "https://a/1.mp4", "content_type": "Video/MP4"},
        "images": [{"url": "https://a/2.png"}, {"url": "https://a/1.mp4"}, {"width": 3}],
        "timings": {"inference": 1},
    }
    assert files_in(reply) == [FalFile("https://a/1.mp4", "video/mp4"), FalFile("https://a/2.png", "")]
