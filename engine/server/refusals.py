"""Replies to requests that failed, whatever it failed with."""

from collections.abc import Mapping, Sequence
from typing import Any

from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.types import Scope

from engine.operations.dispatcher import as_operation_error
from engine.operations.errors import Unprocessable
from engine.server.replies import failure, plain_error
from engine.server.serving import KEY, Serving, request_id_of

_TOO_LARGE = 413


def refusal(scope: Scope, error: Exception) -> Response:
    """What is answered where `error` was raised; counted if an operation failed."""
    if isinstance(error, HTTPException):
        said = plain_error(error.status_code, str(error.detail) if error.status_code == _TOO_LARGE else "")
        reply = failure(error.status_code, said, request_id_of(scope))
        reply.headers.update(error.headers or {})
        return reply
    known = as_operation_error(error)
    serving: Serving = scope[KEY]
    serving.measures.failed(known.body.code)
    return failure(known.status, known.body, request_id_of(scope))


def not_valid(errors: Sequence[Any], skipped: int = 0) -> Unprocessable:
    """What is wrong with a request, field by field; without the first `skipped` parts of each place."""

    def told(each: Mapping[str, Any]) -> dict[str, str]:
        return {"field": ".".join(str(part) for part in each["loc"][skipped:]), "message": each["msg"]}

    return Unprocessable("The request is not valid.", details=[told(each) for each in errors])
