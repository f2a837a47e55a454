"""Where the run of one record lands: in the record's fields, its files and its batch, all at once."""

import secrets
import time
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from engine.actions.action import Outputs
from engine.actions.errors import ActionError
from engine.actions.inputs import variables_of
from engine.actions.scope import Scope, Write
from engine.batches.attempts import Attempts
from engine.batches.cache import RunCache
from engine.batches.field_values import field_values
from engine.batches.prepared import holds_nothing
from engine.batches.subject import Subject, subject_of
from engine.records.files import RecordFiles
from engine.records.record import Record
from engine.records.records import Records
from engine.records.variables import inputs_of, record_variables
from engine.session.catalogue import Catalogue
from engine.session.errors import SessionError
from engine.session.log import SessionLog
from engine.session.prompt_context import prompt_context
from engine.session.state import SessionEvent, SessionState
from engine.store.batches import get_batch, set_outcome
from engine.store.database import Database, Transaction
from engine.store.executions import ExecutionRequest
from engine.store.results import add_result
from engine.trust.code import folder_of
from schemas.messages.results import Result
from schemas.messages.session import ExecutionStatus

CHANGED = "batch_changed"
"""The session's event when the run of a record ends: `{batch_id, record_id, status}`."""

MOST_INTERRUPTIONS = 5
"""How often a record is begun again by itself after the program that ran it was gone."""


class RecordLanding:
    """Implements the pipeline's `Landing` for runs of script steps over records."""

    def __init__(
        self,
        *,
        log: SessionLog,
        catalogue: Catalogue,
        records: Records,
        files: RecordFiles,
        database: Database,
        attempts: Attempts,
        cache: RunCache,
    ) -> None:
        self._log = log
        self._catalogue = catalogue
        self._records = records
        self._files = files
        self._database = database
        self._attempts = attempts
        self._cache = cache

    async def scope(self, request: ExecutionRequest) -> Scope:
        """The record as it is now, its document, and the session's state.

        What the session chose to answer counts for more than the workflow's defaults, and for
        less than what the step, the document and the run say.
        """
        subject = subject_of(request)
        state = await self._log.state(request.session_id)
        loaded = await self._catalogue.find(state.content_hash)
        record = await self._record(subject.record_id)
        document = record if subject.document_id == record.id else await self._record(subject.document_id)
        inputs = _inputs(subject, record)
        context = prompt_context(state.conversation)
        scope = Scope(
            state=state.state,
            feedback_names=loaded.feedback_names(),
            workflow_id=state.workflow_id,
            content_hash=state.content_hash,
            defaults={**loaded.workflow.defaults.model_dump(), **context.settings},
            context=replace(context, settings={}),
            folder=folder_of(state.source),
            variables=record_variables(record, document, inputs),
        )
        if not subject.cache:
            return scope
        who = {**subject.who, "defaults": scope.defaults}
        variables = variables_of(request, scope)
        known = await self._cache.look_up(subject.key, request.action, request.config, variables, who)
        return replace(scope, known=known)

    async def item(
        self, execution_id: str, request: ExecutionRequest, result: Result, write: Write, *, listed: bool
    ) -> None:
        """One finished item: kept with the session; the record gets it when all is done."""
        async with self._database.transaction(of=request.session_id) as transaction:
            await write(transaction)

    async def outputs(
        self,
        execution_id: str,
        request: ExecutionRequest,
        outputs: Outputs,
        results: list[Result],
        write: Write,
    ) -> None:
        """The fields' new versions, the files, what the cache keeps and the end: one transaction."""
        subject = subject_of(request)
        taken = self._cache.take(subject.key)
        hit = taken is not None and taken.hit
        made = [_copied(each, execution_id) for each in taken.results] if taken and hit else results
        values, files = field_values(subject.outputs, outputs.value, made)

        async def with_record(transaction: Transaction) -> None:
            try:
                await self._records.write(
                    transaction, subject.record_id, values, execution_id=execution_id, note=request.label
                )
            except SessionError as error:
                raise _action_error(error) from None
            for field, result in files.items():
                await self._files.add(transaction, subject.record_id, field, result)
            if hit:
                for result in made:
                    await add_result(transaction, request.session_id, result)
                await set_outcome(transaction, execution_id, "cached", outputs.message)
            elif taken is not None:
                await self._cache.keep(transaction, taken, execution_id, outputs.value, results)
            await write(transaction)

        # The record may be written by other sessions too.
        await self._log.change(
            request.session_id, _changed(subject, "cached" if hit else "success"), with_record, alone=True
        )

    async def ended(
        self,
        execution_id: str,
        request: ExecutionRequest,
        status: ExecutionStatus,
        error: Mapping[str, Any] | None,
        write: Write,
    ) -> None:
        """Failed or cancelled: the record stays as it was. Interrupted: it is begun again."""
        subject = subject_of(request)
        self._cache.take(subject.key)

        async def with_next(transaction: Transaction) -> None:
            await write(transaction)
            if status == "interrupted" and subject.interruptions < MOST_INTERRUPTIONS:
                batch = await get_batch(transaction, subject.batch_id)
                if batch is not None and batch.cancelled_at is None:
                    cut_off = request.repeats or execution_id
                    again = [subject.again(interrupted=True)]
                    await self._attempts.add(transaction, batch, again, repeats=cut_off)

        await self._log.change(request.session_id, _changed(subject, status), with_next)

    async def _record(self, record_id: int) -> Record:
        try:
            return await self._records.get(record_id)
        except SessionError as error:
            raise _action_error(error) from None


def _inputs(subject: Subject, record: Record) -> dict[str, Any]:
    """The inputs as they are now. Raises `ActionError` where there is nothing to work on."""
    fields = {key: field for key, (field, _) in subject.reads.items()}
    inputs = inputs_of(fields, record, subject.inputs)
    if inputs and all(holds_nothing(value) for value in inputs.values()):
        names = ", ".join(f"{label} ({field})" for field, label in subject.reads.values())
        raise ActionError("empty_input", f"{names} is empty: there is nothing to work on.")
    return inputs


def _copied(result: Result, execution_id: str) -> Result:
    """An earlier result as one of this execution."""
    identity = secrets.token_hex(8)
    value = {**result.value, "content_id": identity}
    changes = {"id": identity, "execution_id": execution_id, "value": value, "created_at": time.time()}
    return result.model_copy(update=changes)


def _changed(subject: Subject, status: str) -> Any:
    data = {"batch_id": subject.batch_id, "record_id": subject.record_id, "status": status}

    def decide(_state: SessionState) -> list[SessionEvent]:
        return [SessionEvent(CHANGED, data)]

    return decide


def _action_error(error: SessionError) -> ActionError:
    if error.kind == "not_found":
        return ActionError("record_deleted", "This record is not there any more: it was deleted meanwhile.")
    return ActionError("bad_output", error.message, hint=error.hint)
