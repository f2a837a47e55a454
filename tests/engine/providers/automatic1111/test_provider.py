import asyncio
from collections.abc import AsyncIterator
from contextlib import aclosing

import pytest

from engine.providers.automatic1111.provider import Automatic1111
from engine.providers.errors import ProviderError
from engine.providers.http.client import Http
from engine.providers.http.limits import Limits
from engine.providers.http.retries import Retries
from engine.providers.media import MediaEvent, MediaItem, MediaPreview, MediaProgress, MediaRequest
from engine.providers.picture import Picture
from tests.engine.providers.contract_media.pictures import SVG, picture
from tests.servers.automatic1111_server import Automatic1111Server
from tests.servers.web_server import reply


@pytest.fixture
async def server() -> AsyncIterator[Automatic1111Server]:
    async with Automatic1111Server() as running:
        running.pictures = [picture(number) for number in range(8)]
        yield running


def client(server: Automatic1111Server, **options: object) -> Automatic1111:
    http = Http(
        f"http://127.0.0.1:{server.port}",
        name="a1111",
        retries=Retries(attempts=1),
        limits=Limits(max_concurrency=1),
    )
    return Automatic1111("a1111", http, **{"poll": 0.01, **options})


async def collect(
    provider: Automatic1111, request: MediaRequest, operation: str = "txt2img"
) -> list[MediaEvent]:
    async with asyncio.timeout(10), aclosing(provider.generate(operation, request)) as events:
        return [event async for event in events]


def items(events: list[MediaEvent]) -> list[MediaItem]:
    return [event for event in events if isinstance(event, MediaItem)]


async def test_what_is_sent(server: Automatic1111Server) -> None:
    params = {"steps": 9, "sampler_name": "Euler a", "batch_size": 2, "stylization": 3}
    request = MediaRequest("a tree", count=3, seed=7, params=params, model="dream")
    made = items(await collect(client(server), request))
    (body,) = server.bodies
    assert (body["prompt"], body["seed"], body["steps"]) == ("a tree", 7, 9)
    assert (body["batch_size"], body["n_iter"]) == (2, 2)
    assert "stylization" not in body
    assert body["override_settings"] == {"sd_model_checkpoint": "dream"}
    assert body["override_settings_restore_afterwards"] is True
    assert [item.seed for item in made] == [7, 8, 9]
    assert made[1].model == "dream"
    assert made[1].facts["infotext"] == "a tree, number 1"


async def test_img2img_starts_from_a_picture(server: Automatic1111Server) -> None:
    start = Picture(picture(99))
    await collect(client(server), MediaRequest("x", inputs=(start,), params={"resize_mode": 1}), "img2img")
    assert server.bodies[0]["init_images"] == [start.base64]
    assert server.bodies[0]["resize_mode"] == 1
    with pytest.raises(ProviderError) as caught:
        await collect(client(server), MediaRequest("x"), "img2img")
    assert caught.value.code == "bad_request"


async def test_a_grid_of_all_is_no_result(server: Automatic1111Server) -> None:
    server.grid = picture(200)
    made = items(await collect(client(server), MediaRequest("x", count=2, seed=1)))
    assert [item.data for item in made] == [picture(0), picture(1)]
    assert made[0].facts["infotext"] == "x, number 1"


async def test_previews(server: Automatic1111Server) -> None:
    server.preview = picture(50, "JPEG")
    events = await collect(client(server), MediaRequest("x"))
    previews = [event for event in events if isinstance(event, MediaPreview)]
    assert previews
    assert (previews[0].data, previews[0].media_type) == (server.preview, "image/jpeg")
    server.preview = SVG
    assert not any(
        isinstance(event, MediaPreview) for event in await collect(client(server), MediaRequest("x"))
    )


async def test_a_server_that_tells_no_progress(server: Automatic1111Server) -> None:
    server.answer("/internal/progress", reply(b'{"detail": "Not Found"}', status=404))
    server.steps = 0
    assert len(items(await collect(client(server), MediaRequest("x")))) == 1


async def test_somebody_elses_task_is_not_interrupted(server: Automatic1111Server) -> None:
    server.steps = None
    provider = client(server)
    task = asyncio.create_task(collect(provider, MediaRequest("x")))
    await server.working.wait()
    ours, server.current = server.current, "task(somebody)"
    server.pending = [ours]
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert not server.interrupted.is_set()


async def test_the_place_in_the_queue_is_told(server: Automatic1111Server) -> None:
    server.steps = None
    async with asyncio.timeout(10), aclosing(client(server).generate("txt2img", MediaRequest("x"))) as events:
        async for event in events:
            if server.current:
                server.pending = ["task(a)", "task(b)", server.current]
                server.current = ""
            if isinstance(event, MediaProgress) and "2" in event.message:
                break


async def test_what_the_server_has(server: Automatic1111Server) -> None:
    provider = client(server)
    assert await provider.models() == ["dream.safetensors [abc]"]
    schema = await provider.parameters("txt2img")
    assert schema["properties"]["sampler_name"]["enum"] == ["Euler a"]
    assert "resize_mode" not in schema["properties"]
    with pytest.raises(ProviderError) as caught:
        await collect(provider, MediaRequest("x", params={"sampler_name": "Euler b"}))
    assert "Euler a" in caught.value.hint
    assert server.bodies == []


async def test_an_answer_without_pictures(server: Automatic1111Server) -> None:
    server.pictures = []
    with pytest.raises(ProviderError) as caught:
        await collect(client(server), MediaRequest("x"))
    assert caught.value.code == "bad_reply"
