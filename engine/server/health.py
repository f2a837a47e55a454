"""Whether the server lives, and whether it can work: for whoever starts and watches it."""

import asyncio

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from engine.server.metrics.measures import CONTENT_TYPE
from engine.server.serving import serving_of
from engine.version import program

routes = APIRouter(tags=["health"])

READY_SECONDS = 3.0
"""How long the store may take to answer, for this program to be one that can work."""


@routes.get("/health", summary="It answers", operation_id="health", response_class=JSONResponse)
async def health() -> Response:
    """Says which program this is."""
    return JSONResponse({"status": "ok", "program": program()})


@routes.get(
    "/ready",
    summary="It can work",
    operation_id="ready",
    response_class=JSONResponse,
    responses={503: {"description": "It is shutting down, or its store does not answer."}},
)
async def ready(request: Request) -> Response:
    """Asks the store."""
    serving = serving_of(request)
    if not serving.ready:
        return JSONResponse({"status": "stopping"}, 503)
    try:
        # Others wait longer for a store that is away; whoever asks this sends its requests elsewhere.
        async with asyncio.timeout(READY_SECONDS):
            await serving.services.database.one("SELECT 1")
    except TimeoutError:
        return JSONResponse({"status": "no store", "reason": "It does not answer."}, 503)
    except Exception as error:  # noqa: BLE001 - whatever it is, it cannot work now
        return JSONResponse({"status": "no store", "reason": str(error)}, 503)
    return JSONResponse({"status": "ready"})


@routes.get(
    "/metrics",
    summary="Its numbers, for Prometheus",
    operation_id="metrics",
    response_class=Response,
    responses={200: {"description": "Prometheus' text format.", "content": {"text/plain": {}}}},
)
async def metrics(request: Request) -> Response:
    """What this program did, and what the store says of all."""
    serving = serving_of(request)
    return Response(await serving.measures.text(serving.services), media_type=CONTENT_TYPE)
