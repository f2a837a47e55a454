"""The one pipeline: everything that runs, runs here.

Resolve the action, build its inputs, validate, record `started`, execute while streaming
events, validate outputs, map the result and record the end (the last two in one
transaction). Cancellation, timeouts, provenance and failure are written once, here.
"""

import asyncio
import secrets
import time
from collections.abc import Mapping
from contextlib import aclosing
from dataclasses import dataclass, field
from typing import Any

from engine.actions.action import (
    ActionError,
    ActionInput,
    Item,
    LogLine,
    Outputs,
    Partial,
    Progress,
    Token,
)
from engine.actions.inputs import check_preconditions, config_of, variables_of
from engine.actions.registry import Registry
from engine.actions.scope import Landing, Scope
from engine.actions.trail import Trail
from engine.providers.errors import ProviderError
from engine.store.blobs import Blobs
from engine.store.database import Database, Transaction
from engine.store.errors import StorageError
from engine.store.executions import ExecutionRequest, Executions
from engine.store.results import add_blob, add_result
from engine.templates.sandbox import MissingName
from engine.templates.target_path import PathError
from engine.version import program
from schemas.messages.results import Provenance, Result
from schemas.messages.session import ExecutionStatus

DEFAULT_TIMEOUT = 900.0


@dataclass(slots=True)
class Pipeline:
    """Runs executions. `owner` is this program's name on what it runs."""

    registry: Registry
    database: Database
    executions: Executions
    blobs: Blobs
    landing: Landing
    owner: str
    cancelling: set[str] = field(default_factory=set[str])
    """Executions that a person wants stopped; their tasks are cancelled right after."""

    async def run(self, execution_id: str) -> None:
        """Run a recorded execution to its end.

        Everything that can go wrong becomes a `failed` event and a status. Only
        cancellation of the task is passed on: if the execution is in `cancelling` it is the
        person's wish and recorded as `cancelled`, otherwise the program is closing and the
        execution is `interrupted`.
        """
        row = await self.executions.get(execution_id)
        if row is None or not await self.executions.begin(execution_id, self.owner):
            return
        request = row.request
        async with Trail(self.database, self.executions, execution_id, row.last_seq + 1) as trail:
            try:
                await self._execute(execution_id, request, trail)
            except asyncio.CancelledError:
                by_person = execution_id in self.cancelling
                await asyncio.shield(self._stop(execution_id, request, trail, by_person=by_person))
                if not by_person:
                    raise
            except Exception as error:  # noqa: BLE001 - a fault in an action must not end the program
                await self._end(execution_id, request, trail, "failed", error_body(error))
            finally:
                self.cancelling.discard(execution_id)

    async def interrupt(self, execution_id: str) -> None:
        """Record that a program which is gone left this execution unfinished."""
        row = await self.executions.get(execution_id)
        if row is None:
            return
        async with Trail(self.database, self.executions, execution_id, row.last_seq + 1) as trail:
            await self._stop(execution_id, row.request, trail, by_person=False)

    async def cancel_waiting(self, execution_id: str) -> None:
        """Record that an execution was cancelled before it began."""
        row = await self.executions.get(execution_id)
        if row is None:
            return
        async with Trail(self.database, self.executions, execution_id, row.last_seq + 1) as trail:
            await self._stop(execution_id, row.request, trail, by_person=True)

    async def _execute(self, execution_id: str, request: ExecutionRequest, trail: Trail) -> None:
        action = self.registry.find(request.action)
        if action is None:
            raise ActionError("unknown_action", f"There is no action named {request.action}.")
        scope = await self.landing.scope(request)
        config = config_of(action, request.config)
        variables = variables_of(request, scope)
        check_preconditions(scope, variables)
        given = ActionInput(
            name=request.action,
            config=config,
            variables=variables,
            values=request.values,
            schema=scope.schema,
            read_blob=self.blobs.read,
            export_folder=scope.export_folder or _no_folder,
        )
        await trail.add("started", {"action": request.action, "label": request.label})
        outputs: Outputs | None = None
        results: list[Result] = []
        limit = getattr(config, "timeout", DEFAULT_TIMEOUT)
        try:
            async with asyncio.timeout(limit), aclosing(action.execute(given)) as events:
                async for event in events:
                    match event:
                        case Token(text):
                            await trail.token(text)
                        case Progress(fraction, message):
                            await trail.progress(fraction, message)
                        case Partial(value):
                            await trail.add("partial", {"value": value})
                        case LogLine(message):
                            await trail.add("log", {"message": message})
                        case Item():
                            results.append(await self._item(execution_id, request, scope, event, trail))
                        case Outputs():
                            outputs = event
        except TimeoutError:
            raise ActionError(
                "timeout", f"{request.label} took longer than {limit:g} seconds.", retryable=True
            ) from None
        if outputs is None:
            raise ActionError("no_outputs", f"{request.label} ended without a result.", retryable=True)
        await self._complete(execution_id, request, trail, outputs, results)

    async def _item(
        self, execution_id: str, request: ExecutionRequest, scope: Scope, item: Item, trail: Trail
    ) -> Result:
        result_id = secrets.token_hex(8)
        value: dict[str, Any] = {"content_id": result_id, **item.value}
        if item.data is not None:
            value["url"] = await self.blobs.write(item.data, item.media_type)
            value["media_type"] = item.media_type
        result = Result(
            id=result_id,
            execution_id=execution_id,
            kind=item.kind,
            value=value,
            created_at=time.time(),
            provenance=_provenance(request, scope, item.facts),
        )
        await trail.flush()
        written = trail.next("result", {"result": result.model_dump(mode="json")})

        async def write(transaction: Transaction) -> None:
            if item.data is not None:
                await add_blob(transaction, value["url"], item.media_type, len(item.data))
            await add_result(transaction, request.session_id, result)
            await trail.record(transaction, written)

        await self.landing.item(execution_id, request, result, write)
        trail.took(written)
        return result

    async def _complete(
        self,
        execution_id: str,
        request: ExecutionRequest,
        trail: Trail,
        outputs: Outputs,
        results: list[Result],
    ) -> None:
        await trail.flush()
        data = {"outputs": outputs.value, "usage": dict(outputs.usage), "message": outputs.message}
        written = trail.next("completed", data)

        async def write(transaction: Transaction) -> None:
            await trail.record(transaction, written)
            await self.executions.end(transaction, execution_id, "completed")

        await self.landing.outputs(execution_id, request, outputs, results, write)
        trail.took(written)

    async def _stop(
        self, execution_id: str, request: ExecutionRequest, trail: Trail, *, by_person: bool
    ) -> None:
        if by_person:
            await self._end(execution_id, request, trail, "cancelled", None)
        else:
            await self._end(execution_id, request, trail, "interrupted", INTERRUPTED)

    async def _end(
        self,
        execution_id: str,
        request: ExecutionRequest,
        trail: Trail,
        status: ExecutionStatus,
        error: dict[str, Any] | None,
    ) -> None:
        kind = "cancelled" if status == "cancelled" else "failed"
        try:
            await trail.flush()
            written = trail.next(kind, error or {})

            async def write(transaction: Transaction) -> None:
                await trail.record(transaction, written)
                await self.executions.end(transaction, execution_id, status, error)

            await self.landing.ended(execution_id, request, status, error, write)
            trail.took(written)
        except StorageError as unsaved:
            # Not even the failure can be stored: say so to whoever watches.
            trail.publish_unsaved("failed", error_body(unsaved))


