"""Files that screens have ready for their browsers."""

import asyncio
from collections.abc import AsyncGenerator

from textual_serve.download_manager import DOWNLOAD_CHUNK_SIZE, Download, DownloadManager

PATIENCE = 60.0
"""Seconds that a screen may take for the next piece: it may be busy, or its disk slow."""


class BrokenOff(Exception):
    """The rest of a file does not come."""


class Files(DownloadManager):
    """Gives each file out once and whole, and forgets those of a screen that is gone."""

    def __init__(self) -> None:
        super().__init__()
        self._begun: set[str] = set()

    def begin(self, key: str) -> Download | None:
        """The file of that key; None if there is none, or if somebody is taking it."""
        found = self._active_downloads.get(key)
        if found is None or key in self._begun:
            return None
        self._begun.add(key)
        return found

    async def pieces(self, file: Download) -> AsyncGenerator[bytes]:
        """Its content. Raises `BrokenOff`: textual-serve would end it there, as if it were whole."""
        wanted: dict[str, str | int | bool | None] = {
            "type": "deliver_chunk_request",
            "key": file.delivery_key,
            "size": DOWNLOAD_CHUNK_SIZE,
            "name": file.name,
        }
        while await file.app_service.send_meta(wanted):
            try:
                piece = await asyncio.wait_for(file.incoming_chunks.get(), PATIENCE)
            except TimeoutError:
                break
            if piece is None:  # the screen is gone
                break
            if not piece:
                return
            yield piece
        raise BrokenOff

    def ended(self, key: str) -> None:
        """Forget a file, however far it came."""
        self._active_downloads.pop(key, None)
        self._begun.discard(key)

    async def cancel_app_downloads(self, app_service_id: str) -> None:
        """The screen is gone: end what is on its way, forget the rest."""
        await super().cancel_app_downloads(app_service_id)
        for key, download in list(self._active_downloads.items()):
            if download.app_service.app_service_id == app_service_id and key not in self._begun:
                del self._active_downloads[key]
