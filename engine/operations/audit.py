"""Operations on the audit log."""

from engine.access.needs import reads
from engine.operations.operation import Operation
from engine.operations.services import Services
from schemas.messages.audit import AuditLog, ListAudit


async def list_audit(services: Services, request: ListAudit) -> AuditLog:
    """What ran, when, over what, and how it ended."""
    return await services.for_records.audit.list(request)


OPERATIONS = (Operation("audit.list", ListAudit, list_audit, need=reads()),)
