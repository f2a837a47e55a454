"""Files between here and a server: blobs that are looked at are kept, files to be read there are sent."""

import asyncio
import secrets
from collections.abc import AsyncGenerator
from pathlib import Path
from typing import Any, TypeVar

from engine.client.remote_http.connection import Connection
from engine.client.remote_http.downloading import download
from engine.operations.errors import Internal
from engine.store.folder_blobs import FolderBlobs
from schemas.messages.executions import BlobContent
from schemas.messages.record_transfer import ImportSource
from schemas.messages.references import AddReference, ReferenceContent, ReplaceReferences

M = TypeVar("M")

_PIECE = 1024 * 1024


class KeptBlobs:
    """Copies of a server's blobs in `folder`, each fetched once and checked by its hash."""

    def __init__(self, connection: Connection, folder: Path) -> None:
        self._connection = connection
        self._folder = folder
        self._blobs = FolderBlobs(folder / "blobs")
        self._coming = folder / "coming"

    async def here(self, blob: BlobContent) -> BlobContent:
        """The same blob with the path of its copy. Raises `OperationError` and `StorageError`."""
        path = await asyncio.to_thread(self._blobs.near, blob.url) or await self._fetched(blob)
        return blob.model_copy(update={"path": str(path), "cache": str(self._folder / "cache")})

    async def _fetched(self, blob: BlobContent) -> Path:
        await asyncio.to_thread(self._coming.mkdir, parents=True, exist_ok=True)
        coming = self._coming / secrets.token_hex(8)
        try:
            await download(self._connection, f"/api/blobs/{blob.url.removeprefix('blob:')}", coming)
            if await self._blobs.write_file(coming, blob.media_type) != blob.url:
                raise Internal("A file came damaged from the server.", code="bad_reply")
        finally:
            coming.unlink(missing_ok=True)
        return await self._blobs.path(blob.url)


class SentFiles:
    """Sends the files that requests name, each once for as long as it stays as it is."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._sent: dict[tuple[str, int, int], str] = {}

    async def with_files(self, request: Any) -> Any:
        """The request with paths of the server in the place of files that are here."""
        match request:
            case ImportSource():
                return request.model_copy(update={"path": await self._path(request.path)})
            case AddReference():
                return request.model_copy(update={"reference": await self._reference(request.reference)})
            case ReplaceReferences():
                sent = [await self._reference(each) for each in request.references]
                return request.model_copy(update={"references": sent})
            case _:
                return request

    async def _reference(self, reference: ReferenceContent) -> ReferenceContent:
        if reference.path is None:
            return reference
        return reference.model_copy(update={"path": await self._path(reference.path)})

    async def _path(self, named: str) -> str:
        file = Path(named).expanduser()
        known = await asyncio.to_thread(_state, file)
        if known is None or named in self._sent.values():
            return named  # one that was sent before
        if known not in self._sent:
            reply = await self._connection.send_file("/api/uploads", file.name, _pieces(file))
            self._sent[known] = str(reply["path"])
        return self._sent[known]


def _state(file: Path) -> tuple[str, int, int] | None:
    try:
        stat = file.stat()
        return (str(file.absolute()), stat.st_mtime_ns, stat.st_size) if file.is_file() else None
    except (OSError, ValueError):
        return None


async def _pieces(file: Path) -> AsyncGenerator[bytes]:
    with file.open("rb") as content:
        while piece := await asyncio.to_thread(content.read, _PIECE):
            yield piece
