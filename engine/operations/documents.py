"""Operations on a session's documents."""

from engine.access.needs import reads, writes
from engine.operations.operation import Operation
from engine.operations.services import Services
from schemas.messages.documents import AdoptDocuments, CheckDocuments, DocumentsView, KeepDocuments
from schemas.messages.session import SessionView


async def check_documents(services: Services, request: CheckDocuments) -> DocumentsView:
    """Whether the files changed."""
    return await services.documents.view(request.session_id)


async def adopt_documents(services: Services, request: AdoptDocuments) -> SessionView:
    """Take over what is on disk."""
    await services.documents.adopt(request.session_id)
    return await services.sessions.view(request.session_id)


async def keep_documents(services: Services, request: KeepDocuments) -> DocumentsView:
    """Stay with what is loaded."""
    await services.documents.keep(request.session_id, request.content_hash)
    return await services.documents.view(request.session_id)


OPERATIONS = (
    Operation("documents.check", CheckDocuments, check_documents, need=reads("session_id")),
    Operation("documents.adopt", AdoptDocuments, adopt_documents, ("conflict",), need=writes("session_id")),
    Operation("documents.keep", KeepDocuments, keep_documents, need=writes("session_id")),
)
