import base64
from collections.abc import AsyncIterator

import pytest

from engine.providers.errors import ProviderError
from engine.providers.hosted.results import Results
from engine.providers.http.auth import Auth
from engine.providers.http.client import Http
from engine.providers.http.limits import Limits
from engine.providers.http.retries import Retries
from tests.engine.providers.contract_media.pictures import SVG, picture
from tests.servers.web_server import WebServer, reply


@pytest.fixture
async def server() -> AsyncIterator[WebServer]:
    async with WebServer() as running:
        yield running


@pytest.fixture
async def results(server: WebServer) -> AsyncIterator[Results]:
    http = Http(
        f"http://127.0.0.1:{server.port}/v1",
        name="test",
        auth=Auth.bearer("key"),
        headers={"x-own": "1"},
        limits=Limits(1),
        retries=Retries(attempts=1),
    )
    made = Results(http)
    async with http.limits:  # a job holds the last slot while its results are fetched
        yield made
    await made.close()


async def test_a_file_without_the_key_and_without_a_slot(server: WebServer, results: Results) -> None:
    server.answer("/a.jpg", reply(picture(3), kind="image/jpeg"))
    file = await results.fetch(f"http://127.0.0.1:{server.port}/a.jpg")
    assert (file.data, file.media_type, file.width, file.height) == (picture(3), "image/png", 24, 16)
    assert not {"authorization", "x-own"} & set(server.requests[0].headers)


async def test_a_picture_inside_the_answer(results: Results) -> None:
    encoded = base64.b64encode(picture(4, "WEBP")).decode()
    assert (await results.fetch(f"data:image/png;base64,{encoded}")).media_type == "image/webp"
    assert (await results.unpack(encoded)).width == 24


@pytest.mark.parametrize("kind", ["video/mp4", "audio/mpeg"])
async def test_what_is_no_picture_and_need_not_be(server: WebServer, results: Results, kind: str) -> None:
    server.answer("/a", reply(b"\0\0\0\x18ftypmp42", kind=kind))
    file = await results.fetch(f"http://127.0.0.1:{server.port}/a")
    assert (file.media_type, file.width) == (kind, 0)


@pytest.mark.parametrize("status", [401, 403, 404, 410])
async def test_expired(server: WebServer, results: Results, status: int) -> None:
    server.answer("/a", reply(b"<Error/>", status=status, kind="application/xml"))
    with pytest.raises(ProviderError, match=f"{status}.*expired") as caught:
        await results.fetch(f"http://127.0.0.1:{server.port}/a")
    assert caught.value.code == "bad_reply"


@pytest.mark.parametrize(
    ("url", "words"),
    [(None, "no address"), ("", "no address"), (7, "no address"), ("ftp://host/a", "cannot be read")],
)
async def test_no_address(results: Results, url: object, words: str) -> None:
    with pytest.raises(ProviderError, match=words):
        await results.fetch(url)


@pytest.mark.parametrize("kind", ["image/png", "video/mp4", "text/plain"])
async def test_a_drawing_under_another_name(server: WebServer, results: Results, kind: str) -> None:
    server.answer("/a", reply(SVG, kind=kind))
    with pytest.raises(ProviderError, match="SVG"):
        await results.fetch(f"http://127.0.0.1:{server.port}/a")


async def test_a_server_elsewhere_names_none_of_this_machine(server: WebServer) -> None:
    far = Results(Http("https://api.example.com/v1", name="far", retries=Retries(attempts=1)))
    with pytest.raises(ProviderError, match="cannot be read"):
        await far.fetch(f"http://127.0.0.1:{server.port}/secret.png")
    assert server.requests == []
