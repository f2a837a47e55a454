"""Operations on the family of a session, and the way back from a picture to its form."""

from engine.access.needs import copies, reads, writes
from engine.operations.operation import Operation
from engine.operations.services import Services
from schemas.messages.family import ForkSession, GetSessionTree, SessionTree
from schemas.messages.restoring import RestoreForm
from schemas.messages.session import SessionView


async def fork_session(services: Services, request: ForkSession) -> SessionView:
    """Make a new session out of a session's past."""
    fork = await services.forks.fork(request.session_id, request.at_seq, request.turn_id, request.title)
    return await services.sessions.view(fork)


async def restore_form(services: Services, request: RestoreForm) -> SessionView:
    """Open the form that made a picture, in a session of its own."""
    return await services.restoring.restore(request)


async def get_session_tree(services: Services, request: GetSessionTree) -> SessionTree:
    """The family of a session: parents and children."""
    return await services.forks.tree(request.session_id)


OPERATIONS = (
    Operation("sessions.fork", ForkSession, fork_session, ("bad_request",), need=copies("session_id")),
    Operation("sessions.restore", RestoreForm, restore_form, ("conflict",), need=writes()),
    Operation("sessions.tree", GetSessionTree, get_session_tree, need=reads("session_id")),
)
