"""Looks whether a store is whole: every row by its digest, every file that is named by its hash."""

import asyncio
from collections.abc import Callable
from contextlib import aclosing
from dataclasses import dataclass, field

from engine.moving.loose_rows import digest_of
from engine.moving.moving_blobs import AT_ONCE, known_blobs
from engine.moving.reading_all import everything
from engine.moving.scanning import Digest
from engine.moving.tables import LOOSE
from engine.store.blobs import Blobs
from engine.store.database import Rows
from engine.store.errors import StorageError

BLOBS_TOGETHER = 200


@dataclass(slots=True)
class Verified:
    """What was found: rows by table with their digest, files that are right, and what is wrong.

    `size` in bytes of the files. `missing` and `damaged` are urls of files that something names.
    """

    tables: dict[str, Digest] = field(default_factory=dict[str, Digest])
    files: int = 0
    size: int = 0
    missing: list[str] = field(default_factory=list[str])
    damaged: list[str] = field(default_factory=list[str])

    @property
    def whole(self) -> bool:
        """Whether nothing is wrong."""
        return not (self.missing or self.damaged)


async def verify(rows: Rows, blobs: Blobs | None, tell: Callable[[str], None] = lambda _: None) -> Verified:
    """Read everything; without `blobs` only the rows. Raises `StorageError` if that is impossible."""
    found = Verified()
    for table in LOOSE:
        found.tables[table.table] = await digest_of(rows, table)
    mentions: set[str] = set()
    async with aclosing(everything(rows, tell)) as things:
        async for thing in things:
            thing.count_into(found.tables)
            mentions |= thing.mentions
    if blobs is not None:
        named = await known_blobs(rows, mentions)
        for at in range(0, len(named), BLOBS_TOGETHER):
            tell(f"files: {at} of {len(named)}")
            await _look(blobs, [url for url, *_ in named[at : at + BLOBS_TOGETHER]], found)
    return found


async def _look(blobs: Blobs, urls: list[str], found: Verified) -> None:
    limit = asyncio.Semaphore(AT_ONCE)

    async def look(url: str) -> None:
        async with limit:
            try:
                size = await blobs.verify(url)
                found.size, found.files = found.size + size, found.files + 1
            except StorageError as error:
                if error.code == "damaged":
                    found.damaged.append(url)
                elif await blobs.look(url) is None:
                    found.missing.append(url)
                else:
                    raise

    try:
        async with asyncio.TaskGroup() as tasks:
            for url in urls:
                tasks.create_task(look(url))
    except* StorageError as errors:
        raise errors.exceptions[0] from None
