"""Turns of a session: recorded with their executions, corrected and deleted by the person (row D6)."""

import secrets
from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from engine.actions.action import Exchange
from engine.session.conversation import Turn
from engine.session.errors import SessionError
from engine.session.log import SessionLog
from engine.session.state import SessionEvent, SessionState
from engine.store.executions import ExecutionRequest
from schemas.messages.turns import TurnList, TurnView, UsedReference


class Turns:
    """Services of turns; each call is one transaction. All raise `SessionError`."""

    def __init__(self, log: SessionLog) -> None:
        self._log = log

    async def list(self, session_id: str) -> TurnList:
        """All of them, the oldest first."""
        return turn_list(await self._log.state(session_id))

    async def edit(self, session_id: str, turn_id: str, asked: str | None, reply: str | None) -> TurnView:
        """Change what a turn says. The events before keep what was said."""
        given = {"asked": asked, "reply": reply}

        def decide(state: SessionState) -> list[SessionEvent]:
            turn = turn_of(state, turn_id)
            changes = {
                name: text for name, text in given.items() if text is not None and text != getattr(turn, name)
            }
            if not changes:
                return []
            return [SessionEvent("turn_edited", {"turn_id": turn_id, "changes": changes})]

        if asked is None and reply is None:
            raise SessionError("bad_request", "Give what was asked, the reply, or both.")
        return turn_view(turn_of(await self._log.change(session_id, decide), turn_id))

    async def delete(self, session_id: str, turn_id: str) -> TurnList:
        """Take a turn out of the conversation."""

        def decide(state: SessionState) -> list[SessionEvent]:
            turn_of(state, turn_id)
            return [SessionEvent("turn_deleted", {"turn_id": turn_id})]

        return turn_list(await self._log.change(session_id, decide))


def turns_added(
    execution_id: str, request: ExecutionRequest, exchanges: Iterable[Exchange]
) -> list[SessionEvent]:
    """The events of an execution's exchanges, for the transaction that records its end.

    They come last in it: a fork right after a turn has the whole end of its execution.
    """
    return [
        SessionEvent(
            "turn_added",
            {
                "turn": {
                    "id": secrets.token_hex(6),
                    "execution_id": execution_id,
                    "interaction_id": request.interaction_id,
                    "step_id": each.step_id or request.step_id,
                    "module_id": each.module_id or request.module_id,
                    "label": each.label or request.label,
                    "action": each.action or request.action,
                    "provider": each.provider,
                    "provider_label": each.provider_label,
                    "model": each.model,
                    "system": each.system,
                    "asked": each.asked,
                    "reply": each.reply,
                    "values": dict(request.values),
                    "feedback": request.feedback,
                    "references": [dict(reference) for reference in each.references],
                    "usage": dict(each.usage),
                    **({"raw": each.raw} if each.raw else {}),
                }
            },
        )
        for each in exchanges
    ]


def turn_of(state: SessionState, turn_id: str) -> Turn:
    """The turn of that id. Raises `SessionError`."""
    turn = state.conversation.turn(turn_id)
    if turn is None:
        raise SessionError("not_found", f"There is no turn {turn_id!r} in this session.")
    return turn


def turn_list(state: SessionState) -> TurnList:
    """A session's turns as a client sees them."""
    return TurnList(turns=[turn_view(turn) for turn in state.conversation.turns])


def turn_view(turn: Turn) -> TurnView:
    """One turn as a client sees it."""
    fields: dict[str, Any] = asdict(turn)
    del fields["raw"]
    fields["interaction_id"] = turn.interaction_id or None
    fields["module_id"] = turn.module_id or None
    fields["references"] = [
        UsedReference(name=reference["name"], hash=reference["hash"]) for reference in turn.references
    ]
    return TurnView(**fields)
