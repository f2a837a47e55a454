"""Operations on the open interaction."""

from engine.access.needs import reads, writes
from engine.operations.operation import Operation
from engine.operations.services import Services
from engine.session.views import interaction_view
from engine.store.drafts import stored_draft
from schemas.messages.base import Nothing
from schemas.messages.interactions import (
    ChooseGeneration,
    CommitValues,
    ContinueInteraction,
    DraftSaved,
    GetInteraction,
    RedoChange,
    ReopenInteraction,
    ResolveProposal,
    SaveDraft,
    SelectResults,
    UndoChange,
)
from schemas.messages.marks import MarkResults
from schemas.messages.session import Draft, InteractionView, SessionView


async def get_interaction(services: Services, request: GetInteraction) -> InteractionView:
    """One interaction, open or completed."""
    return await _view(services, request.session_id, request.interaction_id)


async def save_draft(services: Services, request: SaveDraft) -> DraftSaved:
    """Keep what the form holds."""
    draft = Draft(values=request.values, unparsed=request.unparsed, shapes=request.shapes)
    version = await services.interactions.save_draft(
        request.session_id, request.interaction_id, draft, version=request.version, writer=request.writer
    )
    return DraftSaved(version=version)


async def select_results(services: Services, request: SelectResults) -> Nothing:
    """Mark results as selected."""
    await services.interactions.select(request.session_id, request.interaction_id, request.content_ids)
    return Nothing()


async def resolve_proposal(services: Services, request: ResolveProposal) -> InteractionView:
    """Accept or dismiss a proposal."""
    await services.interactions.resolve(
        request.session_id,
        request.interaction_id,
        request.proposal_id,
        accept=request.accept,
        fields=request.fields,
    )
    return await _view(services, request.session_id, request.interaction_id)


async def mark_results(services: Services, request: MarkResults) -> InteractionView:
    """Star, rate, tag, note."""
    marks = request.model_dump(include={"starred", "rating", "tags", "note"}, exclude_none=True)
    if "tags" in marks:
        marks["tags"] = list(dict.fromkeys(marks["tags"]))
    await services.history.mark(request.session_id, request.interaction_id, request.content_ids, marks)
    return await _view(services, request.session_id, request.interaction_id)


async def commit_values(services: Services, request: CommitValues) -> InteractionView:
    """One change more that can be undone."""
    await services.history.commit(request.session_id, request.interaction_id, request.label)
    return await _view(services, request.session_id, request.interaction_id)


async def undo_change(services: Services, request: UndoChange) -> InteractionView:
    """Take back the last change."""
    await services.history.undo(request.session_id, request.interaction_id)
    return await _view(services, request.session_id, request.interaction_id)


async def redo_change(services: Services, request: RedoChange) -> InteractionView:
    """Do again what was undone."""
    await services.history.redo(request.session_id, request.interaction_id)
    return await _view(services, request.session_id, request.interaction_id)


async def choose_generation(services: Services, request: ChooseGeneration) -> InteractionView:
    """Show another generation."""
    await services.history.choose_generation(request.session_id, request.interaction_id, request.number)
    return await _view(services, request.session_id, request.interaction_id)


async def reopen_interaction(services: Services, request: ReopenInteraction) -> SessionView:
    """Go back to an earlier page."""
    await services.going_back.reopen(request.session_id, request.interaction_id)
    return await services.sessions.view(request.session_id)


async def continue_interaction(services: Services, request: ContinueInteraction) -> SessionView:
    """Complete the interaction; the workflow goes on when the client resumes the session."""
    await services.interactions.complete(
        request.session_id, request.interaction_id, request.values, request.content_ids
    )
    return await services.sessions.view(request.session_id)


async def _view(services: Services, session_id: str, interaction_id: str) -> InteractionView:
    state, interaction = await services.interactions.find(session_id, interaction_id)
    draft = await stored_draft(services.database, session_id, interaction_id)
    return interaction_view(state, interaction, draft, await services.executions.of_session(session_id))


OPERATIONS = (
    Operation("interactions.get", GetInteraction, get_interaction, need=reads("session_id")),
    Operation("interactions.save-draft", SaveDraft, save_draft, ("conflict",), need=writes("session_id")),
    Operation(
        "interactions.select",
        SelectResults,
        select_results,
        ("bad_request", "conflict"),
        need=writes("session_id"),
    ),
    Operation(
        "interactions.resolve-proposal",
        ResolveProposal,
        resolve_proposal,
        ("conflict",),
        need=writes("session_id"),
    ),
    Operation(
        "interactions.continue",
        ContinueInteraction,
        continue_interaction,
        ("bad_request", "conflict"),
        need=writes("session_id"),
    ),
    Operation(
        "results.mark", MarkResults, mark_results, ("bad_request", "conflict"), need=writes("session_id")
    ),
    Operation(
        "interactions.commit-values", CommitValues, commit_values, ("conflict",), need=writes("session_id")
    ),
    Operation("interactions.undo", UndoChange, undo_change, ("conflict",), need=writes("session_id")),
    Operation("interactions.redo", RedoChange, redo_change, ("conflict",), need=writes("session_id")),
    Operation(
        "interactions.choose-generation",
        ChooseGeneration,
        choose_generation,
        ("bad_request", "conflict"),
        need=writes("session_id"),
    ),
    Operation(
        "interactions.reopen", ReopenInteraction, reopen_interaction, ("conflict",), need=writes("session_id")
    ),
)
