"""Everything in its order, each look whatever became of the others; nothing it says holds a secret."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable
from dataclasses import replace
from pathlib import Path

from engine.config import Store
from engine.doctor.database import look_at_blobs, look_at_database
from engine.doctor.finding import Finding
from engine.doctor.generators import ask_generators, look_at_generators
from engine.doctor.home import look_at_home, settings_here
from engine.doctor.machine import look_at_machine
from engine.doctor.postgres import look_at_postgres
from engine.doctor.server import look_at_server
from engine.logs.secrets import Hidden, secrets_of
from engine.operations.blobs_of import blobs_of
from engine.operations.store_of import VARIABLE, store_url
from engine.store.errors import StorageError
from engine.store.folder_blobs import FolderBlobs
from schemas.clean_text import clean_line

_S3_SECONDS = 20.0


async def examination(
    home: Path, *, server: str = "", online: bool = False, thorough: bool = False
) -> AsyncIterator[Finding]:
    """What was found, one after the other.

    `server` is the address of one to look at, too. With `online` providers are asked something small;
    `thorough` looks at all of the database and at every file, however long that takes.
    """
    hidden = Hidden(secrets_of(home))
    async for finding in _all(home, server, online, thorough):
        yield replace(finding, says=clean_line(hidden(finding.says)), todo=clean_line(hidden(finding.todo)))


async def _all(home: Path, server: str, online: bool, thorough: bool) -> AsyncIterator[Finding]:
    settings = settings_here(home).store
    url = store_url(home, settings)
    steps: list[tuple[str, Callable[[], Iterable[Finding]]]] = [
        ("this machine", look_at_machine),
        ("home folder", lambda: look_at_home(home)),
    ]
    if not url:
        steps.append(("database", lambda: look_at_database(home, all_of_it=thorough)))
    steps.append(("generators", lambda: look_at_generators(home)))
    for what, look in steps:
        for finding in await asyncio.to_thread(_looked, what, look):
            yield finding
    further = [("files", _files(home, settings, thorough))]
    if url:
        further.append((VARIABLE, look_at_postgres(url)))
    if online:
        further.append(("providers", ask_generators(home)))
    if server:
        further.append(("server", look_at_server(server, home)))
    for what, looking in further:
        try:
            async for finding in looking:
                yield finding
        except Exception as error:  # noqa: BLE001 - as below
            yield _fell(what, error)


async def _files(home: Path, settings: Store, thorough: bool) -> AsyncIterator[Finding]:
    """Those of a folder; of what is elsewhere only whether it can be reached."""
    try:
        blobs = await asyncio.to_thread(blobs_of, home, settings)
        if isinstance(blobs, FolderBlobs):
            for finding in await asyncio.to_thread(list, look_at_blobs(blobs.folder, all_of_them=thorough)):
                yield finding
            return
        try:
            async with asyncio.timeout(_S3_SECONDS):
                await blobs.look(f"blob:{'0' * 64}")
        finally:
            await blobs.close()
        yield Finding("files", "ok", f"{blobs.where} answers", "`reroll store verify` reads all of them.")
    except StorageError as error:
        yield Finding("files", "failed", error.message, error.hint)


def _looked(what: str, look: Callable[[], Iterable[Finding]]) -> list[Finding]:
    found: list[Finding] = []
    try:
        found.extend(look())
    except Exception as error:  # noqa: BLE001 - what ails one part must not keep the others unseen
        found.append(_fell(what, error))
    return found


def _fell(what: str, error: Exception) -> Finding:
    return Finding(what, "failed", f"it could not be looked at: {type(error).__name__}: {error}")
