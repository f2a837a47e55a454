"""Conversations as the engine would tell them, for tests without an engine."""

from typing import Any

from schemas.messages.conversation import (
    ConversationTurn,
    ConversationView,
    EmbeddedActionView,
    MachineStateView,
    TransitionView,
)


def action(number: int = 1, **keys: Any) -> EmbeddedActionView:
    given: dict[str, Any] = {"name": "SAVE_USER_INFO", "status": "done", "at": 1.0, **keys}
    return EmbeddedActionView(id=f"a{number}", **given)


def turn(number: int, reply: str = "Yes.", **keys: Any) -> ConversationTurn:
    given: dict[str, Any] = {"place": number, "at": float(number), "asked": f"Question {number}?", **keys}
    return ConversationTurn(turn_id=f"t{number}", execution_id=f"e{number}", reply=reply, **given)


def conversation(*turns: ConversationTurn, **keys: Any) -> ConversationView:
    return ConversationView(session_id="s", interaction_id="i", turns=list(turns), **keys)


def state(name: str, *ways: TransitionView, **keys: Any) -> MachineStateView:
    return MachineStateView(id=name, title=name.title(), transitions=list(ways), **keys)
