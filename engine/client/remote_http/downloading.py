"""Brings a file from a server onto the disk here, piece by piece, over broken connections."""

import asyncio
import os
import secrets
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

from engine.client.remote_http.connection import SILENCE, Connection, Unreachable
from engine.finish import finish
from engine.operations.errors import TooMany
from engine.store.errors import from_os

_PAUSES = (0.25, 0.5, 1.0, 2.0, 4.0)
"""Seconds before going on with a file that broke off; as often as this without a new byte in between."""

_PIECE = 256 * 1024
_PARTIAL = 206


async def download(connection: Connection, path: str, target: Path) -> Path:
    """What `path` of the server names, as the file `target`, whole or not at all.

    Raises `OperationError` and `StorageError`.
    """
    # Not by `tempfile`, whose files are for their owner alone: what is brought home may be handed on.
    coming = target.with_name(f".new-{secrets.token_hex(8)}")
    try:
        file = await finish(asyncio.to_thread(coming.open, "xb"))
    except OSError as error:
        raise from_os(error, target) from None
    try:
        await _filled(connection, path, file)
        await finish(asyncio.to_thread(_named, file, coming, target))
    except OSError as error:
        raise from_os(error, target) from None
    finally:
        file.close()
        with suppress(OSError):
            coming.unlink(missing_ok=True)
    return target


async def _filled(connection: Connection, path: str, file: BinaryIO) -> None:
    pauses = iter(_PAUSES)
    etag = ""
    while True:
        there = file.tell()
        try:
            etag = await _read_on(connection, path, file, etag)
        except (Unreachable, TooMany) as error:
            if file.tell() > there:
                pauses = iter(_PAUSES)
            pause = next(pauses, None)
            if pause is None:
                raise
            await asyncio.sleep(max(pause, getattr(error, "seconds", 0.0)))
        else:
            return


async def _read_on(connection: Connection, path: str, file: BinaryIO, etag: str) -> str:
    """Read to the end, from where `file` stands if it is still the same file there. Returns its ETag."""
    headers = {"accept-encoding": "identity"}
    if file.tell() and etag:
        headers |= {"range": f"bytes={file.tell()}-", "if-range": etag}
    async with connection.opened("GET", path, SILENCE, headers=headers) as response:
        if not response.is_success:
            raise await connection.refusal(response)
        if response.status_code != _PARTIAL or not _goes_on(response.headers, file.tell()):
            await asyncio.to_thread(_from_the_start, file)
        etag = response.headers.get("etag", "")
        async for piece in response.aiter_raw(_PIECE):
            await asyncio.to_thread(file.write, piece)
    return etag


def _goes_on(headers: Mapping[str, str], place: int) -> bool:
    return headers.get("content-range", "").startswith(f"bytes {place}-")


def _from_the_start(file: BinaryIO) -> None:
    file.seek(0)
    file.truncate()


def _named(file: BinaryIO, coming: Path, target: Path) -> None:
    file.flush()
    os.fsync(file.fileno())
    file.close()
    coming.replace(target)
