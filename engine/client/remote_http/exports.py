"""Exports of a server, brought to where an export of a local engine would have put them."""

import asyncio
import secrets
import time
from pathlib import Path, PurePosixPath
from typing import Any, Protocol
from urllib.parse import quote

from engine.client.remote_http.connection import Connection
from engine.client.remote_http.downloading import download
from engine.operations.errors import BadRequest, Conflict
from engine.session.exports.results_export import free_folder
from schemas.messages.exports import ExportedResults, ExportResults
from schemas.messages.record_transfer import ExportRecords, RecordsExport
from schemas.messages.session import SessionSummary

_FOR_CLIENTS = "for-clients"


class Summaries(Protocol):
    """Tells of a session."""

    async def __call__(self, session_id: str) -> SessionSummary: ...


class Exports:
    """Exports of one server; those whose place was left open go below `folder`.

    An export is made below a name on the server that nobody else knows, and fetched from there.
    """

    def __init__(self, connection: Connection, folder: Path, summaries: Summaries) -> None:
        self._connection = connection
        self._folder = folder
        self._summaries = summaries

    def elsewhere(self, request: Any) -> Any:
        """The request as the server is to have it, or None if nothing is to be fetched afterwards."""
        name = f"{_FOR_CLIENTS}/{secrets.token_hex(16)}"
        match request:
            case ExportRecords() if request.path:
                file = _file(request.path)
                if file.exists() and not request.overwrite:
                    raise Conflict(f"{file} is there already.", hint="Name another, or overwrite it.")
                return request.model_copy(update={"path": f"{name}/{file.name}"})
            case ExportResults():
                if request.folder:
                    _local(request.folder)
                return request.model_copy(update={"folder": f"{name}/results"})
            case _:
                return None

    async def here(self, request: Any, made: Any) -> Any:
        """The reply with paths of this machine. Raises `OperationError` and `StorageError`."""
        match made:
            case RecordsExport():
                target = _file(request.path)
                await self._fetch(made.path, 2, target)
                return made.model_copy(update={"path": str(target)})
            case ExportedResults():
                return await self._results(request, made)
            case _:
                return made

    async def _results(self, request: ExportResults, made: ExportedResults) -> ExportedResults:
        if request.folder:
            wanted = _local(request.folder)
        else:
            told = await self._summaries(request.session_id)
            stamp = time.strftime("%Y-%m-%d", time.localtime(told.created_at))
            wanted = self._folder / f"{stamp}-{told.workflow_id}-{request.session_id}" / "results"
        folder = await asyncio.to_thread(free_folder, wanted)

        async def fetched(path: str) -> str:
            target = folder / PurePosixPath(path).name
            await self._fetch(path, 3, target)
            return str(target)

        return made.model_copy(
            update={
                "folder": str(folder),
                "files": [await fetched(each) for each in made.files],
                "contact_sheet": await fetched(made.contact_sheet) if made.contact_sheet else None,
                # Last, as where they were made: it says that all are there.
                "manifest": await fetched(made.manifest),
            }
        )

    async def _fetch(self, path: str, depth: int, target: Path) -> None:
        """Fetch what lies so deep below the server's `exports/for-clients`."""
        name = "/".join((_FOR_CLIENTS, *PurePosixPath(path).parts[-depth:]))
        await download(self._connection, f"/api/exports/{quote(name)}", target)


def _file(named: str) -> Path:
    return Path(named).expanduser().absolute()


def _local(named: str) -> Path:
    try:
        path = Path(named).expanduser()
    except RuntimeError:
        path = Path(named)
    if not path.is_absolute() or "\0" in named:
        hint = "Give a path from the root, or one that begins with ~."
        raise BadRequest(f"{named!r} is no absolute path.", hint=hint)
    return path
