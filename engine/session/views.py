"""Sessions and interactions as clients see them."""

from collections.abc import Sequence

from engine.caller import user
from engine.documents.loaded import LoadedWorkflow
from engine.session.meta import session_meta
from engine.session.page import Generation, Interaction, Marks
from engine.session.page_values import before_and_after, committed
from engine.session.state import SessionState
from engine.store.database import Row
from engine.store.drafts import StoredDraft
from engine.store.executions import ExecutionRow
from engine.templates.target_path import PathError
from schemas.messages.session import (
    Draft,
    ExecutionView,
    GenerationView,
    InteractionView,
    PageView,
    ProposalView,
    ResultMarks,
    SessionSummary,
    SessionView,
    StepView,
)


def execution_view(row: ExecutionRow) -> ExecutionView:
    """One execution."""
    request = row.request
    return ExecutionView(
        id=row.id,
        action=request.action,
        label=request.label,
        sub_action_id=request.sub_action_id or None,
        interaction_id=request.interaction_id or None,
        mode=request.mode,
        status=row.status,
        started_at=row.started_at,
        ended_at=row.ended_at,
        error=row.error,
        last_seq=row.last_seq,
    )


def interaction_view(
    state: SessionState,
    interaction: Interaction,
    stored: StoredDraft | None,
    executions: Sequence[ExecutionView],
) -> InteractionView:
    """One interaction, with its current display data."""
    draft = stored.draft if stored else None
    return InteractionView(
        id=interaction.id,
        session_id=state.id,
        step_id=interaction.step_id,
        module_id=interaction.module_id,
        request=interaction.request.model_copy(update={"display_data": interaction.data}),
        draft=draft,
        draft_version=stored.version if stored else 0,
        selected=list(interaction.selected),
        marks={content_id: _marks_view(marks) for content_id, marks in interaction.marks.items()},
        executions=[each for each in executions if each.interaction_id == interaction.id],
        proposals=proposal_views(interaction, draft),
        arriving=[item for items in interaction.arriving.values() for item in items],
        generations=[_generation_view(interaction, each) for each in interaction.generations],
        generation=interaction.generation,
        undo=interaction.undoable[-1].label if interaction.undoable else None,
        redo=interaction.redoable[-1].label if interaction.redoable else None,
        completed=interaction.completed,
    )


def _marks_view(marks: Marks) -> ResultMarks:
    return ResultMarks(starred=marks.starred, rating=marks.rating, tags=list(marks.tags), note=marks.note)


def _generation_view(page: Interaction, generation: Generation) -> GenerationView:
    data = page.data if generation.number == page.generation else generation.data
    return GenerationView(
        number=generation.number,
        label=generation.label,
        execution_id=generation.execution_id,
        at=generation.at,
        results=page.count_in(data),
    )


def proposal_views(interaction: Interaction, draft: Draft | None) -> list[ProposalView]:
    """What waits for the person, compared with what the form holds now."""
    data = committed(interaction, draft)
    views: list[ProposalView] = []
    for proposal in interaction.proposals.values():
        try:
            before, after = before_and_after(data, proposal.mapping, proposal.value)
        except PathError:
            # The data changed so that it no longer fits; it can still be dismissed.
            before, after = {}, {}
        views.append(
            ProposalView(
                id=proposal.id,
                execution_id=proposal.execution_id,
                label=proposal.label,
                target_path=proposal.mapping.target_path,
                before=before,
                after=after,
            )
        )
    return views


def session_view(
    state: SessionState,
    loaded: LoadedWorkflow,
    draft: StoredDraft | None,
    executions: Sequence[ExecutionView],
) -> SessionView:
    """A session, whole, with its open interaction."""
    steps = _steps(state, loaded)
    current = next((step.title for step in steps if step.status == "current"), "")
    running = sum(row.status in ("running", "queued") for row in executions)
    summary = SessionSummary(
        id=state.id,
        workflow_id=state.workflow_id,
        workflow_title=state.workflow_title,
        title=state.title,
        status="failed" if state.failure else state.status,
        step_title=current,
        results=state.results,
        running=running,
        created_at=state.created_at,
        updated_at=state.updated_at,
    )
    interaction = state.interactions.get(state.current)
    return SessionView(
        id=state.id,
        seq=state.seq,
        summary=summary,
        steps=steps,
        state=state.state,
        interaction=interaction_view(state, interaction, draft, executions) if interaction else None,
        pages=[_page_view(state, page) for page in state.interactions.values()],
        executions=list(executions),
        exports=list(state.exports),
        failure=state.failure,
        meta=session_meta(state),
    )


def session_summary(row: Row) -> SessionSummary:
    """One row of the table of sessions, see `SUMMARY_COLUMNS`."""
    return SessionSummary(
        id=row[0],
        workflow_id=row[1],
        workflow_title=row[2],
        title=row[3],
        status=row[4],
        step_title=row[5],
        results=row[6],
        created_at=row[7],
        updated_at=row[8],
        about=row[9],
        running=row[10],
        owner=row[11] if row[11] != user() else "",
    )


SUMMARY_COLUMNS = """
id, workflow_id, workflow_title, title, status, step_title, results, created_at, updated_at, about,
(SELECT COUNT(*) FROM executions WHERE session_id = sessions.id AND ended_at IS NULL),
owner
"""


def _steps(state: SessionState, loaded: LoadedWorkflow) -> list[StepView]:
    views: list[StepView] = []
    for step in loaded.steps:
        done = all((step.id, module.id) in state.done for module in step.modules)
        current = step.id == state.step_id and not done
        status = "done" if done else "current" if current else "ahead"
        views.append(StepView(id=step.id, title=step.title, status=status))
    return views


def _page_view(state: SessionState, page: Interaction) -> PageView:
    return PageView(
        id=page.id,
        step_id=page.step_id,
        module_id=page.module_id,
        title=page.request.title or page.module_id,
        completed=page.completed,
        aside=page.id in state.aside,
    )
