"""The pictures that a graph starts from are uploaded, and stand where the graph loads them."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import aclosing
from typing import Any

import pytest

from engine.providers.comfyui.pictures import picture_places
from engine.providers.comfyui.provider import ComfyUI
from engine.providers.errors import ProviderError
from engine.providers.http.client import Http
from engine.providers.http.retries import Retries
from engine.providers.media import MediaEvent, MediaRequest
from engine.providers.picture import Picture
from tests.engine.providers.contract_media.pictures import picture
from tests.servers.comfyui_server import ComfyUIServer
from tests.servers.web_server import reply

GRAPH: dict[str, Any] = {
    "1": {"class_type": "LoadImage", "inputs": {"image": "example.png"}},
    "2": {"class_type": "LoadImage", "inputs": {"image": "mask.png"}},
    "3": {"class_type": "KSampler", "inputs": {"seed": 1, "latent_image": ["1", 0]}},
    "9": {"class_type": "SaveImage", "inputs": {"images": ["3", 0]}},
}
FOX, OWL = Picture(b"fox"), Picture(b"owl", "image/jpeg")


@pytest.fixture
async def server() -> AsyncIterator[ComfyUIServer]:
    async with ComfyUIServer() as running:
        running.pictures = [picture(number) for number in range(4)]
        yield running


async def run(
    server: ComfyUIServer, *pictures: Picture, operation: str = "graph", count: int = 1, **params: Any
) -> list[MediaEvent]:
    http = Http(f"http://127.0.0.1:{server.port}", name="comfyui", retries=Retries(attempts=1))
    provider = ComfyUI("comfyui", http, poll=0.01)
    request = MediaRequest("x", seed=5, count=count, params={"graph": GRAPH, **params}, inputs=pictures)
    try:
        async with asyncio.timeout(20), aclosing(provider.generate(operation, request)) as events:
            return [event async for event in events]
    finally:
        await provider.close()


def loaded(server: ComfyUIServer) -> list[tuple[str, str]]:
    return [(graph["1"]["inputs"]["image"], graph["2"]["inputs"]["image"]) for graph in server.graphs]


async def test_the_first_node_that_loads_a_picture_gets_it(server: ComfyUIServer) -> None:
    await run(server, FOX, count=2)
    ((name, data),) = server.uploads.items()
    assert b"fox" in data
    assert name.startswith("reroll/")
    assert loaded(server) == [(name, "mask.png")] * 2


async def test_each_picture_has_its_place(server: ComfyUIServer) -> None:
    await run(server, FOX, OWL)
    fox, owl = server.uploads
    assert (fox.endswith(".png"), owl.endswith(".jpg")) == (True, True)
    assert loaded(server) == [(fox, owl)]
    await run(server, FOX)
    assert list(server.uploads) == [fox, owl]  # the same picture has the same name


@pytest.mark.parametrize("chosen", ["2.image", ["2.image"]])
async def test_a_chosen_place(server: ComfyUIServer, chosen: Any) -> None:
    await run(server, FOX, images_at=chosen)
    assert loaded(server) == [("example.png", next(iter(server.uploads)))]


@pytest.mark.parametrize(
    ("params", "words"),
    [
        ({"images_at": "7.image"}, "no input '7.image'"),
        ({"images_at": 5}, "`images_at` has to name"),
        ({"images_at": []}, "takes no picture"),
        ({"graph": {"3": GRAPH["3"]}}, "takes no picture"),
        ({"graph": 5}, "takes no picture"),
        ({"operation": "txt2img"}, "takes no picture"),
    ],
)
async def test_a_picture_without_a_place(server: ComfyUIServer, params: dict[str, Any], words: str) -> None:
    with pytest.raises(ProviderError, match=words) as caught:
        await run(server, FOX, **params)
    assert caught.value.code == "bad_request"
    assert not server.uploads
    assert not server.graphs


@pytest.mark.parametrize("answer", [[], {}, {"name": 5}, {"name": ""}, {"name": "x" * 600}])
async def test_a_server_that_does_not_say_the_name(server: ComfyUIServer, answer: Any) -> None:
    server.answer("/upload/image", reply(json.dumps(answer).encode()))
    with pytest.raises(ProviderError) as caught:
        await run(server, FOX)
    assert caught.value.code == "bad_reply"
    assert not server.graphs


def test_without_pictures_the_graph_is_not_looked_at() -> None:
    assert picture_places(None, 5, 0) == ()
