"""Operations on the turns of a session."""

from engine.access.needs import copies, reads, writes
from engine.operations.operation import Operation
from engine.operations.services import Services
from schemas.messages.session import SessionView
from schemas.messages.turns import DeleteTurn, EditTurn, ForkTurn, ListTurns, TurnList, TurnView


async def list_turns(services: Services, request: ListTurns) -> TurnList:
    """The exchanges with models in a session, the oldest first."""
    return await services.turns.list(request.session_id)


async def edit_turn(services: Services, request: EditTurn) -> TurnView:
    """Correct what was asked or answered, for the turns that follow."""
    return await services.turns.edit(request.session_id, request.turn_id, request.asked, request.reply)


async def delete_turn(services: Services, request: DeleteTurn) -> TurnList:
    """Take a turn out of the conversation."""
    return await services.turns.delete(request.session_id, request.turn_id)


async def fork_turn(services: Services, request: ForkTurn) -> SessionView:
    """Make a new session that goes on right after a turn."""
    fork = await services.forks.fork(request.session_id, None, request.turn_id, request.title)
    return await services.sessions.view(fork)


OPERATIONS = (
    Operation("turns.list", ListTurns, list_turns, need=reads("session_id")),
    Operation("turns.edit", EditTurn, edit_turn, ("bad_request",), need=writes("session_id")),
    Operation("turns.delete", DeleteTurn, delete_turn, need=writes("session_id")),
    Operation("turns.fork", ForkTurn, fork_turn, need=copies("session_id")),
)
