"""The one pipeline: everything that runs, runs here.

Resolve the action, build its inputs, validate, record `started`, execute while streaming
events, validate outputs, map the result and record the end (the last two in one
transaction). Cancellation, timeouts, provenance and failure are written once, here.
"""

import asyncio
import secrets
import time
from collections.abc import AsyncGenerator, Mapping
from contextlib import aclosing
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from pydantic import ValidationError

from engine.actions.action import (
    Action,
    ActionEvent,
    ActionInput,
    Exchange,
    Item,
    LogLine,
    Outputs,
    Partial,
    Preview,
    Priced,
    Progress,
    Token,
    no_upstream,
)
from engine.actions.errors import ActionError
from engine.actions.execution_limit import within
from engine.actions.failure import INTERRUPTED, error_body
from engine.actions.giving_back import GivingBack
from engine.actions.inputs import check_preconditions, config_of, variables_of
from engine.actions.item_outputs import with_items
from engine.actions.made_by import with_made_by
from engine.actions.once import Once
from engine.actions.prompt_context import PromptContext
from engine.actions.provenance import provenance
from engine.actions.registry import Registry
from engine.actions.scope import Landing, Scope, Write
from engine.actions.trail import Trail
from engine.caller import works_for
from engine.finish import finish
from engine.logs.context import works_on
from engine.store.blobs import Blobs
from engine.store.database import Database, Transaction
from engine.store.errors import AlreadyThere, StorageError
from engine.store.executions import ExecutionRequest, Executions, event
from engine.store.results import add_blob, add_result
from schemas.documents.hyperparameters import Hyperparameters
from schemas.json_value import is_object
from schemas.messages.results import Result
from schemas.messages.session import ExecutionStatus

DEFAULT_TIMEOUT = 900.0
"""Seconds, for actions whose config has no `timeout`."""

