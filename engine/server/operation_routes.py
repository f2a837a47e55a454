"""Each operation as `POST /api/<group>/<verb>`: its request is the body, its reply in the envelope."""

from collections.abc import Awaitable, Callable
from typing import Any

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from engine.operations.dispatcher import dispatch
from engine.operations.errors import BY_KIND
from engine.operations.listed import all_operations
from engine.operations.operation import Operation
from engine.operations.reference import errors_of, reply_of
from engine.server.named_paths import check_paths
from engine.server.replies import BEFORE, Failure, Success, success
from engine.server.serving import serving_of
from schemas.messages.requests import BlobContent


def operation_routes() -> APIRouter:
    """A route for each operation there is."""
    routes = APIRouter()
    for operation in all_operations():
        group, _, verb = operation.name.partition(".")
        routes.add_api_route(
            f"/api/{group}/{verb}",
            _endpoint(operation),
            methods=["POST"],
            operation_id=operation.name,
            summary=_first_line(operation.run.__doc__) or operation.name,
            description=operation.request.__dict__.get("__doc__") or operation.run.__doc__ or "",
            tags=[group],
            response_model=Success[reply_of(operation)],
            responses=described_errors(*errors_of(operation)),
        )
    return routes


def described_errors(*codes: str) -> dict[int | str, dict[str, Any]]:
    """Errors of a route for OpenAPI; every one may be refused before it is reached, or fail with 500."""
    statuses: dict[int, list[str]] = {}
    for code in dict.fromkeys((*codes, *BEFORE, "internal")):
        status = BEFORE.get(code) or BY_KIND[code].status
        statuses.setdefault(status, []).append(code)
    return {
        status: {"model": Failure, "description": ", ".join(names)}
        for status, names in sorted(statuses.items())
    }


def _endpoint(operation: Operation) -> Callable[..., Awaitable[Response]]:
    async def endpoint(request: Request, body: Any) -> Response:
        services = serving_of(request).services
        await check_paths(services, body)
        reply: Any = await dispatch(services, body)
        if isinstance(reply, BlobContent):
            # Folders of this machine mean nothing to a client: the bytes are at /api/blobs.
            reply = reply.model_copy(update={"path": None, "cache": None})
        return success(reply)

    endpoint.__annotations__["body"] = operation.request
    return endpoint


def _first_line(text: str | None) -> str:
    return (text or "").strip().partition("\n")[0].rstrip(".")
