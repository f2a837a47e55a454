"""All routes together, with OpenAPI made from them (row D9)."""

import functools
import warnings

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from pydantic.warnings import UnsupportedFieldAttributeWarning
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp

from engine.operations.errors import OperationError
from engine.operations.listed import all_operations
from engine.server import blobs, downloads, health, named_routes, streams, uploads
from engine.server.direct import Direct
from engine.server.guard import Guard
from engine.server.metrics.counted import Counted
from engine.server.operation_routes import operation_routes
from engine.server.refusals import not_valid, refusal
from engine.server.serving import Serving
from engine.session.errors import SessionError
from engine.store.errors import StorageError
from engine.version import program

_ABOUT = """\
Prompt forms: edit, generate, reroll, pick, go on. Every operation of the engine is a `POST` with its request
as the body; replies are in an envelope, `{"success": true, "data": …}` or `{"success": false, "error": …}`.
What happens meanwhile comes as server-sent events, which can be read on from any number.
"""


def application(serving: Serving) -> ASGIApp:
    """The server's application, on open services."""
    serving.measures.watch(serving.services)
    return Counted(Guard(Direct(routes(), all_operations()), serving), serving.measures)


@functools.cache
def routes() -> FastAPI:
    """The routes of any server: what it serves is told with each request."""
    # FastAPI's pages of documentation fetch their scripts from another host: there are none.
    made = FastAPI(
        title="Reroll",
        version=program().rpartition(" ")[2],
        description=_ABOUT,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
    )
    files = (blobs.routes, uploads.routes, downloads.routes)
    for each in (operation_routes(), named_routes.routes, streams.routes, *files):
        made.include_router(each)
    made.include_router(health.routes)
    for kind in (OperationError, SessionError, StorageError, HTTPException, Exception):
        made.add_exception_handler(kind, _failed)
    made.add_exception_handler(RequestValidationError, _not_valid)
    with warnings.catch_warnings():
        # Our messages are built when first used. FastAPI silences this warning of its own doing only
        # while it makes a route: so everything is built now.
        warnings.simplefilter("ignore", UnsupportedFieldAttributeWarning)
        described = made.openapi()
    described["components"]["securitySchemes"] = {"token": {"type": "http", "scheme": "bearer"}}
    described["security"] = [{"token": []}, {}]  # where none was ever made, nobody is asked for one
    return made


async def _failed(request: Request, error: Exception) -> Response:
    return refusal(request.scope, error)


async def _not_valid(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    return refusal(request.scope, not_valid(error.errors(), skipped=1))
