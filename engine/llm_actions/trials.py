"""Tries LLM actions out: they run as in a step, and nothing is written to the record (row C7)."""

import asyncio
import hashlib
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from engine.actions.action import Outputs
from engine.actions.errors import ActionError
from engine.actions.scope import Landing, Scope, Write
from engine.caller import user
from engine.documents.loaded import LoadedWorkflow
from engine.llm_actions.body import checked_body
from engine.llm_actions.llm_actions import LlmActions
from engine.records.records import Records
from engine.records.variables import record_variables
from engine.session.catalogue import Catalogue
from engine.session.errors import SessionError
from engine.session.instructions import Instructions
from engine.session.log import SessionLog
from engine.session.sessions import Sessions
from engine.session.state import SessionEvent
from engine.store.database import Database
from engine.store.executions import ExecutionRequest, ExecutionRow
from schemas.documents.workflow import Workflow
from schemas.messages.results import Result
from schemas.messages.session import ExecutionStatus

LANDING = "llm_action_test"
_WORKFLOW = "llm_action_tests"


class Trials:
    """Begins tests of LLM actions as executions of a session. Raises `SessionError`."""

    def __init__(
        self,
        *,
        database: Database,
        llm_actions: LlmActions,
        records: Records,
        catalogue: Catalogue,
        sessions: Sessions,
        log: SessionLog,
        instructions: Instructions,
    ) -> None:
        self._database = database
        self._llm_actions = llm_actions
        self._records = records
        self._catalogue = catalogue
        self._sessions = sessions
        self._log = log
        self._instructions = instructions

    async def begin(
        self,
        *,
        action: int | str | None,
        version: int | None,
        body: Mapping[str, Any] | None,
        session_id: str,
        record_id: int | None,
        inputs: Mapping[str, Any],
        fields: Mapping[str, str],
        settings: Mapping[str, Any],
        idempotency_key: str,
    ) -> ExecutionRow:
        """Begin a test. Everything is checked before anything runs."""
        if action is None and body is None:
            raise SessionError("bad_request", "Give an LLM action, or a body to try.")
        stored = await self._llm_actions.config(action, version) if action is not None else None
        name = stored.name if stored else "unsaved"
        given = body if body is not None else stored.body if stored else {}
        if settings.get("provider") not in (None, given.get("provider")):
            # A model belongs to the provider that it is named with.
            given = {key: value for key, value in given.items() if key != "model"}
        config = await asyncio.to_thread(checked_body, name, {**given, **settings})
        values = {**await self._read(record_id, fields), **inputs}
        label = stored.title if stored else "An unsaved LLM action"
        if session_id:
            await self._log.state(session_id)  # raises if there is none
        request = ExecutionRequest(
            action="llm.generate",
            label=f"Test of {label}",
            mode="streaming",
            session_id=session_id or await self._session(),
            step_id="",
            module_id="",
            config=config,
            values=values,
            landing=LANDING,
            subject={
                "record_id": record_id,
                "llm_action_id": stored.id if stored else None,
                "version": stored.version if stored and body is None else None,
            },
        )
        return await self._instructions.begin(request, idempotency_key)

    async def _read(self, record_id: int | None, fields: Mapping[str, str]) -> dict[str, Any]:
        """Inputs out of a record's fields."""
        if record_id is None:
            if fields:
                raise SessionError("bad_request", "Inputs from fields need a record.")
            return {}
        record = await self._records.get(record_id)
        missing = [field for field in fields.values() if field not in record.fields]
        if missing:
            there = ", ".join(record.fields) or "none"
            raise SessionError(
                "unprocessable",
                f"Record {record_id} has no field {', '.join(map(repr, missing))}.",
                hint=f"Its fields: {there}.",
            )
        return {key: record.fields[field] for key, field in fields.items()}

    async def _session(self) -> str:
        """The session that is kept for one's own tests."""
        row = await self._database.one(
            "SELECT id FROM sessions WHERE workflow_id = ? AND owner = ? ORDER BY created_at LIMIT 1",
            (_WORKFLOW, user()),
        )
        if row:
            return str(row[0])
        title = "Tests of LLM actions"
        hashed = hashlib.sha256(_WORKFLOW.encode()).hexdigest()
        loaded = LoadedWorkflow(Workflow(id=_WORKFLOW, title=title), (), Path(_WORKFLOW), hashed)
        await self._catalogue.keep(loaded)
        return await self._sessions.begin(loaded)


class TrialLanding:
    """Implements the pipeline's `Landing` for tests: results belong to the session and to nothing else."""

    def __init__(self, landings: Landing, log: SessionLog, records: Records) -> None:
        self._landings = landings
        self._log = log
        self._records = records

    async def scope(self, request: ExecutionRequest) -> Scope:
        """What templates see in a step; without a record there is only `inputs`."""
        scope = await self._landings.scope(_of_session(request))
        record_id = request.subject.get("record_id")
        if not isinstance(record_id, int):
            return replace(scope, variables={"inputs": request.values})
        try:
            record = await self._records.get(record_id)
            document = record if record.parent_id is None else await self._records.get(record.parent_id)
        except SessionError as error:
            raise ActionError(error.kind, error.message, hint=error.hint) from None
        return replace(scope, variables=record_variables(record, document, request.values))

    async def item(
        self, execution_id: str, request: ExecutionRequest, result: Result, write: Write, *, listed: bool
    ) -> None:
        await self._landings.item(execution_id, _of_session(request), result, write, listed=listed)

    async def outputs(
        self,
        execution_id: str,
        request: ExecutionRequest,
        outputs: Outputs,
        results: list[Result],
        write: Write,
    ) -> None:
        """The end: no turn of the session's conversation, nothing in the record."""
        data = {"execution_id": execution_id, "interaction_id": "", "status": "completed"}
        await self._log.change(request.session_id, lambda _: [SessionEvent("execution_ended", data)], write)

    async def ended(
        self,
        execution_id: str,
        request: ExecutionRequest,
        status: ExecutionStatus,
        error: Mapping[str, Any] | None,
        write: Write,
    ) -> None:
        await self._landings.ended(execution_id, _of_session(request), status, error, write)


def _of_session(request: ExecutionRequest) -> ExecutionRequest:
    """As if the session itself took what is made."""
    return replace(request, landing="")
