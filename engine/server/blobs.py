"""Files by their content, with ranges; the same for ever, so that they may be kept for ever."""

from typing import Annotated

from fastapi import APIRouter, Path
from starlette.requests import Request
from starlette.responses import FileResponse, Response

from engine.operations.dispatcher import dispatch
from engine.server.conditional import has_already
from engine.server.operation_routes import described_errors
from engine.server.serving import serving_of
from schemas.messages.executions import GetBlob

routes = APIRouter(tags=["blobs"])

Digest = Annotated[str, Path(pattern=r"^[0-9a-f]{64}$", description="SHA-256 of the content.")]

_SHOWN = ("image/png", "image/jpeg", "image/webp", "image/gif", "video/mp4", "audio/mpeg", "text/plain")
"""What a browser may show at this address; anything else could run there, and is only downloaded."""


@routes.head("/api/blobs/{digest}", include_in_schema=False)
@routes.get(
    "/api/blobs/{digest}",
    operation_id="blobs.read",
    summary="The bytes of a `blob:` url",
    response_class=Response,
    responses={
        200: {
            "description": "The file.",
            "content": {"*/*": {"schema": {"type": "string", "format": "binary"}}},
        },
        206: {"description": "The parts that `Range` asks for."},
        304: {"description": "It is what `If-None-Match` says."},
        **described_errors("not_found"),
    },
)
async def blob(request: Request, digest: Digest) -> Response:
    """What `blob:<digest>` names."""
    found = await dispatch(serving_of(request).services, GetBlob(url=f"blob:{digest}"))
    assert found.path is not None
    headers = {
        "etag": f'"{digest}"',
        "cache-control": "private, max-age=31536000, immutable",
        "content-security-policy": "default-src 'none'; sandbox",
    }
    if has_already(request, headers["etag"]):
        return Response(status_code=304, headers=headers)
    if found.media_type not in _SHOWN:
        headers["content-disposition"] = "attachment"
    return FileResponse(found.path, headers=headers, media_type=found.media_type)
