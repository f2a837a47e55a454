"""Operations on sessions."""

from engine.access.needs import owns, reads, writes
from engine.operations.operation import Operation
from engine.operations.services import Services
from engine.session.views import execution_view
from schemas.messages.base import Nothing
from schemas.messages.instruct import SendInstruction
from schemas.messages.meta import EditMeta, SessionMeta
from schemas.messages.session import ExecutionView, SessionSummary, SessionView
from schemas.messages.sessions import (
    DeleteSession,
    EditSession,
    GetSession,
    ListSessions,
    ResumeSession,
    SessionList,
    StartSession,
)


async def start_session(services: Services, request: StartSession) -> SessionView:
    """Start a session up to its first page."""
    return await services.sessions.start(
        request.workflow, request.title, advance=request.advance, key=request.idempotency_key
    )


async def get_session(services: Services, request: GetSession) -> SessionView:
    """One session, whole."""
    return await services.sessions.view(request.session_id)


async def list_sessions(services: Services, request: ListSessions) -> SessionList:
    """Sessions, the last used first."""
    return await services.sessions.list(request.limit, request.search, request.after)


async def edit_session(services: Services, request: EditSession) -> SessionSummary:
    """Give a session another title."""
    return await services.sessions.rename(request.session_id, request.title)


async def resume_session(services: Services, request: ResumeSession) -> SessionView:
    """Go on where the workflow stopped."""
    return await services.sessions.advance(request.session_id)


async def edit_meta(services: Services, request: EditMeta) -> SessionMeta:
    """Say what a session is for: purpose, background, roles, artifacts, procedure."""
    changes = request.model_dump(exclude={"session_id"}, exclude_none=True)
    return await services.meta.edit(request.session_id, changes)


async def send_instruction(services: Services, request: SendInstruction) -> ExecutionView:
    """Ask a model something in the light of the whole session; its events follow."""
    row = await services.instructions.send(request.session_id, request.instruction, request.idempotency_key)
    return execution_view(row)


async def delete_session(services: Services, request: DeleteSession) -> Nothing:
    """Delete a session."""
    await services.sessions.delete(request.session_id)
    return Nothing()


OPERATIONS = (
    Operation("sessions.start", StartSession, start_session, need=writes()),
    Operation("sessions.get", GetSession, get_session, need=reads("session_id")),
    Operation("sessions.list", ListSessions, list_sessions, need=reads()),
    Operation("sessions.edit", EditSession, edit_session, need=writes("session_id")),
    Operation("sessions.resume", ResumeSession, resume_session, need=writes("session_id")),
    Operation("sessions.delete", DeleteSession, delete_session, ("conflict",), need=owns("session_id")),
    Operation("sessions.edit-meta", EditMeta, edit_meta, need=writes("session_id")),
    Operation("sessions.instruct", SendInstruction, send_instruction, need=writes("session_id")),
)
