"""One request that an API can only do as several: done at the same time, told as one."""

import asyncio
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from dataclasses import replace

from engine.providers.media import MediaEvent, MediaItem, MediaPreview, MediaProgress
from schemas.frozen import frozen


@frozen
class Part:
    """Makes `count` of the items, of which the first is at `index` (from 0) in the whole."""

    events: AsyncGenerator[MediaEvent]
    index: int
    count: int = 1


async def side_by_side(parts: Sequence[Part]) -> AsyncGenerator[MediaEvent]:
    """The events of all parts as they come: progress of the whole, previews with their index in it.

    Where one part fails the others are stopped, and its error is raised.
    """
    if len(parts) == 1:
        async with aclosing(parts[0].events) as events:
            async for event in events:
                yield event
        return
    coming: asyncio.Queue[tuple[int, MediaEvent | BaseException | None]] = asyncio.Queue()
    shares: list[float | None] = [None] * len(parts)
    total = sum(part.count for part in parts)

    async def read(number: int, part: Part) -> None:
        try:
            async with aclosing(part.events) as events:
                async for event in events:
                    coming.put_nowait((number, event))
            coming.put_nowait((number, None))
        except Exception as error:  # noqa: BLE001 handed to the reader, who raises it
            coming.put_nowait((number, error))

    tasks = [asyncio.create_task(read(number, part)) for number, part in enumerate(parts)]
    left = len(tasks)
    try:
        while left:
            number, event = await coming.get()  # each part ends with None or an error
            match event:
                case None:
                    left -= 1
                    shares[number] = 1.0
                case BaseException():
                    raise event
                case MediaProgress(fraction):
                    if fraction is not None:
                        shares[number] = max(shares[number] or 0.0, fraction)
                    yield replace(event, fraction=_whole(shares, parts, total))
                case MediaPreview():
                    yield replace(event, index=parts[number].index + event.index)
                case MediaItem():
                    yield event
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def _whole(shares: Sequence[float | None], parts: Sequence[Part], total: int) -> float | None:
    """The share of the whole, None while nobody knows anything."""
    if all(share is None for share in shares):
        return None
    return sum((share or 0.0) * part.count for share, part in zip(shares, parts, strict=True)) / total
