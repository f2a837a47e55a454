"""Brings the files of a thing over before its rows, so that no row names a file that is not there."""

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass, field

from engine.moving.report import BlobsMoved
from engine.store.blobs import Blobs
from engine.store.database import Rows
from engine.store.errors import StorageError

AT_ONCE = 4


@dataclass(slots=True)
class MovingBlobs:
    """Between two places. What was looked at once in a run is not looked at again."""

    source: Blobs
    target: Blobs
    report: BlobsMoved
    dry: bool
    written: list[str] = field(default_factory=list[str])
    _done: set[str] = field(default_factory=set[str])

    async def bring(self, known: Iterable[tuple[str, str, int]]) -> None:
        """Bring blobs, each `(url, media type, size)`.

        What is missing or damaged in the source is reported. Raises `StorageError` of the target.
        """
        wanted = [each for each in known if each[0] not in self._done]
        self._done.update(url for url, *_ in wanted)
        limit = asyncio.Semaphore(AT_ONCE)

        async def one(url: str, media_type: str, size: int) -> None:
            async with limit:
                await self._bring(url, media_type, size)

        try:
            async with asyncio.TaskGroup() as tasks:
                for each in wanted:
                    tasks.create_task(one(*each))
        except* StorageError as errors:
            raise errors.exceptions[0] from None

    async def _bring(self, url: str, media_type: str, size: int) -> None:
        self.report.size += size
        there = await self.target.look(url)
        if there is not None and there.size == size:
            self.report.there += 1
            return
        try:
            if self.dry:
                if await self.source.look(url) is None:
                    self.report.missing.append(url)
                else:
                    self.report.written += 1
                return
            path = await self.source.path(url)
        except StorageError:
            self.report.missing.append(url)
            return
        written = await self.target.write_file(path, media_type)
        if written != url:  # its bytes are others than its name says; nothing names what was written now
            self.report.missing.append(url)
            return
        self.report.written += 1
        self.written.append(url)


async def known_blobs(rows: Rows, mentions: Iterable[str]) -> list[tuple[str, str, int]]:
    """Those of these SHA-256 that a store has a blob of: url, media type, size in bytes."""
    urls = [f"blob:{each}" for each in sorted(mentions)]
    found: list[tuple[str, str, int]] = []
    for at in range(0, len(urls), 100):
        some = urls[at : at + 100]
        marks = ", ".join("?" * len(some))
        query = f"SELECT hash, media_type, size FROM blobs WHERE hash IN ({marks})"  # noqa: S608 - question marks
        found += [(row[0], row[1], row[2]) for row in await rows.all(query, some)]
    return found
