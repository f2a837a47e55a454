"""The `sketch` media provider: procedural pictures from worker processes, with no AI model."""

import asyncio
from collections.abc import AsyncGenerator
from typing import Any

from engine.providers.errors import ProviderError
from engine.providers.media import MediaItem, MediaProgress, MediaRequest
from engine.providers.sketch.painter_pool import PainterPool
from engine.providers.sketch.sizes import size_of, stylization_of

MOST_ITEMS = 64
LONGEST_PROMPT = 20_000
"""Characters; more than that is cut."""

_Event = MediaProgress | MediaItem | BaseException


class SketchProvider:
    """A `MediaProvider`. Parameters: aspect_ratio ("16:9"), stylization (0 to 1000), width, height.

    `workers` paint at the same time; each ends after `idle_seconds` without work. A worker
    that is silent for `patience` seconds is given up.
    """

    name = "sketch"
    label = "sketch, no AI model"
    operations = frozenset({"txt2img"})

    def __init__(self, *, workers: int = 2, idle_seconds: float = 60.0, patience: float = 60.0) -> None:
        self._pool = PainterPool(workers, idle_seconds)
        self._patience = patience

    @property
    def worker_pids(self) -> list[int]:
        return self._pool.pids

    async def generate(
        self, operation: str, request: MediaRequest
    ) -> AsyncGenerator[MediaProgress | MediaItem]:
        """Progress of the whole request, and each picture as it finishes (any order)."""
        jobs = self._jobs(operation, request)
        shares = [0.0] * len(jobs)
        events: asyncio.Queue[_Event] = asyncio.Queue()

        def report(index: int, fraction: float) -> None:
            if fraction > shares[index]:
                shares[index] = min(fraction, 1.0)
                events.put_nowait(MediaProgress(sum(shares) / len(shares)))

        async def one(index: int, job: dict[str, Any]) -> None:
            try:
                async with self._pool.painter() as painter:
                    png = await painter.paint(job, lambda f: report(index, f), patience=self._patience)
                report(index, 1.0)
                events.put_nowait(_item(png, job))
            except Exception as error:  # noqa: BLE001 handed to the reader, who raises it
                events.put_nowait(error)

        tasks = [asyncio.create_task(one(i, job)) for i, job in enumerate(jobs)]
        try:
            yield MediaProgress(0.0)
            left = len(jobs)
            while left:
                event = await events.get()  # a painter that is silent too long puts an error here
                if isinstance(event, BaseException):
                    raise event
                left -= isinstance(event, MediaItem)
                yield event
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def close(self) -> None:
        """Ends the workers."""
        await self._pool.close()

    def _jobs(self, operation: str, request: MediaRequest) -> list[dict[str, Any]]:
        if operation not in self.operations:
            raise ProviderError(
                "bad_request", f"sketch cannot do {operation[:40]!r}.", hint="It can do txt2img."
            )
        if not 1 <= request.count <= MOST_ITEMS:
            raise ProviderError(
                "bad_request", f"count must be from 1 to {MOST_ITEMS}.", hint=f"It is {request.count}."
            )
        width, height = size_of(request.params)
        stylization = stylization_of(request.params)
        return [
            {
                "prompt": request.prompt[:LONGEST_PROMPT],
                "width": width,
                "height": height,
                "seed": request.seed + index,
                "stylization": stylization,
            }
            for index in range(request.count)
        ]


def _item(png: bytes, job: dict[str, Any]) -> MediaItem:
    facts = {"painter": SketchProvider.label, "stylization": job["stylization"]}
    return MediaItem(png, "image/png", job["width"], job["height"], job["seed"], facts)
