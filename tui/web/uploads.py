"""Files that a person drops onto the page: kept in `uploads` of the home folder, which screens may read."""

import asyncio
import contextlib
import secrets
from pathlib import Path, PurePosixPath, PureWindowsPath

from aiohttp import web

from engine.server.named_paths import UPLOADS
from schemas.clean_text import clean_line

MOST = 1024 * 1024 * 1024
"""Bytes of one file."""

KIND = "application/octet-stream"
_LONGEST_NAME = 120
_PIECE = 256 * 1024


async def receive(request: web.Request, home: Path) -> web.Response:
    """Write the body into a folder of its own; the answer is its path."""
    if request.content_type != KIND:
        raise web.HTTPUnsupportedMediaType
    if (request.content_length or 0) > MOST:
        raise web.HTTPRequestEntityTooLarge(MOST, request.content_length or 0)
    folder = home / UPLOADS / secrets.token_hex(8)
    file = folder / safe_name(request.query.get("name", ""))
    coming = folder / ".coming"
    await asyncio.to_thread(folder.mkdir, parents=True, mode=0o700)
    try:
        await _write(request, coming)
        await asyncio.to_thread(coming.replace, file)
    except BaseException:
        with contextlib.suppress(OSError):
            coming.unlink(missing_ok=True)
            folder.rmdir()
        raise
    return web.Response(text=str(file))


async def _write(request: web.Request, into: Path) -> None:
    size = 0
    with into.open("xb") as file:
        async for piece in request.content.iter_chunked(_PIECE):
            size += len(piece)
            if size > MOST:
                raise web.HTTPRequestEntityTooLarge(MOST, size)
            await asyncio.to_thread(file.write, piece)


def safe_name(given: str) -> str:
    """A file's name that can be typed: without folders, and no hidden one. Its ending stays."""
    name = PureWindowsPath(PurePosixPath(clean_line(given)).name).name
    name = "".join(letter if letter.isalnum() or letter in "-_.+" else "_" for letter in name).lstrip(".")
    stem, dot, ending = name.rpartition(".")
    if not dot or len(ending) > 10:
        return name[:_LONGEST_NAME] or "file"
    return f"{stem[: _LONGEST_NAME - 11] or 'file'}.{ending}"
