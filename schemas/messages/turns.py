"""Turns: the exchanges with models inside a session (row D6)."""

from typing import Any

from pydantic import Field

from schemas.documents.base import Prose
from schemas.messages.base import Answered, Message
from schemas.messages.session import SessionView

MOST_CHARACTERS = 1024 * 1024


class UsedReference(Message):
    """A reference as a turn used it: `hash` is the SHA-256 of its bytes at that moment."""

    name: str
    hash: str


class TurnView(Message):
    """One exchange with a model. `at` is Unix seconds.

    `system` and `asked` are what was sent after templates, without the references that were
    added to it; `values` the form's values, `feedback` what the person wanted different.
    `edited` means that `asked` or `reply` is not what it was: the session's log keeps the
    original. `usage` counts tokens.
    """

    id: str
    execution_id: str
    interaction_id: str | None = None
    step_id: str = ""
    module_id: str | None = None
    label: str
    action: str
    provider: str
    provider_label: str
    model: str
    system: str
    asked: str
    values: dict[str, Any] = Field(default_factory=dict[str, Any])
    feedback: str = ""
    references: list[UsedReference] = Field(default_factory=list[UsedReference])
    reply: str
    usage: dict[str, Any] = Field(default_factory=dict[str, Any])
    edited: bool = False
    at: float


class TurnList(Message):
    """Turns, the oldest first."""

    turns: list[TurnView]


class ListTurns(Message, Answered[TurnList]):
    session_id: str


class EditTurn(Message, Answered[TurnView]):
    """Correct what a turn says, for the turns that follow; what is null or left out stays as it is."""

    session_id: str
    turn_id: str
    asked: Prose | None = Field(default=None, min_length=1, max_length=MOST_CHARACTERS)
    reply: Prose | None = Field(default=None, min_length=1, max_length=MOST_CHARACTERS)


class DeleteTurn(Message, Answered[TurnList]):
    """Take a turn out of the conversation; what it made stays."""

    session_id: str
    turn_id: str


class ForkTurn(Message, Answered[SessionView]):
    """Make a new session that goes on right after a turn."""

    session_id: str
    turn_id: str
    title: str = Field(default="", max_length=200)
