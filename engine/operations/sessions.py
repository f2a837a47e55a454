"""Operations on sessions."""

from engine.operations.operation import Operation
from engine.operations.services import Services
from schemas.messages.base import Nothing
from schemas.messages.requests import (
    DeleteSession,
    EditSession,
    GetSession,
    ListSessions,
    ResumeSession,
    SessionList,
    StartSession,
)
from schemas.messages.session import SessionSummary, SessionView


async def start_session(services: Services, request: StartSession) -> SessionView:
    """Start a session up to its first page."""
    return await services.sessions.start(request.workflow, request.title)


async def get_session(services: Services, request: GetSession) -> SessionView:
    """One session, whole."""
    return await services.sessions.view(request.session_id)


async def list_sessions(services: Services, request: ListSessions) -> SessionList:
    """Sessions, the last used first."""
    return SessionList(sessions=await services.sessions.list(request.limit, request.search))


async def edit_session(services: Services, request: EditSession) -> SessionSummary:
    """Give a session another title."""
    return await services.sessions.rename(request.session_id, request.title)


async def resume_session(services: Services, request: ResumeSession) -> SessionView:
    """Go on where the workflow stopped."""
    return await services.sessions.advance(request.session_id)


async def delete_session(services: Services, request: DeleteSession) -> Nothing:
    """Delete a session."""
    await services.sessions.delete(request.session_id)
    return Nothing()


OPERATIONS = (
    Operation("sessions.start", StartSession, start_session),
    Operation("sessions.get", GetSession, get_session),
    Operation("sessions.list", ListSessions, list_sessions),
    Operation("sessions.edit", EditSession, edit_session),
    Operation("sessions.resume", ResumeSession, resume_session),
    Operation("sessions.delete", DeleteSession, delete_session),
)
