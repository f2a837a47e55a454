"""Everything in its order, each look whatever became of the others; nothing it says holds a secret."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable
from dataclasses import replace
from pathlib import Path

from engine.doctor.database import look_at_blobs, look_at_database
from engine.doctor.finding import Finding
from engine.doctor.generators import ask_generators, look_at_generators
from engine.doctor.home import look_at_home
from engine.doctor.machine import look_at_machine
from engine.doctor.postgres import look_at_postgres
from engine.doctor.server import look_at_server
from engine.logs.secrets import Hidden, secrets_of
from engine.providers.credentials import Credentials
from schemas.clean_text import clean_line

STORE, BLOBS = "REROLL_STORE", "REROLL_BLOBS"


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
    said = Credentials(home).variable
    steps: list[tuple[str, Callable[[], Iterable[Finding]]]] = [
        ("this machine", look_at_machine),
        ("home folder", lambda: look_at_home(home)),
    ]
    if not said(STORE):
        steps.append(("database", lambda: look_at_database(home, all_of_it=thorough)))
    if said(BLOBS).startswith("s3:"):
        steps.append(("files", lambda: [Finding("files", "note", "on S3, not looked at")]))
    else:
        folder = home / Path(said(BLOBS) or "blobs").expanduser()
        steps.append(("files", lambda: look_at_blobs(folder, all_of_them=thorough)))
    steps.append(("generators", lambda: look_at_generators(home)))
    for what, look in steps:
        for finding in await asyncio.to_thread(_looked, what, look):
            yield finding
    further: list[tuple[str, AsyncIterator[Finding]]] = []
    if url := said(STORE):
        further.append((STORE, look_at_postgres(url)))
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


def _looked(what: str, look: Callable[[], Iterable[Finding]]) -> list[Finding]:
    found: list[Finding] = []
    try:
        found.extend(look())
    except Exception as error:  # noqa: BLE001 - what ails one part must not keep the others unseen
        found.append(_fell(what, error))
    return found


def _fell(what: str, error: Exception) -> Finding:
    return Finding(what, "failed", f"it could not be looked at: {type(error).__name__}: {error}")
