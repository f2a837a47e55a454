"""Requests out of what a person gave: words of a command line, or a text that was edited."""

from typing import Any, TypeVar

from pydantic import ValidationError

from schemas.messages.base import Message

M = TypeVar("M", bound=Message)


class UsageError(Exception):
    """What was given cannot be meant; `hint` says what can, or is ""."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


def made(request: type[M], **fields: Any) -> M:
    """A request; `UsageError` with what is wrong with it."""
    try:
        return request.model_validate(fields)
    except ValidationError as error:
        wrong = [f"{'.'.join(map(str, each['loc']))}: {each['msg']}" for each in error.errors()]
        raise UsageError("; ".join(wrong)) from None
