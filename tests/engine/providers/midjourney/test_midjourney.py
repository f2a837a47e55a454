from collections.abc import AsyncIterator
from typing import Any

import pytest

from engine.providers.errors import ProviderError
from engine.providers.media import MediaPreview, MediaProgress, MediaRequest
from engine.providers.midjourney.prompt_flags import with_flags
from engine.providers.midjourney.provider import Midjourney
from engine.providers.picture import Picture
from tests.engine.providers.hosted.fakes import FAST, collect, http, items, words
from tests.servers.midjourney_server import PREVIEW, MidjourneyServer
from tests.servers.web_server import reply


@pytest.fixture
async def server() -> AsyncIterator[MidjourneyServer]:
    async with MidjourneyServer() as running:
        yield running


def midjourney(server: MidjourneyServer) -> Midjourney:
    return Midjourney("midjourney", http(server), polling=FAST)


async def failure(
    server: MidjourneyServer, request: MediaRequest, operation: str = "txt2img"
) -> ProviderError:
    with pytest.raises(ProviderError) as caught:
        await collect(midjourney(server), request, operation)
    return caught.value


async def test_a_grid_with_a_preview_on_the_way(server: MidjourneyServer) -> None:
    events = await collect(
        midjourney(server), MediaRequest("a tree", seed=5, params={"aspect_ratio": "16:9"})
    )
    (item,) = items(events)
    assert item.remote_id == "job-1"
    assert item.actions == ("upscale", "variation", "reroll")
    assert item.facts["rendered"] == {"prompt": "a tree --ar 16:9 --seed 5"}
    assert [e.data for e in events if isinstance(e, MediaPreview)] == [PREVIEW]
    assert [e.fraction for e in events if isinstance(e, MediaProgress)] == [0.0, 0.0, 0.1, 0.2]
    assert words(events) == ["sending", "submitted"]


async def test_a_preview_that_is_gone_is_no_matter(server: MidjourneyServer) -> None:
    server.answer("/files/preview.webp", reply(b"", status=404))
    assert len(items(await collect(midjourney(server), MediaRequest("a")))) == 1


@pytest.mark.parametrize(
    ("operation", "params", "change"),
    [
        ("upscale", {"index": 3}, {"action": "UPSCALE", "index": 3}),
        ("variation", {"index": "2"}, {"action": "VARIATION", "index": 2}),
        ("variation", {}, {"action": "VARIATION", "index": 1}),
        ("reroll", {"index": 3}, {"action": "REROLL"}),
    ],
)
async def test_operations_on_a_grid(
    server: MidjourneyServer, operation: str, params: dict[str, Any], change: dict[str, Any]
) -> None:
    request = MediaRequest("a", of="grid-1", params=params, idempotency_key="k")
    (item,) = items(await collect(midjourney(server), request, operation))
    assert server.jobs["job-1"].body == {"taskId": "grid-1", "state": "k-0", **change}
    assert server.requests[0].path == "/mj/submit/change"
    assert (item.facts["parameters"]["taskId"], item.facts["seed"]) == ("grid-1", None)
    assert bool(item.actions) == (operation != "upscale")


async def test_upscaling_several(server: MidjourneyServer) -> None:
    await collect(midjourney(server), MediaRequest("a", of="grid-1", count=4), "upscale")
    assert sorted(job.body["index"] for job in server.jobs.values()) == [1, 2, 3, 4]


@pytest.mark.parametrize(
    ("operation", "request_", "words_"),
    [
        ("upscale", MediaRequest("a"), "needs one of its own"),
        ("upscale", MediaRequest("a", of="g", params={"index": 5}), "pictures 1 to 4"),
        ("variation", MediaRequest("a", of="g", params={"index": "first"}), "pictures 1 to 4"),
        ("upscale", MediaRequest("a", of="g", count=5), "pictures 1 to 4"),
        ("blend", MediaRequest("a", inputs=(Picture(b"1"),)), "two to five"),
    ],
)
async def test_what_cannot_be_asked(
    server: MidjourneyServer, operation: str, request_: MediaRequest, words_: str
) -> None:
    error = await failure(server, request_, operation)
    assert error.code == "bad_request"
    assert words_ in error.message
    assert server.requests == []


@pytest.mark.parametrize(("code", "words_"), [(21, "there already"), (22, "in the queue")])
async def test_codes_that_are_as_good(server: MidjourneyServer, code: int, words_: str) -> None:
    server.code = code
    events = await collect(midjourney(server), MediaRequest("a"))
    assert len(items(events)) == 1
    assert words_ in words(events)


@pytest.mark.parametrize(
    ("code", "told", "retryable"),
    [
        (23, "rate_limited", True),
        (24, "refused", False),
        (4, "bad_request", False),
        (None, "bad_request", False),
    ],
)
async def test_codes_that_are_refusals(
    server: MidjourneyServer, code: Any, told: str, retryable: bool
) -> None:
    server.code, server.description, server.properties = code, "no \x1b[2Jway", {"bannedWord": "gore"}
    error = await failure(server, MediaRequest("a"))
    assert (error.code, error.retryable) == (told, retryable)
    assert ("gore" if code == 24 else "no [2Jway") in error.message


async def test_a_banned_prompt_found_later(server: MidjourneyServer) -> None:
    server.failure = "Banned prompt detected"
    error = await failure(server, MediaRequest("a"))
    assert (error.code, "Banned prompt" in error.message) == ("refused", True)


async def test_a_lost_answer_is_looked_up_not_sent_again(server: MidjourneyServer) -> None:
    await collect(midjourney(server), MediaRequest("a", idempotency_key="before"))
    server.loses_answer = True
    request = MediaRequest("a", idempotency_key="once")
    (item,) = items(await collect(midjourney(server), request))
    assert (item.remote_id, len(server.jobs)) == ("job-2", 2)


async def test_a_lost_answer_without_a_key(server: MidjourneyServer) -> None:
    server.loses_answer = True
    assert "may have begun" in (await failure(server, MediaRequest("a"))).hint


@pytest.mark.parametrize(
    ("prompt", "params", "sent", "seed"),
    [
        ("a\n tree", {}, "a tree --seed 9", 9),
        ("a --seed 3", {}, "a --seed 3", None),
        ("a --ar 1:1", {"aspect_ratio": "16:9"}, "a --ar 1:1 --seed 9", 9),
        ("a --s 50", {"stylization": 3}, "a --s 50 --seed 9", 9),
        ("a", {"version": "7", "raw": True, "speed": "relaxed"}, "a --style raw --relax --v 7 --seed 9", 9),
        ("a", {"version": "niji6", "chaos": 0}, "a --chaos 0 --niji 6 --seed 9", 9),
        ("a", {"negative_prompt": "cars --ar 9:1", "width": 3}, "a --no cars -ar 9:1 --seed 9", 9),
        ("a", {"quality": 0.5, "tile": True, "weird": None}, "a --quality 0.5 --tile --seed 9", 9),
    ],
)
def test_flags(prompt: str, params: dict[str, Any], sent: str, seed: int | None) -> None:
    assert with_flags(prompt, params, 9) == (sent, seed)
