"""What every message shares."""

from typing import Annotated, Generic, TypeVar

from pydantic import BaseModel, ConfigDict, Field

Reply = TypeVar("Reply")

Whole = Annotated[int, Field(ge=-(2**63), lt=2**63)]
"""A whole number that a database can hold."""


class Message(BaseModel):
    """A message: unknown keys are refused, so that a client's typing error is answered."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True, defer_build=True)


class Answered(Generic[Reply]):
    """Marks a request with the type of its reply: `class GetSession(Message, Answered[SessionView])`."""


class Nothing(Message):
    """The reply of operations that only do."""
