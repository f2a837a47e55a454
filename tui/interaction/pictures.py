"""Loads the pictures of results from the engine's blobs, decoded in threads."""

import asyncio
from pathlib import Path

from engine.client.engine import Engine
from engine.operations.errors import OperationError
from schemas.messages.requests import GetBlob
from tui.results.thumbnail import BrokenImage, Thumbnail, load_thumbnail


class Pictures:
    """An image loader for the result grid; remembers where each blob is."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._paths: dict[str, str] = {}

    async def load(self, url: str, size: tuple[int, int]) -> Thumbnail | BrokenImage:
        """The picture fitted into `size` cells, or why it cannot be shown."""
        path = await self.path(url)
        if path is None:
            return BrokenImage("the file is missing")
        return await asyncio.to_thread(load_thumbnail, Path(path), size)

    async def path(self, url: str) -> str | None:
        """Where a blob is on this machine, if it is here."""
        if url not in self._paths:
            try:
                found = await self._engine.call(GetBlob(url=url))
            except OperationError:
                return None
            if found.path is None:
                return None
            self._paths[url] = found.path
        return self._paths[url]
