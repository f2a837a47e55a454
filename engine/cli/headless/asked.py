"""Conversations in a script: what was answered, and the actions that replies ask for."""

from collections.abc import Mapping, Set
from typing import Any

from engine.operations.dispatcher import dispatch
from engine.operations.services import Services
from schemas.messages.conversation import AnswerAction, ConversationView, GetConversation
from schemas.messages.session import InteractionView

_TOLD = {
    "refused": "was refused",
    "malformed": "cannot be read",
    "failed": "failed",
    "declined": "was declined",
    "waiting": "waits for a yes (--accept) or no (--dismiss)",
}
"""What a person is told of an action, by its status; what runs is reported as any execution is."""


class AskedLines:
    """Makes a line of what becomes of an action. Its name comes only with its first event."""

    def __init__(self) -> None:
        self._names: dict[str, str] = {}

    def line(self, action: Mapping[str, Any]) -> str:
        """The line of one `embedded_action` event, or empty."""
        message = str(action.get("message") or "")
        if "count" in action:
            return message
        which = str(action.get("id", ""))
        if action.get("status") == "refused" and not action.get("name"):
            return ""  # all that are beyond the ones listed: they are counted when the reply has ended
        name = self._names[which] = str(action.get("name") or self._names.get(which) or "An action")
        told = _TOLD.get(str(action.get("status", "")))
        return "" if told is None else f"{name} {told}: {message}" if message else f"{name} {told}"


async def answer_waiting(services: Services, page: InteractionView, *, accept: bool) -> bool:
    """Say yes or no to all actions of a page that wait; whether there was any."""
    view = await _conversation(services, page)
    waiting = view.waiting if view else []
    for action in waiting:
        answer = AnswerAction(session_id=page.session_id, action_id=action.id, accept=accept)
        await dispatch(services, answer)
    return bool(waiting)


async def replies_of(services: Services, page: InteractionView, executions: Set[str]) -> list[str]:
    """What was answered by these executions, in the order of the conversation."""
    view = await _conversation(services, page)
    turns = view.turns if view else []
    return [turn.reply for turn in turns if turn.execution_id in executions and turn.reply]


async def _conversation(services: Services, page: InteractionView) -> ConversationView | None:
    if page.request.interaction_type != "conversation":
        return None
    return await dispatch(services, GetConversation(session_id=page.session_id, interaction_id=page.id))
