"""Operations on stored LLM actions."""

from engine.access.needs import ADMIN, reads, writes
from engine.operations.operation import Operation
from engine.operations.services import Services
from engine.session.views import execution_view
from schemas.messages.base import Nothing
from schemas.messages.llm_actions import (
    CompareLlmAction,
    DeleteLlmAction,
    GetLlmAction,
    ListLlmActions,
    ListLlmActionVersions,
    LlmActionDifferences,
    LlmActionList,
    LlmActionVersions,
    LlmActionView,
    RollBackLlmAction,
    SaveLlmAction,
    TryLlmAction,
)
from schemas.messages.session import ExecutionView


async def list_llm_actions(services: Services, request: ListLlmActions) -> LlmActionList:
    """Stored prompt templates with their settings, by name."""
    return LlmActionList(
        actions=await services.for_records.llm_actions.every(request.search, deleted=request.deleted)
    )


async def get_llm_action(services: Services, request: GetLlmAction) -> LlmActionView:
    """One version of a stored LLM action."""
    return await services.for_records.llm_actions.get(request.action, request.version)


async def save_llm_action(services: Services, request: SaveLlmAction) -> LlmActionView:
    """Store a new LLM action, or a new version of one."""
    return await services.for_records.llm_actions.save(
        request.name, request.title, request.body, request.note, seen=request.seen
    )


async def delete_llm_action(services: Services, request: DeleteLlmAction) -> Nothing:
    """Delete a stored LLM action; its versions are kept."""
    await services.for_records.llm_actions.delete(request.action)
    return Nothing()


async def list_versions(services: Services, request: ListLlmActionVersions) -> LlmActionVersions:
    """The versions of a stored LLM action."""
    return await services.for_records.llm_actions.versions(request.action)


async def compare_llm_action(services: Services, request: CompareLlmAction) -> LlmActionDifferences:
    """What changed between two versions of a stored LLM action."""
    return await services.for_records.llm_actions.compare(request.action, request.before, request.after)


async def roll_back(services: Services, request: RollBackLlmAction) -> LlmActionView:
    """Make an old version of a stored LLM action the newest."""
    return await services.for_records.llm_actions.roll_back(request.action, request.version)


async def try_llm_action(services: Services, request: TryLlmAction) -> ExecutionView:
    """Run a stored LLM action on a record or on given inputs, and write nothing to the record."""
    row = await services.for_records.trials.begin(
        action=request.action,
        version=request.version,
        body=request.body,
        session_id=request.session_id,
        record_id=request.record_id,
        inputs=request.inputs,
        fields=request.fields,
        settings=request.settings,
        idempotency_key=request.idempotency_key,
    )
    return execution_view(row)


OPERATIONS = (
    Operation("llm-actions.list", ListLlmActions, list_llm_actions, need=reads()),
    Operation("llm-actions.get", GetLlmAction, get_llm_action, errors=("not_found",), need=reads()),
    Operation(
        "llm-actions.save", SaveLlmAction, save_llm_action, errors=("not_found", "conflict"), need=writes()
    ),
    Operation("llm-actions.delete", DeleteLlmAction, delete_llm_action, errors=("not_found",), need=ADMIN),
    Operation(
        "llm-actions.versions", ListLlmActionVersions, list_versions, errors=("not_found",), need=reads()
    ),
    Operation("llm-actions.diff", CompareLlmAction, compare_llm_action, errors=("not_found",), need=reads()),
    Operation("llm-actions.roll-back", RollBackLlmAction, roll_back, errors=("not_found",), need=writes()),
    Operation(
        "llm-actions.test", TryLlmAction, try_llm_action, errors=("bad_request",), need=writes("session_id")
    ),
)
