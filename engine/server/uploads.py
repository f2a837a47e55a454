"""Files that operations read from a path, sent by a client: streamed to `uploads` of the home folder."""

import asyncio
import contextlib
import hashlib
import os
import secrets
from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, Query
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from engine.access.allowing import allow
from engine.access.needs import writes
from engine.operations.errors import BadRequest
from engine.server.guard import UPLOADS as ADDRESS
from engine.server.named_paths import UPLOADS
from engine.server.operation_routes import described_errors
from engine.server.replies import Success, success
from engine.server.serving import serving_of
from engine.store.errors import from_os
from engine.store.whole_file import sync_folder
from schemas.clean_text import clean_line
from schemas.messages.base import Message, Nothing

routes = APIRouter(tags=["uploads"])

Name = Annotated[
    str, Query(min_length=1, max_length=200, description="The file's name; its ending may tell its format.")
]
_BODY: dict[str, Any] = {
    "required": True,
    "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
}


class Uploaded(Message):
    """A file that came whole. `path` is what operations take; `size` is in bytes."""

    path: str
    size: int
    sha256: str


@routes.post(
    ADDRESS,
    operation_id="uploads.add",
    summary="Send a file that an operation is to read",
    response_model=Success[Uploaded],
    responses=described_errors("bad_request"),
    openapi_extra={"requestBody": _BODY},
)
async def upload(request: Request, name: Name) -> Response:
    """The body is the file. It is kept until someone deletes it on the server."""
    if clean_line(name) != name or Path(name).name != name or name.startswith("."):
        raise BadRequest("The name has to be that of a file, without folders.")
    await allow(serving_of(request).services.database, writes(), Nothing())
    folder = serving_of(request).services.home / UPLOADS / secrets.token_hex(8)
    target = folder / name
    coming = folder / ".coming"
    try:
        await asyncio.to_thread(folder.mkdir, parents=True, mode=0o700)
        size, digest = await _received(request, coming)
        await asyncio.to_thread(_kept, coming, target)
    except ClientDisconnect:
        await asyncio.to_thread(_dropped, folder)
        raise BadRequest("The upload broke off.") from None
    except OSError as error:
        await asyncio.to_thread(_dropped, folder)
        raise from_os(error, target) from None
    except BaseException:
        _dropped(folder)  # without an await: this may be a cancellation
        raise
    return success(Uploaded(path=str(target), size=size, sha256=digest))


async def _received(request: Request, into: Path) -> tuple[int, str]:
    digest, size = hashlib.sha256(), 0
    with into.open("wb") as file:
        async for piece in request.stream():
            size += len(piece)
            digest.update(piece)
            await asyncio.to_thread(file.write, piece)
    return size, digest.hexdigest()


def _kept(coming: Path, target: Path) -> None:
    with coming.open("rb+") as file:
        os.fsync(file.fileno())
    coming.replace(target)
    sync_folder(target.parent)


def _dropped(folder: Path) -> None:
    with contextlib.suppress(OSError):
        (folder / ".coming").unlink(missing_ok=True)
        folder.rmdir()
