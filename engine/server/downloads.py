"""What was exported on the server, for a client to take home: a file, or a folder as a ZIP."""

import asyncio
from pathlib import Path as FilePath
from typing import Annotated

from fastapi import APIRouter, Path
from starlette.requests import Request
from starlette.responses import FileResponse, Response, StreamingResponse

from engine.access.allowing import allow
from engine.access.needs import ADMIN, Need, reads
from engine.caller import caller
from engine.operations.errors import NotFound
from engine.operations.services import Services
from engine.server.conditional import has_already
from engine.server.named_paths import EXPORTS, FOR_CLIENTS, is_below
from engine.server.operation_routes import described_errors
from engine.server.serving import serving_of
from engine.server.zipped import zipped
from engine.session.errors import SessionError
from schemas.messages.sessions import GetSession

routes = APIRouter(tags=["exports"])

Name = Annotated[
    str, Path(max_length=4096, description="A file or a folder below `exports` of the server's home folder.")
]


@routes.head("/api/exports/{name:path}", include_in_schema=False)
@routes.get(
    "/api/exports/{name:path}",
    operation_id="exports.read",
    summary="A file that was exported, or a folder of such files as a ZIP",
    response_class=Response,
    responses={
        200: {
            "description": "The file, or the ZIP.",
            "content": {"*/*": {"schema": {"type": "string", "format": "binary"}}},
        },
        206: {"description": "The parts that `Range` asks for; a ZIP comes whole."},
        304: {"description": "It is what `If-None-Match` says."},
        **described_errors("not_found"),
    },
)
async def exported(request: Request, name: Name) -> Response:
    """Only below `exports`; of another's session only to whom it is shared with."""
    services = serving_of(request).services
    found = await asyncio.to_thread(_found, services.home / EXPORTS, name)
    if found is None or not await _may_see(services, found.relative_to(services.home / EXPORTS)):
        raise NotFound("There is no such export on this server.")
    headers = {"cache-control": "private, no-cache", "content-security-policy": "default-src 'none'; sandbox"}
    if found.is_dir():
        headers["content-disposition"] = f'attachment; filename="{_plain(found.name)}.zip"'
        return StreamingResponse(zipped(found), media_type="application/zip", headers=headers)
    stat = await asyncio.to_thread(found.stat)
    headers["etag"] = f'"{stat.st_mtime_ns:x}-{stat.st_size:x}"'
    if has_already(request, headers["etag"]):
        return Response(status_code=304, headers=headers)
    return FileResponse(found, headers=headers, filename=found.name, stat_result=stat)


def _found(exports: FilePath, name: str) -> FilePath | None:
    """The file or folder of that name; None for what is none, or lies elsewhere, whatever links lead to."""
    parts = name.strip("/").split("/")
    if any(part.startswith(".") or part == "" or "\0" in part for part in parts):
        return None
    if parts[0] == FOR_CLIENTS and len(parts) == 1:
        return None  # whoever knows the name of what was exported may have it, not everything
    path = exports.joinpath(*parts)
    try:
        return path if is_below(str(path), exports) and (path.is_file() or path.is_dir()) else None
    except OSError:
        return None


async def _may_see(services: Services, path: FilePath) -> bool:
    """Whether whoever asks may have it: folders of exports are named for their sessions."""
    first = path.parts[0]
    session_id = first.rpartition("-")[2]
    need: Need
    if first == FOR_CLIENTS or caller() is None:
        return True  # its name is as good as a key
    known = await services.database.one("SELECT 1 FROM sessions WHERE id = ?", (session_id,))
    need = reads("session_id") if known else ADMIN
    try:
        await allow(services.database, need, GetSession(session_id=session_id))
    except SessionError:
        return False
    return True


def _plain(name: str) -> str:
    return "".join(each if each.isascii() and (each.isalnum() or each in "-_.") else "_" for each in name)
