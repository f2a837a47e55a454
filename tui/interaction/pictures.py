"""Loads the pictures of results from the engine's blobs, decoded in threads, kept small on disk."""

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING

from engine.operations.errors import OperationError
from engine.store.thumbnails import FOLDER
from schemas import messages
from tui.results.thumbnail import BrokenImage, Thumbnail
from tui.results.thumbnail_shelf import ThumbnailShelf

if TYPE_CHECKING:
    from engine.client.engine import Engine
    from schemas.messages.executions import BlobContent


class Pictures:
    """An image loader for the result grid; remembers where each blob is."""

    def __init__(self, engine: "Engine") -> None:
        self._engine = engine
        self._blobs: dict[str, BlobContent] = {}
        self._shelves: dict[str | None, ThumbnailShelf] = {}

    async def load(self, url: str, size: tuple[int, int]) -> Thumbnail | BrokenImage:
        """The picture fitted into `size` cells, or why it cannot be shown."""
        blob = await self.blob(url)
        if blob is None or blob.path is None:
            return BrokenImage("the file is missing")
        digest = url.removeprefix("blob:")
        return await asyncio.to_thread(self._shelf(blob.cache).load, digest, Path(blob.path), size)

    async def path(self, url: str) -> str | None:
        """Where a blob is on this machine, if it is here."""
        blob = await self.blob(url)
        return blob.path if blob is not None else None

    async def blob(self, url: str) -> "BlobContent | None":
        """Where a blob is, what it is and how large, if it is known."""
        known = self._blobs.get(url)
        # A copy of what lies elsewhere may have made room for others since.
        if known is None or known.path is None or not Path(known.path).exists():
            try:
                await self._engine.ready()
                found = await self._engine.call(messages.GetBlob(url=url))
            except (OperationError, ValueError):  # ValueError: no url of a blob at all
                return None
            if found.path is None:
                return None
            self._blobs[url] = found
        return self._blobs[url]

    def _shelf(self, cache: str | None) -> ThumbnailShelf:
        if cache not in self._shelves:
            self._shelves[cache] = ThumbnailShelf(Path(cache) / FOLDER if cache else None)
        return self._shelves[cache]
