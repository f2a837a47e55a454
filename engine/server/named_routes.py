"""The two routes that are known by name: a workflow's sub-action (row A14), and a script step (row C4)."""

import secrets
from typing import Annotated, Any

from fastapi import APIRouter, Header, Path
from pydantic import Field
from starlette.requests import Request
from starlette.responses import Response

from engine.operations.dispatcher import dispatch
from engine.operations.errors import Conflict, Internal
from engine.operations.services import Services
from engine.server.named_paths import check_paths
from engine.server.operation_routes import described_errors
from engine.server.replies import Success, success
from engine.server.serving import serving_of
from engine.server.streams import event_stream
from schemas.messages.base import Message
from schemas.messages.executions import GetExecution, RunSubAction
from schemas.messages.interactions import GetInteraction
from schemas.messages.script_steps import ExecuteScriptStep, StepReply
from schemas.messages.session import ExecutionView

routes = APIRouter(tags=["workflow"])


class SubActionBody(Message):
    """What to run. Without `values` it is the form as it was typed last.

    The same `idempotency_key` (or `Idempotency-Key` header) twice is one run.
    """

    interaction_id: str
    action_id: str
    params: dict[str, Any] = Field(default_factory=dict[str, Any])
    values: dict[str, Any] | None = None
    feedback: str = ""
    idempotency_key: str = Field(default="", max_length=200)


class SubActionDone(Message):
    """A sync action's reply: `result` are its outputs."""

    execution_id: str
    result: Any = None
    message: str = ""


class SubActionTask(Message):
    """An async action's reply: an execution that was put on the queue. Its events follow by its id."""

    task_id: str
    status: str


Id = Annotated[str, Path(min_length=1, max_length=400, description="The session's id.")]
Key = Annotated[str, Header(alias="Idempotency-Key", max_length=200)]


@routes.post(
    "/workflow/{session_id}/sub-action",
    operation_id="workflow.sub-action",
    summary="Run a sub-action of an open page",
    response_model=Success[SubActionDone],
    responses={
        200: {
            "description": "Sync: the result. Streaming: the execution's events.",
            "content": {"text/event-stream": {"schema": {"type": "string"}}},
        },
        202: {"model": Success[SubActionTask], "description": "Async: the task."},
        **described_errors("bad_request", "not_found", "conflict", "unprocessable"),
    },
)
async def sub_action(
    request: Request, session_id: Id, body: SubActionBody, idempotency_key: Key = ""
) -> Response:
    """The action's `execution_mode` says which reply comes.

    A stream that broke off goes on at `/api/executions/{execution_id}/events`.
    """
    serving = serving_of(request)
    services = serving.services
    values = await _values(services, session_id, body)
    asked = RunSubAction(
        session_id=session_id,
        interaction_id=body.interaction_id,
        action_id=body.action_id,
        values=values,
        feedback=body.feedback,
        params=body.params,
        idempotency_key=body.idempotency_key or idempotency_key or secrets.token_hex(8),
    )
    begun = await dispatch(services, asked)
    if begun.mode == "streaming":
        return event_stream(serving, begun.id)
    if begun.mode == "async":
        return success(SubActionTask(task_id=begun.id, status=begun.status), 202)
    return success(await _done(services, begun.id))


@routes.post(
    "/api/workflow/execute-step",
    operation_id="workflow.execute-step",
    summary="Run a script step over sections of a document",
    response_model=StepReply,
    responses=described_errors("bad_request", "not_found", "unprocessable"),
)
async def execute_step(request: Request, body: ExecuteScriptStep) -> Response:
    """Waits for the end of all. The reply has no envelope of its own: `success` is one of its fields."""
    services = serving_of(request).services
    await check_paths(services, body)
    reply = await dispatch(services, body)
    return Response(reply.model_dump_json(by_alias=True), media_type="application/json")


async def _values(services: Services, session_id: str, body: SubActionBody) -> dict[str, Any]:
    if body.values is not None:
        return body.values
    page = await dispatch(services, GetInteraction(session_id=session_id, interaction_id=body.interaction_id))
    if page.draft is not None:
        return page.draft.values
    current: Any = page.request.display_data.get("current_values")
    return dict(current or {})


async def _done(services: Services, execution_id: str) -> SubActionDone:
    """The end of an execution, which goes on even if whoever asked is gone."""
    result: Any = None
    message = ""
    async for event in services.executions.events(execution_id):
        if event.kind == "completed":
            result, message = event.data.get("outputs"), str(event.data.get("message") or "")
    ended = await dispatch(services, GetExecution(execution_id=execution_id))
    if ended.status != "completed":
        raise _failed(ended)
    return SubActionDone(execution_id=execution_id, result=result, message=message)


def _failed(ended: ExecutionView) -> Conflict | Internal:
    error = ended.error or {}
    details = {"execution_id": ended.id, "status": ended.status, **error}
    if ended.status in ("cancelled", "interrupted"):
        return Conflict(f"The action was {ended.status}.", details=details)
    return Internal(
        str(error.get("message") or "The action failed."),
        hint=str(error.get("hint") or ""),
        code=str(error.get("code") or ""),
        details=details,
    )
