"""The states that a conversation goes through (row E6)."""

from pydantic import Field

from schemas.documents.base import Document, Identifier, Line
from schemas.documents.embedded_actions import ActionName
from schemas.documents.refs import TextPart


class Transition(Document):
    """A way from one state to another.

    `when` is an expression over `state`, such as `state.identities | length >= 3`; a missing
    name is false, and without it the way is always open. An `automatic` one is taken by itself
    once it is open, after an action has changed the state; the first one counts.
    """

    to: Identifier
    when: str | None = Field(default=None, min_length=1)
    automatic: bool = False


class State(Document):
    """One state: what is said when it is entered, what the model is told in it, what it may do.

    `entry` and `prompt` are templates that see the workflow's `state`. `actions` are names of
    embedded actions.
    """

    id: Identifier
    title: Line | None = None
    entry: TextPart | None = None
    prompt: TextPart | None = None
    actions: list[ActionName] = Field(default_factory=list[str])
    transitions: list[Transition] = Field(default_factory=list[Transition])


class States(Document):
    """`states` of a workflow: a session begins in `initial`."""

    initial: Identifier
    states: list[State] = Field(min_length=1)

    def find(self, state_id: str) -> State | None:
        """The state of that id, or None."""
        return next((state for state in self.states if state.id == state_id), None)
