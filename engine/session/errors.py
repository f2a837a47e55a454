"""What can be wrong with a request to a session."""

from typing import Any


class SessionError(Exception):
    """`kind` says which status it is: bad_request, forbidden, not_found, conflict, unprocessable.

    `code` is for programs that tell one from another of a kind.
    """

    def __init__(
        self, kind: str, message: str, *, hint: str = "", details: Any = None, code: str = ""
    ) -> None:
        super().__init__(message)
        self.code = code
        self.kind = kind
        self.message = message
        self.hint = hint
        self.details = details


class UnknownSession(SessionError):
    """There is no session of that id, or no longer."""

    def __init__(self, session_id: str) -> None:
        super().__init__("not_found", f"There is no session {session_id!r}.")
