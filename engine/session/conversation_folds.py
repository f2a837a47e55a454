"""What the events of a session's conversation do to its state."""

from dataclasses import replace
from typing import Any

from engine.session.conversation import JsonObject, Meta, Parent, Reference, Turn
from engine.session.state import SessionState
from engine.session.talk_folds import left_behind, turn_ended


def _meta_edited(state: SessionState, data: JsonObject, _at: float) -> None:
    changes: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value  # pyright: ignore[reportUnknownArgumentType]
        for name, value in data["changes"].items()
    }
    known: Meta = state.conversation.meta
    state.conversation.meta = replace(known, **changes)


def _references_replaced(state: SessionState, data: JsonObject, _at: float) -> None:
    state.conversation.references = tuple(Reference(**each) for each in data["references"])


def _reference_changed(state: SessionState, data: JsonObject, _at: float) -> None:
    changes: dict[str, Any] = data["changes"]
    state.conversation.references = tuple(
        replace(each, **changes) if each.id == data["reference_id"] else each
        for each in state.conversation.references
    )


def _turn_added(state: SessionState, data: JsonObject, at: float) -> None:
    """A turn counts down every reference it used: in the same event, so that no crash comes between."""
    told: JsonObject = data["turn"]
    turn = replace(Turn(**told), references=tuple(told["references"]), at=at)
    state.conversation.turns += (turn,)
    turn_ended(state, turn)
    used = {reference["id"] for reference in turn.references}
    state.conversation.references = tuple(
        replace(each, ttl=each.ttl - 1) if each.id in used and each.ttl else each
        for each in state.conversation.references
    )


def _turn_edited(state: SessionState, data: JsonObject, _at: float) -> None:
    changes: dict[str, Any] = data["changes"]
    state.conversation.turns = tuple(
        replace(turn, **changes, edited=True) if turn.id == data["turn_id"] else turn
        for turn in state.conversation.turns
    )


def _turn_deleted(state: SessionState, data: JsonObject, _at: float) -> None:
    state.conversation.turns = tuple(turn for turn in state.conversation.turns if turn.id != data["turn_id"])


def _settings_edited(state: SessionState, data: JsonObject, _at: float) -> None:
    changed = {**state.conversation.settings, **data["changes"]}
    state.conversation.settings = {name: value for name, value in changed.items() if value is not None}


def _session_forked(state: SessionState, data: JsonObject, at: float) -> None:
    """What came before was its parent's: the session begins here."""
    state.conversation.parent = Parent(data["parent_id"], data["seq"], data["turn_id"])
    state.title, state.created_at = data["title"], at
    left_behind(state)


CONVERSATION_FOLDS = {
    "meta_edited": _meta_edited,
    "references_replaced": _references_replaced,
    "reference_changed": _reference_changed,
    "turn_added": _turn_added,
    "turn_edited": _turn_edited,
    "turn_deleted": _turn_deleted,
    "settings_edited": _settings_edited,
    "session_forked": _session_forked,
}
