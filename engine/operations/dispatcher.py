"""Runs operations: finds the one for a request, turns every failure into the small hierarchy."""

from collections.abc import Mapping
from typing import Any, TypeVar

from pydantic import ValidationError

from engine.access.allowing import allow
from engine.config import ConfigError
from engine.documents.problems import DocumentErrors
from engine.operations.errors import BY_KIND, Internal, NotFound, OperationError, Unprocessable
from engine.operations.listed import by_name, operation_of
from engine.operations.services import Services
from engine.providers.errors import ProviderError
from engine.session.errors import SessionError
from engine.store.errors import StorageError
from schemas.messages.base import Answered, Message
from schemas.messages.errors import Envelope

R = TypeVar("R")


async def dispatch(services: Services, request: Answered[R]) -> R:
    """Run the operation of a validated request, if whoever asks may. Raises only `OperationError`."""
    assert isinstance(request, Message)
    operation = operation_of(type(request))
    try:
        await allow(services.database, operation.need, request)
        reply: Any = await operation.run(services, request)
    except OperationError:
        raise
    except Exception as error:
        raise as_operation_error(error) from error
    return reply


async def dispatch_json(services: Services, name: str, body: Mapping[str, Any]) -> tuple[int, Envelope]:
    """Run an operation by name with a JSON request; return the HTTP status and the envelope."""
    try:
        operation = by_name().get(name)
        if operation is None:
            raise NotFound(f"There is no operation {name!r}.")
        try:
            request: Any = operation.request.model_validate(body)
        except ValidationError as error:
            details = [{"field": ".".join(map(str, e["loc"])), "message": e["msg"]} for e in error.errors()]
            raise Unprocessable("The request is not valid.", details=details) from None
        reply: Any = await dispatch(services, request)
    except OperationError as error:
        return error.status, Envelope(success=False, error=error.body)
    return 200, Envelope(success=True, data=reply.model_dump(mode="json", by_alias=True))


def as_operation_error(error: Exception) -> OperationError:
    """Which status and words an exception of the engine gets."""
    match error:
        case OperationError():
            return error
        case SessionError():
            return BY_KIND[error.kind](error.message, hint=error.hint, details=error.details, code=error.code)
        case DocumentErrors():
            details = [str(problem) for problem in error.problems]
            count = len(details)
            summary = f"The workflow has {count} problem{'s' if count != 1 else ''}."
            return Unprocessable(summary, details=details, code="invalid_document")
        case ConfigError():
            return Unprocessable(str(error), hint="Correct the setting, then try again.", code="config")
        case StorageError() | ProviderError():
            return Internal(error.message, hint=error.hint, code=error.code)
        case _:
            return Internal(f"Something went wrong: {error or type(error).__name__}.")
