"""Operations on conversations and the actions in their replies."""

from engine.access.needs import copies, reads, writes
from engine.operations.operation import Operation
from engine.operations.services import Services
from schemas.messages.conversation import (
    AnswerAction,
    ChooseReply,
    ConversationView,
    GetConversation,
    ResendTurn,
)
from schemas.messages.session import SessionView


async def get_conversation(services: Services, request: GetConversation) -> ConversationView:
    """The conversation of a page: turns with their actions, states, context."""
    return await services.conversing.view(request.session_id, request.interaction_id)


async def answer_action(services: Services, request: AnswerAction) -> ConversationView:
    """Say yes or no to an action that waits."""
    return await services.conversing.answer(request.session_id, request.action_id, accept=request.accept)


async def resend(services: Services, request: ResendTurn) -> SessionView:
    """Make a new session that stands right before a turn, with a message ready to be sent."""
    return await services.conversing.resend(request.session_id, request.turn_id, request.message)


async def choose_reply(services: Services, request: ChooseReply) -> ConversationView:
    """Bring back an earlier reply to the last message."""
    return await services.conversing.choose(request.session_id, request.turn_id)


OPERATIONS = (
    Operation("conversation.get", GetConversation, get_conversation, need=reads("session_id")),
    Operation(
        "conversation.answer-action", AnswerAction, answer_action, ("conflict",), need=writes("session_id")
    ),
    Operation(
        "conversation.resend", ResendTurn, resend, ("bad_request", "conflict"), need=copies("session_id")
    ),
    Operation(
        "conversation.choose-reply", ChooseReply, choose_reply, ("conflict",), need=writes("session_id")
    ),
)