INTERRUPTED: dict[str, Any] = {
    "code": "interrupted",
    "message": "The program was closed while this ran. What had arrived is kept.",
    "hint": "Retry runs it again with the same values.",
    "retryable": True,
}


def error_body(error: Exception) -> dict[str, Any]:
    """What a `failed` event says about an exception."""
    if isinstance(error, ActionError | ProviderError):
        return {
            "code": error.code,
            "message": error.message,
            "hint": error.hint,
            "retryable": error.retryable,
        }
    if isinstance(error, StorageError):
        return {"code": error.code, "message": error.message, "hint": error.hint, "retryable": True}
    if isinstance(error, MissingName):
        return {
            "code": "missing_name",
            "message": f"A template needs something that is not there: {error}.",
            "hint": "Correct the template or fill in the field it names. Nothing was sent.",
            "retryable": True,
        }
    if isinstance(error, PathError):
        return {
            "code": "result_mapping",
            "message": f"The result does not fit the page: {error}.",
            "hint": "Correct `result_mapping` in the document. The result is kept in the log.",
            "retryable": False,
        }
    return {
        "code": "internal",
        "message": f"Something went wrong inside the action: {error or type(error).__name__}.",
        "hint": "",
        "retryable": True,
    }


def _provenance(request: ExecutionRequest, scope: Scope, facts: Mapping[str, Any]) -> Provenance:
    return Provenance(
        action=request.action,
        provider=facts.get("provider", ""),
        label=facts.get("label", ""),
        model=facts.get("model", ""),
        sub_action_id=request.sub_action_id or None,
        values=request.values,
        rendered=facts.get("rendered", {}),
        parameters=facts.get("parameters", {}),
        seed=facts.get("seed"),
        workflow_hash=scope.content_hash,
        program=program(),
    )


async def _no_folder() -> str:
    raise ActionError("no_folder", "There is no folder to write to here.")
