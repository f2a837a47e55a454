"""Finds files that nothing in a store names, and removes them.

Whatever mentions the SHA-256 of a file keeps it: rows of every kind, and texts beside the store that
the caller knows. A file is written before the row that names it, so that young ones are left alone;
one that is written again is young again.
"""

import time
from collections.abc import Callable, Iterable
from contextlib import aclosing
from dataclasses import dataclass, field

from engine.moving.loose_rows import mentions_in
from engine.moving.reading_all import everything
from engine.moving.scanning import mentions_of
from engine.moving.tables import DOCUMENTS, RUN_CACHE
from engine.store.blobs import Blobs, StoredBlob
from engine.store.database import Rows

YOUNG_DAYS = 7.0
_DAY = 86_400.0


@dataclass(slots=True)
class Unnamed:
    """Files that nothing names: `old` ones that may go, how many are too `young`, how many were `removed`."""

    old: list[StoredBlob] = field(default_factory=list[StoredBlob])
    young: int = 0
    removed: int = 0

    @property
    def size(self) -> int:
        """Bytes of the old ones."""
        return sum(each.size for each in self.old)


async def unnamed(
    rows: Rows,
    blobs: Blobs,
    *,
    days: float = YOUNG_DAYS,
    texts: Iterable[str] = (),
    tell: Callable[[str], None] = lambda _: None,
) -> Unnamed:
    """Find them. `texts` are more texts that may mention some. Raises `StorageError`."""
    # The files first: what is written while the rows are read is not among them.
    stored = [each async for each in blobs.stored()]
    named = await _mentions(rows, tell)
    for text in texts:
        named |= mentions_of(text)
    found, limit = Unnamed(), time.time() - days * _DAY
    for each in stored:
        if each.url.removeprefix("blob:") in named:
            continue
        if each.at < limit:
            found.old.append(each)
        else:
            found.young += 1
    return found


async def remove(blobs: Blobs, found: Unnamed) -> None:
    """Remove the old ones, but those that somebody has written again meanwhile. Raises `StorageError`.

    What writers that were killed have left without a name goes too, after a day.
    """
    await blobs.tidy(time.time() - _DAY)
    for each in found.old:
        now = await blobs.look(each.url)
        if now is not None and now.at == each.at:
            await blobs.delete(each.url)
            found.removed += 1


async def _mentions(rows: Rows, tell: Callable[[str], None]) -> set[str]:
    named: set[str] = set()
    async with aclosing(everything(rows, tell)) as found:
        async for thing in found:
            named |= thing.mentions
    for table in (DOCUMENTS, RUN_CACHE):
        named |= await mentions_in(rows, table)
    return named
