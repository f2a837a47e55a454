"""What clients sent, and what was exported for them: looked through, and tidied away when nobody needs it.

An upload that anything in the store names (a reference of a session, a workflow, a run) is never removed.
"""

import asyncio
import contextlib
import logging
import re
import shutil
import time
from collections.abc import Sequence
from pathlib import Path

from engine.operations.services import Services
from engine.server.named_paths import EXPORTS, FOR_CLIENTS, UPLOADS
from engine.store.database import Rows
from engine.store.errors import StorageError
from schemas.frozen import frozen

KEPT_DAYS = 7.0
"""For how long an upload is kept that nothing names."""

MOST_BYTES = 20 * 1024**3
"""Of uploads that nothing names: the oldest go sooner when they are more. See `YOUNG_SECONDS`."""

YOUNG_SECONDS = 3600.0
"""What is younger is about to be used."""

FOR_CLIENTS_SECONDS = 86_400.0
"""For how long an export is kept that a client was to fetch."""

EVERY_SECONDS = 6 * 3600.0
_DAY = 86_400.0
_ID = re.compile(r"uploads[/\\]+([0-9a-f]{16})")
_log = logging.getLogger("reroll.server")


@frozen
class Upload:
    """A file that was sent; `size` is in bytes, `at` in Unix seconds.

    `named`: something in the store needs it.
    """

    folder: Path
    name: str
    size: int
    at: float
    named: bool = False


async def uploads(services: Services) -> list[Upload]:
    """All there are, the oldest first. Raises `StorageError`."""
    found = await asyncio.to_thread(_found, services.home / UPLOADS)
    named = await _named(services.database) if found else set[str]()
    return [Upload(each.folder, each.name, each.size, each.at, each.folder.name in named) for each in found]


def superfluous(
    every: Sequence[Upload], *, days: float = KEPT_DAYS, most: int = MOST_BYTES, now: float | None = None
) -> list[Upload]:
    """Those that may go: by their age, then by how much they are together, the oldest first."""
    now = time.time() if now is None else now
    free = [each for each in every if not each.named and now - each.at > min(YOUNG_SECONDS, days * _DAY)]
    total = sum(each.size for each in every if not each.named)
    going: list[Upload] = []
    for each in sorted(free, key=lambda each: each.at):
        if now - each.at > days * _DAY or total > most:
            going.append(each)
            total -= each.size
    return going


async def remove(going: Sequence[Upload]) -> None:
    """Remove them; what is gone already does not matter."""
    for each in going:
        await asyncio.to_thread(shutil.rmtree, each.folder, ignore_errors=True)


async def tidy(services: Services) -> int:
    """Remove what nobody needs any more; returns how many uploads that were. Raises `StorageError`."""
    going = superfluous(await uploads(services))
    await remove(going)
    await asyncio.to_thread(_tidy_exports, services.home / EXPORTS / FOR_CLIENTS)
    return len(going)


async def keep_tidy(services: Services) -> None:
    """Tidy now and every few hours, until cancelled."""
    while True:
        try:
            if count := await tidy(services):
                _log.info("removed %d uploads that nothing named", count)
        except StorageError as error:
            _log.warning("uploads could not be tidied: %s", error.message)
        await asyncio.sleep(EVERY_SECONDS)


def _found(folder: Path) -> list[Upload]:
    made: list[Upload] = []
    with contextlib.suppress(OSError):
        for each in folder.iterdir():
            if each.is_symlink() or not _ID.fullmatch(f"uploads/{each.name}"):
                continue  # nothing of ours
            with contextlib.suppress(OSError):
                files = [file for file in each.iterdir() if file.is_file()]
                # One that never came whole has a hidden name; its folder may be empty.
                name = next((file.name for file in files if not file.name.startswith(".")), "")
                size = sum(file.stat().st_size for file in files)
                at = max([each.stat().st_mtime, *(file.stat().st_mtime for file in files)])
                made.append(Upload(each, name, size, at))
    return sorted(made, key=lambda each: each.at)


async def _named(rows: Rows) -> set[str]:
    """The ids of uploads that anything in the store mentions."""
    found: set[str] = set()
    for table, column in _MENTIONING:
        told = await rows.all(f"SELECT {column} FROM {table} WHERE {column} LIKE '%uploads%'")  # noqa: S608 - constants
        for (text,) in told:
            found.update(_ID.findall(text))
    return found


def _tidy_exports(folder: Path) -> None:
    old = time.time() - FOR_CLIENTS_SECONDS
    with contextlib.suppress(OSError):
        for each in folder.iterdir():
            if each.stat().st_mtime < old:
                shutil.rmtree(each, ignore_errors=True)


_MENTIONING = (
    ("session_events", "data"),
    ("drafts", "body"),
    ("executions", "request"),
    ("documents", "body"),
    ("record_values", "value"),
    ("overrides", "value"),
    ("batches", "body"),
    ("sweeps", "body"),
    ("llm_action_versions", "body"),
)
"""Where a path may be written down."""
