"""Routes of what happens: an execution's events and a session's changes, from any number on."""

from collections.abc import AsyncGenerator
from typing import Annotated, Any

from fastapi import APIRouter, Header, Path, Query
from starlette.requests import Request
from starlette.responses import Response

from engine.access.allowing import allow
from engine.access.needs import reads
from engine.operations.dispatcher import dispatch
from engine.operations.errors import BadRequest
from engine.server.operation_routes import described_errors
from engine.server.serving import Serving, serving_of
from engine.server.sse import frame, stream
from schemas.messages.events import PASSING_KINDS, ExecutionEvent, SessionChange
from schemas.messages.executions import GetExecution
from schemas.messages.sessions import GetSession

routes = APIRouter(tags=["streams"])

Number = Annotated[int, Query(ge=0, lt=2**63, description="Only what comes after this number.")]
LastId = Annotated[
    str, Header(alias="Last-Event-ID", description="The same, as a reader says it that comes back.")
]
Id = Annotated[str, Path(min_length=1, max_length=400)]


def _described(of: str, model: type[Any]) -> dict[int | str, dict[str, Any]]:
    text = f"Server-sent events; the data of each is {of} in JSON. The last is `end`, `resume` or `error`."
    schema = {"type": "string", "description": f"{model.__name__} events"}
    told = {200: {"description": text, "content": {"text/event-stream": {"schema": schema}}}}
    return {**told, **described_errors("not_found")}


@routes.get(
    "/api/executions/{execution_id}/events",
    operation_id="executions.events",
    summary="An execution's events, to its end",
    response_class=Response,
    responses=_described("an `ExecutionEvent`", ExecutionEvent),
)
async def execution_events(
    request: Request, execution_id: Id, after: Number = 0, last_event_id: LastId = ""
) -> Response:
    """Stored ones first, then as they come."""
    serving = serving_of(request)
    await dispatch(serving.services, GetExecution(execution_id=execution_id))
    return event_stream(serving, execution_id, _place(last_event_id, after))


@routes.get(
    "/api/sessions/{session_id}/changes",
    operation_id="sessions.changes",
    summary="What happens to a session, from any client",
    response_class=Response,
    responses=_described("a `SessionChange`", SessionChange),
)
async def session_changes(
    request: Request, session_id: Id, after: Number = 0, last_event_id: LastId = ""
) -> Response:
    """For as long as it is read."""
    serving = serving_of(request)

    async def check() -> None:
        await allow(serving.services.database, reads("session_id"), GetSession(session_id=session_id))

    await check()
    await serving.services.log.state(session_id)
    source = serving.services.log.changes(session_id, _place(last_event_id, after))
    return stream(serving, source, _framed_change, check)


def event_stream(serving: Serving, execution_id: str, after: int = 0) -> Response:
    """The events of an execution that is there, after number `after`."""
    source: AsyncGenerator[ExecutionEvent] = serving.services.executions.events(
        execution_id, after, passing=True
    )
    framed = serving.measures.with_lag(_framed_event)

    async def check() -> None:
        needed = GetExecution(execution_id=execution_id)
        await allow(serving.services.database, reads("execution_id"), needed)

    return stream(serving, source, framed, check, **{"x-execution-id": execution_id})


def _framed_event(event: ExecutionEvent) -> bytes:
    # What passes has the number of the event before it and is never sent again.
    number = None if event.kind in PASSING_KINDS else event.seq
    return frame(event.kind, event.model_dump_json(), number)


def _framed_change(change: SessionChange) -> bytes:
    return frame("change", change.model_dump_json(), change.seq)


def _place(last_event_id: str, after: int) -> int:
    """What a browser that comes back says counts for more than the address it began with."""
    if not last_event_id:
        return after
    if not (last_event_id.isascii() and last_event_id.isdigit() and len(last_event_id) < 19):
        raise BadRequest("Last-Event-ID is the number of an event.")
    return int(last_event_id)
