"""What every message shares."""

from typing import Generic, TypeVar

from pydantic import BaseModel, ConfigDict

Reply = TypeVar("Reply")


class Message(BaseModel):
    """A message: unknown keys are refused, so that a client's typing error is answered."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True, defer_build=True)


class Answered(Generic[Reply]):
    """Marks a request with the type of its reply: `class GetSession(Message, Answered[SessionView])`."""


class Nothing(Message):
    """The reply of operations that only do."""
