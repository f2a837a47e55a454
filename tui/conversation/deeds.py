"""What the person does to a conversation beside writing: answers, other replies, another message."""

import secrets
from collections.abc import Callable
from typing import Any

from textual.screen import Screen

from engine.operations.errors import Conflict, OperationError
from schemas.clean_text import clean
from schemas.messages.base import Answered
from schemas.messages.conversation import AnswerAction, ChooseReply, ConversationView, ResendTurn
from schemas.messages.executions import RunSubAction
from schemas.messages.session import SessionView
from tui.conversation.blocks import replies_to_last
from tui.conversation.message_field import sending
from tui.interaction.open_page import OpenPage


class Deeds:
    """One per page. `take` is told the conversation after each; errors go to `complain`."""

    def __init__(
        self,
        screen: Screen[Any],
        page: OpenPage,
        *,
        take: Callable[[ConversationView], None],
        complain: Callable[[OperationError], None],
    ) -> None:
        self._screen = screen
        self._page = page
        self._take = take
        self._complain = complain
        self._answering: set[str] = set()

    async def answer(self, action_id: str, *, accept: bool) -> None:
        """Say yes or no to an action that waits, once."""
        if action_id in self._answering:
            return
        self._answering.add(action_id)
        try:
            session_id = self._page.ids["session_id"]
            await self._ask(AnswerAction(session_id=session_id, action_id=action_id, accept=accept))
        finally:
            self._answering.discard(action_id)

    async def choose(self, view: ConversationView, by: int) -> None:
        """Show the reply before or after the one that the last message has now."""
        if (turn_id := reply_beside(view, by)) is not None:
            await self._ask(ChooseReply(session_id=self._page.ids["session_id"], turn_id=turn_id))

    async def resend(self, turn_id: str, message: str) -> SessionView | None:
        """Send a message instead of that turn's, in a session of its own; the new session."""
        engine, session_id = self._page.engine, self._page.ids["session_id"]
        try:
            fork = await engine.call(ResendTurn(session_id=session_id, turn_id=turn_id, message=message))
            if fork.interaction is not None and (send := sending(fork.interaction.request.sub_actions)):
                draft = fork.interaction.draft
                run = RunSubAction(
                    session_id=fork.id,
                    interaction_id=fork.interaction.id,
                    action_id=send.id,
                    values=draft.values if draft else {},
                    idempotency_key=secrets.token_hex(8),
                )
                await engine.call(run)
        except OperationError as error:
            self._complain(error)
            return None
        return fork

    async def _ask(self, request: Answered[ConversationView]) -> None:
        try:
            view = await self._page.engine.call(request)
        except Conflict as error:
            text = f"{clean(error.body.message)} {clean(error.body.hint)}".strip()
            self._screen.notify(text, severity="warning", markup=False)
        except OperationError as error:
            self._complain(error)
        else:
            self._take(view)


def reply_beside(view: ConversationView, by: int) -> str | None:
    """The turn whose reply stands before or after the last turn's, among those to the same message."""
    replies = [turn.turn_id for turn in replies_to_last(view)]
    if len(replies) < 2:
        return None
    at = replies.index(view.turns[-1].turn_id) + by
    return replies[at] if 0 <= at < len(replies) else None
