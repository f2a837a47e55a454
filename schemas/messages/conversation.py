"""Conversations: turns, the actions inside their replies, the states they go through (rows E3, E6, E7).

While a reply streams, its text comes as `token` events of its execution, and each action in it
as session changes of the kind `embedded_action` (`{action}`: what changed of an
`EmbeddedActionView`, found by `id`), with `state_entered` (`{from, to, by, title, text, after}`)
where one moves the machine. A client that sees one of them, or `reply_begun`, `reply_set_aside`,
`reply_restored` or `execution_ended`, asks for `conversation.get` again.
"""

from typing import Any, Literal

from pydantic import Field

from schemas.documents.base import Prose
from schemas.messages.base import Answered, Message
from schemas.messages.session import ExecutionStatus, SessionView

EmbeddedStatus = Literal["waiting", "running", "done", "refused", "malformed", "failed", "declined", "undone"]
"""`waiting` for the person's yes; `undone` belongs to a reply that never came to its end and
took another one's place."""


class EmbeddedActionView(Message):
    """One action that a reply asked for, and what became of it. `at` is Unix seconds.

    `name` is empty where the markup could not be read; `raw` is the markup as it came.
    `message` says why it was refused, malformed, failed or declined. `execution_id` is its own
    run. `changed` holds the keys of the state that it set, with their new values; `state_id` is
    the state it moved the conversation to, or empty. One entry with a `count` above 1 stands
    for so many that were refused beyond the first ones.
    """

    id: str
    name: str = ""
    parameters: dict[str, Any] = Field(default_factory=dict[str, Any])
    raw: str = ""
    status: EmbeddedStatus
    message: str = ""
    execution_id: str = ""
    outputs: Any = None
    changed: dict[str, Any] = Field(default_factory=dict[str, Any])
    state_id: str = ""
    count: int = 1
    at: float


class ConversationTurn(Message):
    """What the person said and what was answered; `reply` is the reply without its actions.

    `state_id` is the state that the conversation was in after it. `place` is 0 for the first
    turn; an earlier reply has the place of the one that took its place.
    """

    turn_id: str
    execution_id: str
    place: int
    asked: str
    reply: str
    actions: list[EmbeddedActionView] = Field(default_factory=list[EmbeddedActionView])
    state_id: str = ""
    provider_label: str = ""
    model: str = ""
    usage: dict[str, Any] = Field(default_factory=dict[str, Any])
    edited: bool = False
    at: float


class PartialReply(Message):
    """A reply that is no turn: it still runs, or it was cut after it had asked for something.

    What its actions did stays done. `place` is the number of turns before it.
    """

    execution_id: str
    status: ExecutionStatus
    place: int
    asked: str = ""
    actions: list[EmbeddedActionView] = Field(default_factory=list[EmbeddedActionView])
    at: float


class StateEntry(Message):
    """A state was entered. `text` is what it says then, or empty.

    It stands after the reply of the execution `after` (a turn's or a partial one's), or at the
    beginning where that is empty. `by` is `start`, `action`, `automatic` or `documents`.
    """

    state_id: str
    title: str
    text: str = ""
    by: str = "start"
    after: str = ""
    at: float


class TransitionView(Message):
    """A way out of a state. `open` says whether its condition holds now."""

    to: str
    open: bool
    when: str = ""
    automatic: bool = False


class MachineStateView(Message):
    """One state of the machine, in the document's order; `actions` are those that it allows."""

    id: str
    title: str
    current: bool = False
    visited: bool = False
    actions: list[str] = Field(default_factory=list[str])
    transitions: list[TransitionView] = Field(default_factory=list[TransitionView])


class ConversationView(Message):
    """A conversation, whole: what a screen shows beside the page's form.

    `turns`, `partial` and `entries` are each the oldest first. A partial reply stands before
    the turn of its `place`, an entry right after the reply it names. `states` is empty where
    the document has none. `context` is the workflow's state. `waiting` are the actions that
    want a yes or no. `earlier` are replies that were answered again. `running` is the
    execution that answers now, or empty.
    """

    session_id: str
    interaction_id: str
    turns: list[ConversationTurn] = Field(default_factory=list[ConversationTurn])
    partial: list[PartialReply] = Field(default_factory=list[PartialReply])
    entries: list[StateEntry] = Field(default_factory=list[StateEntry])
    states: list[MachineStateView] = Field(default_factory=list[MachineStateView])
    context: dict[str, Any] = Field(default_factory=dict[str, Any])
    waiting: list[EmbeddedActionView] = Field(default_factory=list[EmbeddedActionView])
    earlier: list[ConversationTurn] = Field(default_factory=list[ConversationTurn])
    running: str = ""


class GetConversation(Message, Answered[ConversationView]):
    """The conversation of a page, open or completed."""

    session_id: str
    interaction_id: str


class AnswerAction(Message, Answered[ConversationView]):
    """Say yes or no to an action that waits. It is held to the state as it is now, and run to its end."""

    session_id: str
    action_id: str
    accept: bool


class ResendTurn(Message, Answered[SessionView]):
    """Make a new session that stands right before a turn, with `message` in its form, ready to be sent.

    Without `message` it is what the person said then. The session that it comes from stays as it is.
    """

    session_id: str
    turn_id: str
    message: Prose | None = Field(default=None, max_length=1024 * 1024)


class ChooseReply(Message, Answered[ConversationView]):
    """Bring back an earlier reply to the last message, with what its actions had changed."""

    session_id: str
    turn_id: str
