"""Operations are answered here, ahead of the framework's routes, which describe them.

The framework looks through all routes one by one and reads a body twice (JSON, then the model): more than
a cheap operation itself takes. Here it is one look-up by the path, and the body is read once, strictly: as
OpenAPI says, a number is no text and 1 is not true.
"""

from collections.abc import Iterable
from typing import Any

from pydantic import ValidationError
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from engine.operations.dispatcher import dispatch
from engine.operations.operation import Operation
from engine.server.named_paths import check_paths
from engine.server.operation_routes import path_of
from engine.server.refusals import not_valid, refusal
from engine.server.replies import success
from engine.server.serving import KEY, Serving
from schemas.frozen import frozen
from schemas.messages.base import Message
from schemas.messages.executions import BlobContent


@frozen
class Answering:
    """Which route it is that answers, for whoever counts."""

    path: str


class Direct:
    """Wraps the described routes."""

    def __init__(self, routes: ASGIApp, operations: Iterable[Operation]) -> None:
        self._routes = routes
        self._direct = {path_of(each): (each, Answering(path_of(each))) for each in operations}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        direct = self._direct.get(scope["path"]) if scope["method"] == "POST" else None
        if direct is None:
            await self._routes(scope, receive, send)
            return
        operation, scope["route"] = direct
        try:
            response = await _answered(operation, scope, receive)
        except ClientDisconnect:
            return
        except Exception as error:  # noqa: BLE001 - every failure is told in the envelope
            response = refusal(scope, error)
        await response(scope, receive, send)


async def _answered(operation: Operation, scope: Scope, receive: Receive) -> Response:
    serving: Serving = scope[KEY]
    body = await Request(scope, receive).body()
    try:
        asked: Any = operation.request.model_validate_json(body, strict=True)
    except ValidationError as error:
        raise not_valid(error.errors(include_url=False, include_context=False, include_input=False)) from None
    await check_paths(serving.services, asked)
    return success(_for_clients(await dispatch(serving.services, asked)))


def _for_clients(reply: Any) -> Message:
    if isinstance(reply, BlobContent):
        # Folders of this machine mean nothing to a client: the bytes are at /api/blobs.
        return reply.model_copy(update={"path": None, "cache": None})
    return reply
