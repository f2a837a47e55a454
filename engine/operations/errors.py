"""The small error hierarchy every client sees (row D3)."""

from typing import Any, ClassVar

from schemas.messages.errors import ErrorBody


class OperationError(Exception):
    """An operation could not be done. Subclasses say which status it is over HTTP."""

    status: ClassVar[int] = 500
    code: ClassVar[str] = "internal"

    def __init__(self, message: str, *, hint: str = "", details: Any = None, code: str = "") -> None:
        super().__init__(message)
        self.body = ErrorBody(code=code or self.code, message=message, hint=hint, details=details)


class BadRequest(OperationError):
    """The request itself is wrong."""

    status = 400
    code = "bad_request"


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


class Internal(OperationError):
    """Our fault, or the disk's."""


BY_KIND: dict[str, type[OperationError]] = {
    kind.code: kind for kind in (BadRequest, NotFound, Conflict, Unprocessable, Internal)
}
