"""Operations on with whom a session is shared."""

from engine.access.needs import owns, reads
from engine.access.shares import Shares
from engine.operations.operation import Operation
from engine.operations.services import Services
from schemas.messages.access import ListShares, SharedWith, ShareSession, UnshareSession


async def list_shares(services: Services, request: ListShares) -> SharedWith:
    """Whose a session is, and who else sees it."""
    return await _shares(services).of(request.session_id)


async def share_session(services: Services, request: ShareSession) -> SharedWith:
    """Let somebody see or edit a session."""
    return await _shares(services).share(request.session_id, request.user, request.may)


async def unshare_session(services: Services, request: UnshareSession) -> SharedWith:
    """Share a session no longer."""
    return await _shares(services).unshare(request.session_id, request.user)


def _shares(services: Services) -> Shares:
    return Shares(services.database, services.tokens)


OPERATIONS = (
    Operation("sessions.shares", ListShares, list_shares, need=reads("session_id")),
    Operation("sessions.share", ShareSession, share_session, ("bad_request",), need=owns("session_id")),
    Operation("sessions.unshare", UnshareSession, unshare_session, need=owns("session_id")),
)
