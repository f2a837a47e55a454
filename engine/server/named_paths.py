"""Paths in requests: a client elsewhere names no files of this machine.

Reading is allowed below `uploads` of the home folder, writing below `exports`, and workflows may be
named by their ids or below the folders that workflows are found in.
"""

import asyncio
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from engine.bundled import bundled_folder
from engine.operations.errors import BadRequest, NotFound
from engine.operations.services import Services
from engine.store.errors import from_os
from schemas.messages.base import Message
from schemas.messages.exports import ExportResults
from schemas.messages.record_transfer import ExportRecords, ImportSource
from schemas.messages.references import AddReference, ReferenceContent, ReplaceReferences
from schemas.messages.restoring import RestoreForm

UPLOADS, EXPORTS, WORKFLOWS = "uploads", "exports", "workflows"

FOR_CLIENTS = "for-clients"
"""Below `exports`: what clients take home. They draw the names, which nobody else can guess."""

NAMES_NO_FILE = frozenset({RestoreForm})
"""Requests whose `workflow` is an id and never opened as a path."""


async def check_paths(services: Services, request: Message) -> None:
    """Raises `OperationError` if a request names a file that clients may not name.

    Where an export names no whole path, it is one below `exports`: the request gets the whole one.
    """
    home = services.home
    match request:
        case ImportSource():
            await _check((request.path,), home / UPLOADS, _unread)
        case AddReference():
            await _check(_sources(request.reference), home / UPLOADS, _unread)
        case ReplaceReferences():
            await _check(_sources(*request.references), home / UPLOADS, _unread)
        case ExportRecords():
            request.path = await _for_writing(request.path, home / EXPORTS)
        case ExportResults():
            request.folder = await _for_writing(request.folder, home / EXPORTS)
        case _:
            workflow: Any = getattr(request, "workflow", None)
            if isinstance(workflow, str) and workflow and type(request) not in NAMES_NO_FILE:
                await asyncio.to_thread(_check_workflow, services, workflow)


def _sources(*references: ReferenceContent) -> tuple[str, ...]:
    return tuple(each.path for each in references if each.path is not None)


async def _check(named: Iterable[str], allowed: Path, refusal: Callable[[Path], BadRequest]) -> None:
    for text in named:
        if text and not await asyncio.to_thread(is_below, text, allowed):
            raise refusal(allowed)


async def _for_writing(named: str, allowed: Path) -> str:
    """The whole path, in a folder that is there. Nothing named stays so."""
    if not named:
        return named
    path = named if named.startswith(("/", "~")) else str(allowed / named)
    await _check((path,), allowed, _unwritten)
    try:
        await asyncio.to_thread(Path(path).parent.mkdir, parents=True, exist_ok=True)
    except OSError as error:
        raise from_os(error, Path(path)) from None
    return path


def _check_workflow(services: Services, workflow: str) -> None:
    if services.sessions.known(workflow) is not None:
        return
    # Not `uploads`: a document says itself which addresses of the server's network it asks, and whoever
    # has a token could upload one.
    folders = (services.home / WORKFLOWS, bundled_folder())
    if not any(is_below(workflow, folder) for folder in folders):
        # The same words whether or not there is such a file: that is nobody's business elsewhere.
        raise NotFound(
            f"There is no workflow {workflow[:200]!r} on this server.",
            hint="Give the id of a workflow it knows; whoever looks after it puts others below workflows/.",
        )


def is_below(text: str, folder: Path) -> bool:
    """Whether a path, whatever links it goes through, is inside `folder`."""
    try:
        path = Path(text).expanduser()
        return path.is_absolute() and folder.resolve() in path.resolve().parents
    except (OSError, ValueError, RuntimeError):  # loops, null bytes, unknown homes
        return False


def _unread(allowed: Path) -> BadRequest:
    return BadRequest(
        "The server reads no files that a client names.",
        hint=f"Upload it first (POST /api/uploads); what was uploaded is below {allowed.name}.",
        code="path_refused",
    )


def _unwritten(allowed: Path) -> BadRequest:
    return BadRequest(
        "The server writes no files where a client says.",
        hint=f"Leave the path out, or name one below {allowed} on the server.",
        code="path_refused",
    )
