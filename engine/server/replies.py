"""The envelope around replies and errors, as OpenAPI describes it and as it is sent (row D3)."""

from http import HTTPStatus
from typing import Generic, Literal, TypeVar

from starlette.responses import Response

from schemas.messages.base import Message
from schemas.messages.errors import ErrorBody

T = TypeVar("T")

_CODES = {
    401: "unauthorized",
    403: "forbidden",
    404: "not_found",
    405: "method_not_allowed",
    413: "too_large",
}

BEFORE: dict[str, int] = {
    "bad_request": 400,
    "unauthorized": 401,
    "forbidden": 403,
    "too_large": 413,
    "unsupported_media_type": 415,
    "unprocessable": 422,
    "too_many": 429,
}
"""How a request may end before it reaches an operation: codes and their statuses."""


class Success(Message, Generic[T]):
    """The reply of an operation that was done."""

    success: Literal[True] = True
    data: T


class Failure(Message):
    """Why an operation was not done. `request_id` finds it in the server's log."""

    success: Literal[False] = False
    error: ErrorBody
    request_id: str = ""


def success(reply: Message, status: int = 200) -> Response:
    """A reply in its envelope."""
    content = b'{"success":true,"data":' + reply.model_dump_json(by_alias=True).encode() + b"}"
    return Response(content, status, media_type="application/json")


def failure(status: int, error: ErrorBody, request_id: str) -> Response:
    """An error in its envelope."""
    reply = Failure(error=error, request_id=request_id)
    return Response(reply.model_dump_json(), status, media_type="application/json")


def plain_error(status: int, message: str = "", hint: str = "") -> ErrorBody:
    """The error of a request that reached no operation."""
    code = _CODES.get(status) or HTTPStatus(status).name.lower()
    return ErrorBody(code=code, message=message or f"{HTTPStatus(status).phrase}.", hint=hint)
