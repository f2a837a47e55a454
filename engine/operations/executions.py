"""Operations on executions and what they produced."""

from engine.access.needs import reads, writes
from engine.operations.errors import NotFound
from engine.operations.operation import Operation
from engine.operations.services import Services
from engine.session.views import execution_view
from engine.store.results import get_blob as stored_blob
from engine.store.results import get_result as stored_result
from engine.store.results import result_origins
from schemas.messages.executions import (
    BlobContent,
    CancelExecution,
    ExecutionList,
    GetBlob,
    GetExecution,
    GetResult,
    ListExecutions,
    RetryExecution,
    RunSubAction,
)
from schemas.messages.results import ListResults, Result, ResultOrigins
from schemas.messages.session import ExecutionView


async def run_sub_action(services: Services, request: RunSubAction) -> ExecutionView:
    """Begin a sub-action; its events follow."""
    row = await services.running.run_sub_action(
        request.session_id,
        request.interaction_id,
        request.action_id,
        values=request.values,
        feedback=request.feedback,
        params=request.params,
        idempotency_key=request.idempotency_key,
    )
    return execution_view(row)


async def get_execution(services: Services, request: GetExecution) -> ExecutionView:
    """How an execution stands."""
    return execution_view(await services.running.get(request.execution_id))


async def list_executions(services: Services, request: ListExecutions) -> ExecutionList:
    """What ran in a session, page by page."""
    await services.interactions.state(request.session_id)
    found = await services.executions.of_session(
        request.session_id, latest=request.limit, before=request.before
    )
    return ExecutionList(executions=found)


async def cancel_execution(services: Services, request: CancelExecution) -> ExecutionView:
    """Stop what waits or runs."""
    return execution_view(await services.running.cancel(request.execution_id))


async def retry_execution(services: Services, request: RetryExecution) -> ExecutionView:
    """Run again what did not succeed."""
    return execution_view(await services.running.retry(request.execution_id, request.idempotency_key))


async def get_result(services: Services, request: GetResult) -> Result:
    """One result with where it came from."""
    result = await stored_result(services.database, request.content_id)
    if result is None:
        raise NotFound(f"There is no result {request.content_id!r}.")
    return result


async def list_results(services: Services, request: ListResults) -> ResultOrigins:
    """Where the results of a session came from, in short."""
    await services.interactions.state(request.session_id)
    return ResultOrigins(results=await result_origins(services.database, request.session_id))


async def get_blob(services: Services, request: GetBlob) -> BlobContent:
    """Where a blob is and what it is."""
    known = await stored_blob(services.database, request.url)
    if known is None:
        raise NotFound("There is no such file.")
    media_type, size = known
    path = await services.blobs.path(request.url)
    cache = str(services.home / "cache")
    return BlobContent(url=request.url, media_type=media_type, size=size, path=str(path), cache=cache)


OPERATIONS = (
    Operation("executions.run", RunSubAction, run_sub_action, ("conflict",), need=writes("session_id")),
    Operation("executions.get", GetExecution, get_execution, need=reads("execution_id")),
    Operation("executions.list", ListExecutions, list_executions, need=reads("session_id")),
    Operation(
        "executions.cancel", CancelExecution, cancel_execution, ("conflict",), need=writes("execution_id")
    ),
    Operation(
        "executions.retry",
        RetryExecution,
        retry_execution,
        ("bad_request", "conflict"),
        need=writes("execution_id"),
    ),
    Operation("results.get", GetResult, get_result, need=reads("content_id")),
    Operation("results.list", ListResults, list_results, need=reads("session_id")),
    Operation("blobs.get", GetBlob, get_blob, need=reads()),
)
