"""What a session remembers of its conversations: actions in replies, states, replies answered again."""

from dataclasses import dataclass, field
from typing import Any, Literal

from engine.session.conversation import JsonObject, Turn
from schemas.frozen import frozen

CONVERSE = "converse"
"""The action whose turns make a conversation."""

AskedStatus = Literal["waiting", "running", "done", "refused", "malformed", "failed", "declined", "undone"]
PartialStatus = Literal["running", "failed", "cancelled", "interrupted"]


@frozen
class AskedAction:
    """One action that a reply asked for. See `EmbeddedActionView`.

    `execution_id` is the reply's, `run_id` that of the action's own run. `ended_at` is when it was done.
    """

    id: str
    execution_id: str
    interaction_id: str
    status: AskedStatus
    name: str = ""
    parameters: JsonObject = field(default_factory=dict[str, Any])
    raw: str = ""
    message: str = ""
    run_id: str = ""
    outputs: Any = None
    changed: JsonObject = field(default_factory=dict[str, Any])
    state_id: str = ""
    count: int = 1
    at: float = 0.0
    ended_at: float = 0.0


@frozen
class Entered:
    """A state was entered, after the reply of execution `after`; see `StateEntry`."""

    state_id: str
    title: str
    text: str
    by: str
    after: str
    at: float


@frozen
class Kept:
    """Some keys of the workflow's state: their values, those that were `missing`, and the machine's state."""

    values: JsonObject = field(default_factory=dict[str, Any])
    missing: tuple[str, ...] = ()
    machine: str = ""

    @property
    def keys(self) -> frozenset[str]:
        """All keys it speaks of."""
        return frozenset((*self.values, *self.missing))

    def put_into(self, state: JsonObject) -> JsonObject:
        """A copy of `state` with these keys as they were."""
        return {**{key: value for key, value in state.items() if key not in self.missing}, **self.values}


@frozen
class EarlierReply:
    """A turn that was answered again: what its actions had made of the state, and what was before them."""

    turn: Turn
    place: int
    before: Kept
    after: Kept


@frozen
class Partial:
    """A reply that is no turn: it runs, or was cut after it had asked for something. See `PartialReply`."""

    execution_id: str
    interaction_id: str
    asked: str
    status: PartialStatus
    place: int
    at: float


@dataclass(slots=True)
class Talk:
    """`actions` are in the order in which they were asked for. `answering` is the execution that
    writes a reply now; `replaced` the turn that it answers again, if it does.

    `before` holds, by a reply's execution, what its actions changed, as it was before them: of
    replies that can still be answered again.
    """

    actions: dict[str, AskedAction] = field(default_factory=dict[str, AskedAction])
    entered: tuple[Entered, ...] = ()
    partial: tuple[Partial, ...] = ()
    earlier: tuple[EarlierReply, ...] = ()
    before: dict[str, Kept] = field(default_factory=dict[str, Kept])
    answering: str = ""
    replaced: str = ""

    def of_reply(self, execution_id: str) -> list[AskedAction]:
        """The actions of one reply."""
        return [each for each in self.actions.values() if each.execution_id == execution_id]

    def earlier_reply(self, turn_id: str) -> EarlierReply | None:
        """The reply of that turn that was answered again, or None."""
        return next((each for each in self.earlier if each.turn.id == turn_id), None)

    @property
    def set_aside(self) -> frozenset[str]:
        """Executions of the replies that others took the place of."""
        return frozenset(each.turn.execution_id for each in self.earlier)
