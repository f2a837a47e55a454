"""The envelope around every reply and the error inside it (row D3)."""

from typing import Any

from pydantic import Field

from schemas.messages.base import Message


class ErrorBody(Message):
    """What went wrong, for a program (`code`) and for a person (`message`, `hint`)."""

    code: str
    message: str
    hint: str = ""
    details: Any = None


class Envelope(Message):
    """Exactly one of `data` and `error` is set, as `success` says."""

    success: bool
    data: Any = None
    error: ErrorBody | None = Field(default=None)
