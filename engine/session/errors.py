"""What can be wrong with a request to a session."""

from typing import Any


class SessionError(Exception):
    """`kind` says which status it is: bad_request, not_found, conflict, unprocessable."""

    def __init__(self, kind: str, message: str, *, hint: str = "", details: Any = None) -> None:
        super().__init__(message)
        self.kind = kind
        self.message = message
        self.hint = hint
        self.details = details