Was = Literal["queued", "running", "unfinished"]


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
    records_in_pictures: bool = True
    """Whether a picture's file says how it was made."""
    giving_back: GivingBack | None = None
    """Where executions are run as jobs of workers."""

    async def run(self, execution_id: str) -> None:
        """Run a recorded execution to its end, if nobody else has begun or cancelled it.

        Everything that can go wrong becomes a `failed` event and a status. Only
        cancellation of the task is passed on: if the execution is in `cancelling` it is the
        person's wish and recorded as `cancelled`, otherwise the program is closing and the
        execution is `interrupted`; one that had not begun, or is given back, stays queued.
        """
        try:
            row = await self.executions.get(execution_id)
        except StorageError as unread:
            self.executions.publish(event(execution_id, 1, "failed", error_body(unread)))
            return
        if row is None or row.status != "queued":
            return
        works_for(row.user)  # not for whoever's request began this task
        request = row.request
        whose = {"user": row.user} if row.user else {}
        works_on(execution=execution_id, session=request.session_id, **whose)
        with self.executions.running_here(execution_id):
            async with Trail(self.database, self.executions, execution_id, row.last_seq + 1) as trail:
                try:
                    if await self._begin(execution_id, request, trail):
                        await self._execute(execution_id, request, trail)
                except asyncio.CancelledError:
                    by_person = execution_id in self.cancelling
                    back = self.giving_back
                    if (
                        by_person
                        or back is None
                        or not await finish(back.leave(execution_id, request, trail))
                    ):
                        await finish(self._stop(execution_id, request, trail, by_person=by_person))
                    if not by_person:
                        raise
                except Exception as error:  # noqa: BLE001 - a fault in an action must not end the program
                    back = self.giving_back
                    if back is None or not await finish(back.put_off(execution_id, trail, error)):
                        await finish(self._end(execution_id, request, trail, "failed", error_body(error)))

    async def interrupt(self, execution_id: str) -> None:
        """Record that a program which is gone left this execution unfinished."""
        await self._end_elsewhere(execution_id, "interrupted", INTERRUPTED, "unfinished")

    async def give_up(self, execution_id: str, error: dict[str, Any]) -> None:
        """Record that an execution that was left unfinished is not begun again."""
        await self._end_elsewhere(execution_id, "failed", error, "unfinished")

    async def cancel_waiting(self, execution_id: str) -> None:
        """Record that an execution was cancelled before it began; nothing happens if it has begun."""
        await self._end_elsewhere(execution_id, "cancelled", None, "queued")

    async def _end_elsewhere(
        self, execution_id: str, status: ExecutionStatus, error: dict[str, Any] | None, was: Was
    ) -> None:
        row = await self.executions.get(execution_id)
        if row is not None and row.ended_at is None:
            async with Trail(self.database, self.executions, execution_id, row.last_seq + 1) as trail:
                await self._end(execution_id, row.request, trail, status, error, was)

    async def _begin(self, execution_id: str, request: ExecutionRequest, trail: Trail) -> bool:
        """Take the execution and record `started`; False if it was taken or cancelled meanwhile."""

        async def change(write: Write) -> None:
            async with self.database.transaction(of=execution_id) as transaction:
                if not await self.executions.begin(transaction, execution_id, self.owner):
                    raise _TakenError
                await write(transaction)

        try:
            await trail.add_with("started", {"action": request.action, "label": request.label}, change)
        except _TakenError:
            return False
        return True

    async def _execute(self, execution_id: str, request: ExecutionRequest, trail: Trail) -> None:
        scope = replace(await self.landing.scope(request), once=Once(request.repeats or execution_id))
        if scope.embedding:
            scope = replace(scope, embedded=scope.embedding(execution_id))
        outputs: Outputs | None = None
        results: list[Result] = []
        exchanges: list[Exchange] = []
        async with aclosing(self.act(request, scope)) as events:
            async for event in events:
                match event:
                    case Token(text):
                        await trail.token(text)
                    case Progress(fraction, message):
                        await trail.progress(fraction, message)
                    case Preview():
                        trail.preview(event)
                    case Partial(value):
                        await trail.add("partial", {"value": value})
                    case LogLine(message):
                        await trail.add("log", {"message": message})
                    case Item():
                        results.append(await self._item(execution_id, request, scope, event, trail))
                    case Exchange():
                        exchanges.append(event)
                    case Outputs():
                        outputs = event
        if outputs is None:
            raise ActionError("no_outputs", f"{request.label} ended without a result.", retryable=True)
        outputs = replace(outputs, exchanges=tuple(exchanges))
        await self._complete(execution_id, request, trail, outputs, results)

    async def act(self, request: ExecutionRequest, scope: Scope) -> AsyncGenerator[ActionEvent]:
        """Resolve the action, build and check its inputs, and yield what it yields within its time.

        Raises `ActionError` and whatever an action raises; records nothing.
        """
        if scope.known is not None:
            yield scope.known
            return
        action, given = await self._prepared(request, scope)
        limit = getattr(given.config, "timeout", DEFAULT_TIMEOUT)
        async with aclosing(action.execute(given)) as events:
            async for event in within(events, limit, request.label):
                yield event

    async def estimate(self, request: ExecutionRequest) -> Mapping[str, Any] | None:
        """What a run would cost, such as `{"amount": 8, "unit": "credits"}`; None where nobody says.

        Raises what `act` does, and whatever the provider raises. Runs nothing.
        """
        action, given = await self._prepared(request, await self.landing.scope(request))
        return await action.estimate(given) if isinstance(action, Priced) else None

    async def _prepared(self, request: ExecutionRequest, scope: Scope) -> tuple[Action, ActionInput]:
        action = self.registry.find(request.action)
        if action is None and scope.folder is not None:
            # One that the folder brings along: its code is read, to see whether it is trusted.
            action = await asyncio.to_thread(self.registry.find_for, request.action, scope.folder)
        if action is None:
            raise ActionError("unknown_action", f"There is no action named {request.action}.")
        variables = variables_of(request, scope)
        check_preconditions(scope, variables)
        config = config_of(action, request.config, variables)

        def run(nested: ExecutionRequest, state: Mapping[str, Any]) -> AsyncGenerator[ActionEvent]:
            return self._nested(nested, scope, state)

        return action, ActionInput(
            name=request.action,
            config=config,
            variables=variables,
            values=request.values,
            schema=scope.schema,
            read_blob=self.blobs.read,
            export_folder=scope.export_folder or _no_folder,
            defaults=scope.defaults,
            context=_with_settings(scope.context, request.params.get("settings")),
            upstream=scope.upstream,
            run=run,
            folder=scope.folder,
            once=scope.once,
            embedded=scope.embedded,
        )

    async def _nested(
        self, request: ExecutionRequest, scope: Scope, state: Mapping[str, Any]
    ) -> AsyncGenerator[ActionEvent]:
        """Run an action for another one: as a module's, so that it sees a state and no page."""
        inner = replace(
            scope,
            state=state,
            data={},
            schema={},
            requires=None,
            preconditions=(),
            upstream=no_upstream,
            embedded=None,
        )
        items: list[Item] = []
        async with aclosing(self.act(request, inner)) as events:
            async for event in events:
                match event:
                    case Item():
                        facts = {"action": request.action, "module_id": request.module_id, **event.facts}
                        item = replace(event, facts=facts)
                        items.append(await self._identified(item, request, scope))
                        yield items[-1]
                    case Exchange():
                        yield replace(
                            event,
                            action=request.action,
                            label=request.label,
                            step_id=request.step_id,
                            module_id=request.module_id,
                        )
                    case Outputs():
                        yield with_items(event, [item.value for item in items])
                    case _:
                        yield event

    async def _identified(self, item: Item, request: ExecutionRequest, scope: Scope) -> Item:
        """The item with an id, and with its data stored: then it can be referred to."""
        if item.id:
            return item
        identity = secrets.token_hex(8)
        # Ours come last: what a model wrote must not pass for another result.
        value: dict[str, Any] = {**item.value, "content_id": identity}
        if item.data is not None:
            item = await asyncio.to_thread(
                with_made_by, item, request, scope, in_file=self.records_in_pictures
            )
            assert item.data is not None
            value["url"] = await self.blobs.write(item.data, item.media_type)
            value["media_type"] = item.media_type
        return replace(item, id=identity, value=value)

    async def _item(
        self, execution_id: str, request: ExecutionRequest, scope: Scope, item: Item, trail: Trail
    ) -> Result:
        item = await self._identified(item, request, scope)
        result = Result(
            id=item.id,
            execution_id=execution_id,
            kind=item.kind,
            value=dict(item.value),
            created_at=time.time(),
            provenance=provenance(request, scope, item.facts),
        )

        async def change(write: Write) -> None:
            async def with_rows(transaction: Transaction) -> None:
                if item.data is not None:
                    await add_blob(transaction, item.value["url"], item.media_type, len(item.data))
                await add_result(transaction, request.session_id, result)
                await write(transaction)

            await self.landing.item(execution_id, request, result, with_rows, listed=item.listed)

        await trail.add_with("result", {"result": result.model_dump(mode="json")}, change)
        return result

    async def _complete(
        self,
        execution_id: str,
        request: ExecutionRequest,
        trail: Trail,
        outputs: Outputs,
        results: list[Result],
    ) -> None:
        outputs = with_items(outputs, [result.value for result in results])

        async def change(write: Write) -> None:
            async def with_end(transaction: Transaction) -> None:
                if not await self.executions.end(transaction, execution_id, "completed"):
                    raise _TakenError
                await write(transaction)

            await self.landing.outputs(execution_id, request, outputs, results, with_end)

        data = {"outputs": outputs.value, "usage": dict(outputs.usage), "message": outputs.message}
        await trail.add_with("completed", data, change)

    async def _stop(
        self, execution_id: str, request: ExecutionRequest, trail: Trail, *, by_person: bool
    ) -> None:
        if by_person:
            await self._end(execution_id, request, trail, "cancelled", None)
        else:
            await self._end(execution_id, request, trail, "interrupted", INTERRUPTED, "running")

    async def _end(
        self,
        execution_id: str,
        request: ExecutionRequest,
        trail: Trail,
        status: ExecutionStatus,
        error: dict[str, Any] | None,
        was: Was = "unfinished",
    ) -> None:
        async def change(write: Write) -> None:
            async def with_end(transaction: Transaction) -> None:
                if not await self.executions.end(transaction, execution_id, status, error, was=was):
                    raise _TakenError
                await write(transaction)

            await self.landing.ended(execution_id, request, status, error, with_end)

        try:
            await trail.end("cancelled" if status == "cancelled" else "failed", error or {}, change)
        except _TakenError:
            return  # it had ended already, with an event of its own
        except AlreadyThere:
            return  # another program has written what comes after our last event: it is that one's now
        except Exception as unsaved:  # noqa: BLE001 - not even the failure can be stored: say so to whoever watches
            trail.publish_unsaved("failed", error_body(unsaved))


class _TakenError(Exception):
    """Another program, or a cancellation, was faster; the transaction is rolled back."""


async def _no_folder() -> str:
    raise ActionError("no_folder", "There is no folder to write to here.")


def _with_settings(context: PromptContext, settings: Any) -> PromptContext:
    """The context with settings for this run alone, such as who answers one cell of a sweep."""
    if not is_object(settings):
        return context
    try:
        chosen = Hyperparameters.model_validate(settings)
    except ValidationError as error:
        raise ActionError(
            "bad_input", f"The settings of this run are wrong: {error.error_count()} of them."
        ) from None
    return replace(context, settings={**context.settings, **chosen.model_dump(exclude_none=True)})
