"""Folds events into the state of a session: any program that reads them in order gets the same state."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from engine.session.conversation_folds import CONVERSATION_FOLDS
from engine.session.page_folds import PAGE_FOLDS
from engine.session.state import JsonObject, SessionEvent, SessionState
from engine.session.talk_folds import TALK_FOLDS
from engine.session.workflow_folds import WORKFLOW_FOLDS

FOLDS: Mapping[str, Callable[[SessionState, JsonObject, float], Any]] = {
    **WORKFLOW_FOLDS,
    **PAGE_FOLDS,
    **CONVERSATION_FOLDS,
    **TALK_FOLDS,
}
"""By kind of event: takes the state to change, the event's data and its time."""


def fold(state: SessionState, events: Iterable[SessionEvent]) -> None:
    """Take in events in order. Unknown kinds are skipped: a newer program may have written them."""
    for event in events:
        take = FOLDS.get(event.kind)
        if take:
            take(state, event.data, event.at)
        if not state.created_at:
            state.created_at = event.at
        state.seq, state.updated_at = event.seq, event.at
