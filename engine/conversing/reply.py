"""One reply's actions as they come: each decided, recorded and run before the reply goes on (E3, E4, E9)."""

import secrets
from typing import Any

from engine.actions.embedding import Spoken, Standing
from engine.actions.errors import ActionError
from engine.actions.plain_json import plain_json
from engine.conversing.again import set_aside
from engine.conversing.parameters import problem_with
from engine.conversing.records import action_event
from engine.conversing.runs import EmbeddedRuns
from engine.conversing.verdict import Refusal, known_definition, verdict
from engine.embedded.parts import Asked, Malformed
from engine.session.catalogue import Catalogue
from engine.session.log import Decide, SessionLog
from engine.session.machine import allowed, machine_variable, present_state
from engine.session.state import SessionEvent, SessionState
from engine.session.talk_folds import turns_of
from engine.store.database import Transaction
from engine.store.executions import ExecutionRequest
from schemas.documents.embedded_actions import EmbeddedActions
from schemas.documents.workflow import Workflow

MOST_LISTED = 20
"""Refused and broken actions of one reply that get an entry each; the rest share one."""


class ReplyActions:
    """Implements `Embedded` for the execution `execution_id`, whose request is `request`."""

    def __init__(
        self,
        log: SessionLog,
        catalogue: Catalogue,
        runs: EmbeddedRuns,
        request: ExecutionRequest,
        execution_id: str,
    ) -> None:
        self._log = log
        self._catalogue = catalogue
        self._runs = runs
        self._request = request
        self._id = execution_id
        self._begun = 0
        self._listed = 0
        self._beyond = 0
        self._beyond_id = ""

    async def stand(self, *, again: bool) -> Standing:
        """See `Embedded`."""
        asked: str | None = None
        if again:
            asked = await self._set_aside()
        state = await self._state()
        workflow = (await self._catalogue.find(state.content_hash)).workflow
        present = present_state(workflow.states, state.machine)
        return Standing(
            state=state.state,
            machine=machine_variable(workflow.states, state.machine),
            prompt=present.prompt if present else None,
            format=_rules(workflow).format,
            allowed=allowed(workflow, state.machine),
            turns=tuple(
                Spoken(turn.asked, turn.reply if turn.edited or not turn.raw else turn.raw)
                for turn in turns_of(state, self._request.interaction_id)
            ),
            again=asked,
        )

    async def begin(self, asked: str) -> None:
        """See `Embedded`."""
        data = {"execution_id": self._id, "interaction_id": self._request.interaction_id, "asked": asked}

        def decide(state: SessionState) -> list[SessionEvent]:
            self._check_alone(state)
            return [SessionEvent("reply_begun", data)]

        await self._change(decide)

    async def take(self, part: Asked | Malformed) -> None:
        """See `Embedded`."""
        if isinstance(part, Malformed):
            await self._refuse(part, "malformed", part.reason)
            return
        try:
            parameters = plain_json(part.parameters)
        except ValueError as error:
            await self._refuse(part, "malformed", f"What it was given {error}.")
            return
        state = await self._state()
        workflow = (await self._catalogue.find(state.content_hash)).workflow
        rules = _rules(workflow)
        if self._begun >= rules.limit:
            await self._refuse(part, "refused", f"The reply has more than {rules.limit} actions.")
            return
        definition = known_definition(workflow, part.name)
        problem = await problem_with(parameters, definition.parameters) if definition else ""
        run_id = await self._begin(part, parameters, workflow, problem)
        if run_id:
            await self._runs.ended(run_id)

    async def end(self) -> None:
        """See `Embedded`."""
        if self._beyond:
            await self._add(action_event(self._beyond_id, count=self._beyond, message=self._told()))

    async def _begin(self, part: Asked, parameters: dict[str, Any], workflow: Workflow, problem: str) -> str:
        """Decide on the newest state, and begin the run if it may; its id, or empty."""
        action_id, run_id = secrets.token_hex(6), secrets.token_hex(8)
        found = {**self._whose(), "name": part.name, "parameters": parameters, "raw": part.raw}
        begun: list[ExecutionRequest] = []

        def decide(state: SessionState) -> list[SessionEvent]:
            decided = verdict(workflow, state.machine, part.name, problem)
            if isinstance(decided, Refusal):
                return self._refused(found, "refused", decided.message)
            self._begun += 1
            if decided.confirm:
                return [action_event(action_id, **found, status="waiting")]
            request = self._runs.request(self._request, action_id, decided, parameters)
            begun.append(request)
            running = action_event(action_id, **found, status="running", run_id=run_id)
            return [running, self._runs.started(run_id, request)]

        async def write(transaction: Transaction) -> None:
            for request in begun:
                await self._runs.add(transaction, run_id, request)

        await self._log.change(self._request.session_id, decide, write)
        return run_id if begun else ""

    async def _refuse(self, part: Asked | Malformed, status: str, message: str) -> None:
        found: dict[str, Any] = {**self._whose(), "raw": part.raw}
        if isinstance(part, Asked):
            found["name"] = part.name
        await self._add(*self._refused(found, status, message))

    def _refused(self, found: dict[str, Any], status: str, message: str) -> list[SessionEvent]:
        """The event of an entry; beyond the first ones there is one for all of them, counted at the end."""
        self._listed += 1
        if self._listed <= MOST_LISTED:
            return [action_event(secrets.token_hex(6), **found, status=status, message=message)]
        self._beyond += 1
        if self._beyond > 1:
            return []
        self._beyond_id = secrets.token_hex(6)
        return [action_event(self._beyond_id, **self._whose(), status="refused", message=self._told())]

    def _told(self) -> str:
        more = "1 more was" if self._beyond == 1 else f"{self._beyond:,} more were"
        return f"{more} refused or could not be read."

    async def _set_aside(self) -> str:
        """Set the last turn aside and return what was asked in it."""
        asked: list[str] = []

        def decide(state: SessionState) -> list[SessionEvent]:
            self._check_alone(state)
            turn, event = set_aside(state, self._request.interaction_id, self._id)
            asked.append(turn.asked)
            return [event]

        await self._change(decide)
        return asked[-1]

    def _check_alone(self, state: SessionState) -> None:
        if state.talk.answering not in ("", self._id):
            raise ActionError(
                "conflict",
                "A reply is being written already.",
                hint="Wait for its end, or stop it.",
                retryable=True,
            )

    def _whose(self) -> dict[str, Any]:
        return {"execution_id": self._id, "interaction_id": self._request.interaction_id}

    async def _state(self) -> SessionState:
        return await self._log.state(self._request.session_id)

    async def _add(self, *events: SessionEvent) -> None:
        if events:
            await self._change(lambda _state: events)

    async def _change(self, decide: Decide) -> None:
        await self._log.change(self._request.session_id, decide)


def _rules(workflow: Workflow) -> EmbeddedActions:
    return workflow.embedded_actions or EmbeddedActions()
