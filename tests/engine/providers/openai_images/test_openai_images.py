from collections.abc import AsyncIterator
from typing import Any

import pytest

from engine.providers.errors import ProviderError
from engine.providers.media import MediaPreview, MediaProgress, MediaRequest
from engine.providers.openai_images.provider import OpenAIImages
from engine.providers.openai_images.refusals import images_refusal
from engine.providers.picture import Picture
from tests.engine.providers.contract_media.pictures import picture
from tests.engine.providers.hosted.fakes import collect, http, items
from tests.servers.openai_images_server import OpenAIImagesServer
from tests.servers.web_server import reply


@pytest.fixture
async def server() -> AsyncIterator[OpenAIImagesServer]:
    async with OpenAIImagesServer() as running:
        yield running


def images(server: OpenAIImagesServer, **options: Any) -> OpenAIImages:
    return OpenAIImages("openai_images", http(server, "/v1", refused=images_refusal), **options)


async def test_previews_then_the_picture_with_its_usage(server: OpenAIImagesServer) -> None:
    server.pictures = [picture(1)]
    events = await collect(images(server, model="gpt-image-2"), MediaRequest("a", params={"quality": "low"}))
    assert [e.data for e in events if isinstance(e, MediaPreview)] == [picture(100), picture(101)]
    fractions = [e.fraction for e in events if isinstance(e, MediaProgress)]
    assert fractions == pytest.approx([0, 1 / 3, 2 / 3, 1])
    (item,) = items(events)
    assert item.usage == {"input_tokens": 12, "output_tokens": 300, "total_tokens": 312}
    assert item.facts == {
        "seed": None,
        "parameters": {"quality": "low"},
        "returned": {"size": "1024x1024", "output": 0},
    }
    assert server.bodies == [
        {"model": "gpt-image-2", "prompt": "a", "n": 1, "quality": "low", "stream": True, "partial_images": 2}
    ]


async def test_a_stream_that_ends_early_is_no_success(server: OpenAIImagesServer) -> None:
    server.cut = True
    with pytest.raises(ProviderError, match="before the picture") as caught:
        await collect(images(server, model="gpt-image-2"), MediaRequest("a"))
    assert caught.value.code == "truncated"


@pytest.mark.parametrize(
    ("model", "options", "requests"),
    [
        ("gpt-image-2", {}, [1, 1, 1]),
        ("gpt-image-2", {"partial_images": 0}, [10, 2]),
        ("sdxl", {}, [10, 2]),
        ("dall-e-3", {}, [1, 1]),
    ],
)
async def test_how_many_at_once(
    server: OpenAIImagesServer, model: str, options: dict[str, Any], requests: list[int]
) -> None:
    made = items(
        await collect(images(server, model=model, **options), MediaRequest("a", count=sum(requests)))
    )
    assert len(made) == sum(requests)
    assert sorted((body["n"] for body in server.bodies), reverse=True) == requests


async def test_usage_is_shared_out(server: OpenAIImagesServer) -> None:
    made = items(await collect(images(server, model="sdxl"), MediaRequest("a", count=3)))
    assert sum(item.usage["total_tokens"] for item in made) == pytest.approx(312)


async def test_a_usage_that_cannot_be_true(
    server: OpenAIImagesServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    lies = {"input_tokens": -4, "output_tokens": "many", "total_tokens": True}
    monkeypatch.setattr("tests.servers.openai_images_server.USAGE", lies)
    (item,) = items(await collect(images(server, model="sdxl"), MediaRequest("a")))
    assert item.usage == {}


async def test_only_what_the_api_knows_is_sent(server: OpenAIImagesServer) -> None:
    params = {"stylization": 3, "size": "", "width": 1536, "height": 864, "aspect_ratio": "16:9"}
    await collect(images(server, model="sdxl"), MediaRequest("a", params=params))
    assert server.bodies == [{"model": "sdxl", "prompt": "a", "n": 1, "size": "1536x864"}]


async def test_the_prompt_that_was_used_instead(server: OpenAIImagesServer) -> None:
    server.urls = True
    (item,) = items(await collect(images(server, model="sdxl"), MediaRequest("a")))
    assert item.facts["returned"]["revised_prompt"] == "a tall lighthouse"


async def test_a_picture_is_changed(server: OpenAIImagesServer) -> None:
    request = MediaRequest("a", inputs=(Picture(b"bytes-1"), Picture(b"bytes-2")))
    made = items(await collect(images(server, model="sdxl"), request, "img2img"))
    assert len(made) == 1
    (form,) = server.forms
    assert form.count(b'name="image[]"') == 2
    assert b"bytes-1" in form


async def test_a_change_of_nothing(server: OpenAIImagesServer) -> None:
    with pytest.raises(ProviderError, match="needs a picture"):
        await collect(images(server), MediaRequest("a"), "img2img")


@pytest.mark.parametrize("code", ["moderation_blocked", "content_policy_violation"])
async def test_a_prompt_that_is_not_wanted(server: OpenAIImagesServer, code: str) -> None:
    server.refusal = reply(b'{"error": {"message": "no", "code": "%s"}}' % code.encode(), status=400)
    with pytest.raises(ProviderError, match="does not want") as caught:
        await collect(images(server, model="gpt-image-2"), MediaRequest("a"))
    assert caught.value.code == "refused"


async def test_nothing_made(server: OpenAIImagesServer) -> None:
    server.refusal = reply(b'{"created": 1, "data": []}')
    with pytest.raises(ProviderError, match="gives no picture"):
        await collect(images(server, model="sdxl"), MediaRequest("a"))


async def test_models_that_make_pictures(server: OpenAIImagesServer) -> None:
    assert await images(server).models() == ["gpt-image-2", "dall-e-3"]
