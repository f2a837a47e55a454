import asyncio

import pytest

from engine.providers.errors import ProviderError
from engine.providers.hosted.polling import Polling
from engine.providers.http.client import Http
from engine.providers.http.limits import Limits
from engine.providers.http.retries import Retries
from engine.providers.media import MediaEvent, MediaProgress, MediaRequest
from engine.providers.picture import Picture
from engine.providers.stable_diffusion_cpp.provider import StableDiffusionCpp
from tests.engine.providers.contract_media.pictures import picture
from tests.servers.stable_diffusion_cpp_server import StableDiffusionCppServer
from tests.servers.web_server import reply


async def collect(
    server: StableDiffusionCppServer, request: MediaRequest, operation: str = "txt2img"
) -> list[MediaEvent]:
    http = Http(
        f"http://127.0.0.1:{server.port}",
        name="sdcpp",
        retries=Retries(attempts=1),
        limits=Limits(max_concurrency=1),
    )
    provider = StableDiffusionCpp("sdcpp", http, polling=Polling(first=0.01, growth=1))
    async with asyncio.timeout(10):
        return [event async for event in provider.generate(operation, request)]


async def test_what_is_sent() -> None:
    async with StableDiffusionCppServer() as server:
        server.pictures = [picture(1)]
        params = {"steps": 4, "sampler_name": "euler_a", "cfg_scale": 1.5, "width": 64, "unknown": 1}
        start = Picture(picture(9))
        await collect(server, MediaRequest("x", seed=3, params=params, inputs=(start,)), "img2img")
    assert server.bodies == [
        {
            "prompt": "x",
            "seed": 3,
            "batch_count": 1,
            "width": 64,
            "sample_params": {
                "sample_steps": 4,
                "sample_method": "euler_a",
                "guidance": {"txt_cfg": 1.5},
            },
            "init_image": start.base64,
        }
    ]


async def test_the_place_in_the_queue_is_told() -> None:
    async with StableDiffusionCppServer() as server:
        server.pictures = [picture(1)]
        events = await collect(server, MediaRequest("x"))
    told = [event.message for event in events if isinstance(event, MediaProgress)]
    assert told == ["asked", "waiting, at place 2", "generating"]


async def test_a_server_that_has_forgotten_the_job() -> None:
    async with StableDiffusionCppServer() as server:
        server.answer("/sdcpp/v1/jobs/job_1", reply(b"{}", status=404))
        with pytest.raises(ProviderError) as caught:
            await collect(server, MediaRequest("x"))
    assert "restarted" in caught.value.message


async def test_a_job_that_was_cancelled_elsewhere() -> None:
    async with StableDiffusionCppServer() as server:
        server.cancelled.set()
        with pytest.raises(ProviderError) as caught:
            await collect(server, MediaRequest("x"))
    assert "cancelled" in caught.value.message
