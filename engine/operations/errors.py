"""The small error hierarchy every client sees (row D3)."""

from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar

from schemas import messages

if TYPE_CHECKING:
    from schemas.messages.errors import ErrorBody


class OperationError(Exception):
    """An operation could not be done. Subclasses say which status it is over HTTP."""

    status: ClassVar[int] = 500
    code: ClassVar[str] = "internal"

    def __init__(self, message: str, *, hint: str = "", details: Any = None, code: str = "") -> None:
        super().__init__(message)
        self._told: dict[str, Any] = {
            "code": code or self.code,
            "message": message,
            "hint": hint,
            "details": details,
        }

    @cached_property
    def body(self) -> "ErrorBody":
        """What is told of it."""
        return messages.ErrorBody(**self._told)


class BadRequest(OperationError):
    """The request itself is wrong."""

    status = 400
    code = "bad_request"


class Unauthorized(OperationError):
    """Nobody knows who asks."""

    status = 401
    code = "unauthorized"


class Forbidden(OperationError):
    """Whoever asks may not do it."""

    status = 403
    code = "forbidden"


class NotFound(OperationError):
    """What it names is not there."""

    status = 404
    code = "not_found"


class Conflict(OperationError):
    """It does not fit the present state."""

    status = 409
    code = "conflict"


class Unprocessable(OperationError):
    """The request is well-formed, its content is not valid."""

    status = 422
    code = "unprocessable"


class TooMany(OperationError):
    """Asked too often; `seconds` is when to ask again."""

    status = 429
    code = "too_many"

    def __init__(
        self, message: str, *, seconds: float = 1.0, hint: str = "", details: Any = None, code: str = ""
    ) -> None:
        super().__init__(message, hint=hint, details=details, code=code)
        self.seconds = seconds


class Internal(OperationError):
    """Our fault, or the disk's."""


BY_KIND: dict[str, type[OperationError]] = {
    kind.code: kind
    for kind in (
        *(BadRequest, Unauthorized, Forbidden, NotFound, Conflict, Unprocessable, TooMany),
        Internal,
    )
}
