import asyncio
import io
import json
import os
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import aclosing
from typing import Any

import pytest
from PIL import Image

from engine.providers.errors import ProviderError
from engine.providers.media import MediaItem, MediaProgress, MediaProvider, MediaRequest
from engine.providers.sketch.provider import SketchProvider

SMALL = {"width": 96, "height": 64, "stylization": 0}
SLOW = {"width": 1280, "height": 1280, "stylization": 1000}


@pytest.fixture
async def sketch() -> AsyncIterator[SketchProvider]:
    provider = SketchProvider()
    yield provider
    await provider.close()


async def collect(provider: MediaProvider, request: MediaRequest) -> list[MediaProgress | MediaItem]:
    return [event async for event in provider.generate("txt2img", request)]


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


async def gone(pid: int) -> None:
    async with asyncio.timeout(30):
        while alive(pid):  # noqa: ASYNC110 another process sets no event
            await asyncio.sleep(0.01)


async def test_items_and_progress(sketch: SketchProvider) -> None:
    events = await collect(sketch, MediaRequest("a tree", count=3, seed=5, params={**SMALL, "unknown": 1}))
    progress = [event.fraction for event in events if isinstance(event, MediaProgress)]
    items = [event for event in events if isinstance(event, MediaItem)]
    assert progress == sorted(progress)
    assert progress[0] == 0.0
    assert progress[-1] == pytest.approx(1.0)
    assert sorted(item.seed for item in items) == [5, 6, 7]
    for item in items:
        picture = Image.open(io.BytesIO(item.data))
        assert picture.size == (item.width, item.height) == (96, 64)
        assert item.media_type == "image/png"
        assert json.loads(picture.info["reroll"])["seed"] == item.seed


async def test_same_request_gives_the_same_bytes(sketch: SketchProvider) -> None:
    request = MediaRequest("a boat", seed=9, params=SMALL)
    first, again = [
        [event.data for event in await collect(sketch, request) if isinstance(event, MediaItem)]
        for _ in range(2)
    ]
    assert first == again


async def test_workers_stay_warm_and_are_two_at_most(sketch: SketchProvider) -> None:
    await collect(sketch, MediaRequest("x", count=4, params=SMALL))
    pids = set(sketch.worker_pids)
    assert len(pids) == 2
    await collect(sketch, MediaRequest("y", count=2, params=SMALL))
    assert set(sketch.worker_pids) == pids


@pytest.mark.parametrize(
    ("operation", "request_"),
    [
        ("txt2img", MediaRequest("x", params={"aspect_ratio": "banana"})),
        ("txt2img", MediaRequest("x", params={"aspect_ratio": "0:5"})),
        ("txt2img", MediaRequest("x", params={"stylization": 5000})),
        ("txt2img", MediaRequest("x", count=0)),
        ("txt2img", MediaRequest("x", count=10**6)),
        ("img2img", MediaRequest("x")),
    ],
)
async def test_bad_requests(sketch: SketchProvider, operation: str, request_: MediaRequest) -> None:
    with pytest.raises(ProviderError) as caught:
        async for _ in sketch.generate(operation, request_):
            pass
    assert caught.value.code == "bad_request"
    assert sketch.worker_pids == []


async def first_stroke(events: AsyncIterator[Any]) -> None:
    async for event in events:
        if isinstance(event, MediaProgress) and event.fraction > 0:
            return


async def test_closing_the_iterator_kills_the_busy_worker(sketch: SketchProvider) -> None:
    async with aclosing(sketch.generate("txt2img", MediaRequest("x", params=SLOW))) as events:
        await first_stroke(events)
        (pid,) = sketch.worker_pids
    await gone(pid)
    assert sketch.worker_pids == []


async def test_cancelling_the_task_kills_and_the_next_request_works(sketch: SketchProvider) -> None:
    started = asyncio.Event()

    async def run() -> None:
        async for event in sketch.generate("txt2img", MediaRequest("x", count=2, params=SLOW)):
            if isinstance(event, MediaProgress) and event.fraction > 0:
                started.set()

    task = asyncio.create_task(run())
    async with asyncio.timeout(60):
        await started.wait()
    pids = sketch.worker_pids
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    for pid in pids:
        await gone(pid)
    events = await collect(sketch, MediaRequest("x", params=SMALL))
    assert isinstance(events[-1], MediaItem)


async def test_a_worker_that_dies_is_an_error_and_is_replaced(sketch: SketchProvider) -> None:
    async with aclosing(sketch.generate("txt2img", MediaRequest("x", params=SLOW))) as events:
        await first_stroke(events)
        os.kill(sketch.worker_pids[0], 9)
        with pytest.raises(ProviderError) as caught:
            async for _ in events:
                pass
    assert caught.value.code == "server_error"
    assert caught.value.retryable
    again = await collect(sketch, MediaRequest("x", params=SMALL))
    assert isinstance(again[-1], MediaItem)


async def test_a_silent_worker_is_given_up() -> None:
    provider = SketchProvider(patience=0.0)
    with pytest.raises(ProviderError) as caught:
        await collect(provider, MediaRequest("x", params=SMALL))
    assert caught.value.code == "timeout"
    await provider.close()


async def test_idle_workers_end() -> None:
    provider = SketchProvider(idle_seconds=0.0)
    async with aclosing(provider.generate("txt2img", MediaRequest("x", params=SMALL))) as events:
        await first_stroke(events)
        (pid,) = provider.worker_pids
        async for _ in events:
            pass
    await gone(pid)
    await provider.close()


async def test_close_ends_idle_workers() -> None:
    provider = SketchProvider()
    await collect(provider, MediaRequest("x", params=SMALL))
    (pid,) = provider.worker_pids
    await provider.close()
    assert not alive(pid)
    with pytest.raises(ProviderError):
        await collect(provider, MediaRequest("x", params=SMALL))


def test_the_parent_does_not_load_the_painter() -> None:
    code = (
        "import sys, engine.providers.sketch.provider;"
        "assert not {'numpy', 'PIL', 'pydantic'} & set(sys.modules)"
    )
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    subprocess.run([sys.executable, "-c", code], env=environment, check=True, timeout=60)
