"""The state of a session: a fold over its events (see `fold`), and nothing else."""

from dataclasses import dataclass, field
from typing import Any, Literal

from engine.session.conversation import Conversation
from engine.session.page import Interaction
from engine.session.talk import Talk
from schemas.frozen import frozen

JsonObject = dict[str, Any]
ModuleKey = tuple[str, str]
"""A module's place: step and module id."""


@frozen
class SessionEvent:
    """One thing that happened in a session; `data` is JSON."""

    kind: str
    data: JsonObject
    seq: int = 0
    at: float = 0.0


@dataclass(slots=True)
class SessionState:
    """Everything a session's events say."""

    id: str
    seq: int = 0
    workflow_id: str = ""
    workflow_title: str = ""
    content_hash: str = ""
    source: str = ""
    """The path the documents were read from."""
    kept_documents: str = ""
    """The version on disk that the person chose not to take over."""
    title: str = ""
    status: Literal["open", "completed", "failed"] = "open"
    created_at: float = 0.0
    updated_at: float = 0.0
    state: JsonObject = field(default_factory=dict[str, Any])
    step_id: str = ""
    done: set[ModuleKey] = field(default_factory=set[ModuleKey])
    """Modules that completed."""
    interactions: dict[str, Interaction] = field(default_factory=dict[str, Interaction])
    current: str = ""
    """The open interaction's id, or empty."""
    parked: set[ModuleKey] = field(default_factory=set[ModuleKey])
    """Modules that had completed when the person went back to an earlier page."""
    parked_current: str = ""
    """The page that was open then."""
    aside: list[str] = field(default_factory=list[str])
    """Pages that were reached before the person went back, to be opened again in this order."""
    results: int = 0
    exports: list[str] = field(default_factory=list[str])
    failure: JsonObject | None = None
    """Why the workflow stopped: `{step_id, module_id, code, message, hint}`."""
    conversation: Conversation = field(default_factory=Conversation)
    machine: str = ""
    """The state that the conversation is in, of those in the document; or empty."""
    talk: Talk = field(default_factory=Talk)

    def interaction(self, interaction_id: str) -> Interaction:
        """KeyError if there is none."""
        return self.interactions[interaction_id]
