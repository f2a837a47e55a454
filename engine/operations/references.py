"""Operations on the references of a session."""

from engine.access.needs import reads, writes
from engine.operations.operation import Operation
from engine.operations.services import Services
from schemas.messages.references import (
    AddReference,
    ListReferences,
    ReferenceList,
    RemoveReference,
    ReplaceReferences,
    SetReferencePersist,
    SetReferenceTtl,
    ToggleReference,
)


async def list_references(services: Services, request: ListReferences) -> ReferenceList:
    """The files and texts attached to a session's prompts."""
    return await services.references.list(request.session_id)


async def replace_references(services: Services, request: ReplaceReferences) -> ReferenceList:
    """Put a new list in the place of the old one."""
    return await services.references.replace(request.session_id, request.references)


async def add_reference(services: Services, request: AddReference) -> ReferenceList:
    """Attach a file or a text."""
    return await services.references.add(request.session_id, request.reference)


async def remove_reference(services: Services, request: RemoveReference) -> ReferenceList:
    """Detach a reference."""
    return await services.references.remove(request.session_id, request.index)


async def set_persist(services: Services, request: SetReferencePersist) -> ReferenceList:
    """Say whether a reference stays in use when its turns are used up."""
    return await services.references.set_persist(request.session_id, request.index, request.persist)


async def set_ttl(services: Services, request: SetReferenceTtl) -> ReferenceList:
    """Say how many more turns use a reference."""
    return await services.references.set_ttl(request.session_id, request.index, request.ttl)


async def toggle_reference(services: Services, request: ToggleReference) -> ReferenceList:
    """Switch a reference on or off."""
    return await services.references.toggle(request.session_id, request.index, request.enabled)


_OUT_OF_RANGE = ("bad_request",)

OPERATIONS = (
    Operation("references.list", ListReferences, list_references, need=reads("session_id")),
    Operation("references.replace", ReplaceReferences, replace_references, need=writes("session_id")),
    Operation("references.add", AddReference, add_reference, need=writes("session_id")),
    Operation(
        "references.remove", RemoveReference, remove_reference, _OUT_OF_RANGE, need=writes("session_id")
    ),
    Operation(
        "references.set-persist", SetReferencePersist, set_persist, _OUT_OF_RANGE, need=writes("session_id")
    ),
    Operation("references.set-ttl", SetReferenceTtl, set_ttl, _OUT_OF_RANGE, need=writes("session_id")),
    Operation(
        "references.toggle", ToggleReference, toggle_reference, _OUT_OF_RANGE, need=writes("session_id")
    ),
)
