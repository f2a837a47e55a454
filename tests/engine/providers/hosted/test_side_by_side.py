import asyncio
from collections.abc import AsyncGenerator

import pytest

from engine.providers.errors import ProviderError
from engine.providers.hosted.side_by_side import Part, side_by_side
from engine.providers.media import MediaEvent, MediaItem, MediaPreview, MediaProgress


def item(seed: int) -> MediaItem:
    return MediaItem(b"", "image/png", 1, 1, seed)


async def events(*given: MediaEvent) -> AsyncGenerator[MediaEvent]:
    for event in given:
        yield event
        await asyncio.sleep(0)


async def all_of(*parts: Part) -> list[MediaEvent]:
    return [event async for event in side_by_side(parts)]


async def test_one_part_is_itself() -> None:
    told = [MediaProgress(None, "running"), item(1)]
    assert await all_of(Part(events(*told), 0)) == told


async def test_progress_is_that_of_the_whole_and_goes_up() -> None:
    made = await all_of(
        Part(events(MediaProgress(0.5), MediaProgress(None, "thinking"), item(1)), 0, count=3),
        Part(events(MediaProgress(1.0), item(2)), 3),
    )
    told = [event for event in made if isinstance(event, MediaProgress)]
    assert [event.fraction for event in told] == pytest.approx([3 * 0.5 / 4, 2.5 / 4, 2.5 / 4])
    assert told[-1].message == "thinking"
    assert {event.seed for event in made if isinstance(event, MediaItem)} == {1, 2}


async def test_nobody_knows_how_far() -> None:
    made = await all_of(Part(events(MediaProgress(None)), 0), Part(events(MediaProgress(None)), 1))
    assert [event.fraction for event in made if isinstance(event, MediaProgress)] == [None, None]


async def test_previews_have_their_place_in_the_whole() -> None:
    preview = MediaPreview(b"", "image/png")
    made = await all_of(Part(events(preview), 0), Part(events(preview), 4))
    assert [event.index for event in made if isinstance(event, MediaPreview)] == [0, 4]


async def test_one_failure_stops_the_others() -> None:
    stopped = asyncio.Event()

    async def endless() -> AsyncGenerator[MediaEvent]:
        try:
            yield MediaProgress(0.1)
            await asyncio.Event().wait()
        finally:
            stopped.set()

    async def failing() -> AsyncGenerator[MediaEvent]:
        yield MediaProgress(0.1)
        raise ProviderError("refused", "no")

    with pytest.raises(ProviderError, match="no"):
        await all_of(Part(endless(), 0), Part(failing(), 1))
    assert stopped.is_set()
