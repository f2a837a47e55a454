"""Each operation as `POST /api/<group>/<verb>`: its request is the body, its reply in the envelope."""

from collections.abc import Awaitable, Callable
from typing import Any

from fastapi import APIRouter
from starlette.responses import Response

from engine.operations.errors import BY_KIND
from engine.operations.listed import all_operations
from engine.operations.operation import Operation
from engine.operations.reference import errors_of, reply_of
from engine.server.replies import BEFORE, Failure, Success


def operation_routes() -> APIRouter:
    """A route for each operation there is."""
    routes = APIRouter()
    for operation in all_operations():
        routes.add_api_route(
            path_of(operation),
            _described(operation),
            methods=["POST"],
            operation_id=operation.name,
            summary=_first_line(operation.run.__doc__) or operation.name,
            description=operation.request.__dict__.get("__doc__") or operation.run.__doc__ or "",
            tags=[operation.name.partition(".")[0]],
            response_model=Success[reply_of(operation)],
            responses=described_errors(*errors_of(operation)),
        )
    return routes


def path_of(operation: Operation) -> str:
    """Where an operation is asked for."""
    group, _, verb = operation.name.partition(".")
    return f"/api/{group}/{verb}"


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


def _described(operation: Operation) -> Callable[..., Awaitable[Response]]:
    """What OpenAPI is made of; the requests themselves `Direct` answers."""

    async def endpoint(body: Any) -> Response:
        raise AssertionError(body)

    endpoint.__annotations__["body"] = operation.request
    return endpoint


def _first_line(text: str | None) -> str:
    return (text or "").strip().partition("\n")[0].rstrip(".")
