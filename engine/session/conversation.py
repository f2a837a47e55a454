"""What a session has said to models and tells them: its purpose, references, turns, settings."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from schemas.frozen import frozen

JsonObject = dict[str, Any]


@frozen
class Meta:
    """What the session is for, in the person's words."""

    purpose: str = ""
    background: str = ""
    roles: tuple[str, ...] = ()
    artifacts: tuple[str, ...] = ()
    procedure: str = ""


@frozen
class Reference:
    """A file (`path`) or a `text` that prompts get. `ttl` is how many more turns use it; None is no end."""

    id: str
    name: str
    path: str | None = None
    text: str | None = None
    persist: bool = False
    ttl: int | None = None
    enabled: bool = True

    @property
    def in_use(self) -> bool:
        """Whether the next turn gets it."""
        return self.enabled and (self.persist or self.ttl is None or self.ttl > 0)


@frozen
class Turn:
    """One exchange with a model; `references` are `{id, name, hash}`. See `TurnView`.

    `raw` is the reply as the model wrote it, where `reply` leaves something out: what the model
    is shown of it later.
    """

    id: str
    execution_id: str
    interaction_id: str
    step_id: str
    module_id: str
    label: str
    action: str
    provider: str
    provider_label: str
    model: str
    system: str
    asked: str
    reply: str
    values: Mapping[str, Any] = field(default_factory=dict[str, Any])
    feedback: str = ""
    references: tuple[Mapping[str, str], ...] = ()
    usage: Mapping[str, Any] = field(default_factory=dict[str, Any])
    edited: bool = False
    at: float = 0.0
    raw: str = ""


@frozen
class Parent:
    """Where a fork comes from: the parent's event (`seq`) it goes on after, and the turn there, if any."""

    session_id: str
    seq: int
    turn_id: str = ""


@dataclass(slots=True)
class Conversation:
    """`turns` are the oldest first; `settings` holds only what the person has set."""

    meta: Meta = field(default_factory=Meta)
    references: tuple[Reference, ...] = ()
    turns: tuple[Turn, ...] = ()
    settings: JsonObject = field(default_factory=dict[str, Any])
    parent: Parent | None = None

    def turn(self, turn_id: str) -> Turn | None:
        """The turn of that id, or None."""
        return next((turn for turn in self.turns if turn.id == turn_id), None)
