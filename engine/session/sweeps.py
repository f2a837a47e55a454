"""Sweeps of a page: planned, put on the queue all at once, stopped, and filled where something is missing."""

import asyncio
import secrets
import time
from collections.abc import Mapping, Sequence
from typing import Any

from engine.actions.action import Action
from engine.actions.errors import ActionError
from engine.actions.prompt_fields import prompt_field_names
from engine.actions.registry import Registry
from engine.form.model import FormModel
from engine.queue.job_queue import JobQueue
from engine.session.errors import SessionError
from engine.session.interactions import Interactions, open_page
from engine.session.log import SessionLog
from engine.session.offered import sub_action_of
from engine.session.page import Interaction
from engine.session.provider_named import lane_of, provider_named
from engine.session.running import Running
from engine.session.state import SessionEvent, SessionState
from engine.session.stopping import Stopping
from engine.session.sweep_cost import Estimate, cost_of
from engine.session.sweep_request import sweep_request
from engine.store.database import Database, Transaction
from engine.store.errors import AlreadyThere
from engine.store.executions import ExecutionRequest, Executions
from engine.store.sweeps import SweepRow, add_sweep, cells_of, get_sweep, key_of, sweeps_of
from engine.sweeps.plan import (
    Axis,
    Plan,
    alternatives_axis,
    field_axis,
    plan,
    provider_axis,
    repeat_axis,
)
from schemas.documents.sub_action import SubAction
from schemas.messages.session import Draft
from schemas.messages.sweeps import AxisSpec, AxisView, SweepCell, SweepCellValues, SweepPlan, SweepView

_GOES_ON = ("queued", "running", "completed")


class Sweeps:
    """Services of sweeps. All raise `SessionError`."""

    def __init__(
        self,
        *,
        log: SessionLog,
        interactions: Interactions,
        registry: Registry,
        executions: Executions,
        running: Running,
        queue: JobQueue,
        database: Database,
        owner: str,
        estimate: Estimate,
    ) -> None:
        self._log = log
        self._interactions = interactions
        self._registry = registry
        self._executions = executions
        self._stopping = Stopping(log, executions, running, queue)
        self._queue = queue
        self._database = database
        self._owner = owner
        self._estimate = estimate

    async def plan(
        self,
        session_id: str,
        interaction_id: str,
        action_id: str,
        values: Mapping[str, Any],
        axes: Sequence[AxisSpec],
    ) -> SweepPlan:
        """What a sweep would run, and what that would cost."""
        state, interaction = await self._interactions.find(session_id, interaction_id)
        sub_action, action = self._offered(interaction, action_id)
        made = await _planned(state, interaction, values, axes)
        cells = [
            SweepCell(at=list(cell.at), status="refused" if cell.errors else "open", errors=list(cell.errors))
            for cell in made.cells
        ]
        runs = [cell for cell in made.cells if not cell.errors]
        schema = interaction.request.input_schema
        prompts = {
            *prompt_field_names(schema),
            *(name for name in schema.get("properties", {}) if "seed" in name),
        }
        cost = await cost_of(
            runs,
            prompts,
            lambda cell: sweep_request(
                action, session_id, interaction, sub_action, cell.values, cell.provider, {}
            ),
            self._estimate,
        )
        return SweepPlan(axes=_axes(made.axes), cells=cells, runs=len(runs), cost=cost)

    async def start(
        self,
        session_id: str,
        interaction_id: str,
        action_id: str,
        values: Mapping[str, Any],
        axes: Sequence[AxisSpec],
        idempotency_key: str,
    ) -> SweepView:
        """Put every run on the queue; the same key twice is one sweep."""
        sweep_id = f"{session_id}.{idempotency_key}"
        if await get_sweep(self._database, sweep_id):
            return await self.view(sweep_id)
        state, interaction = await self._interactions.find(session_id, interaction_id)
        sub_action, _ = self._offered(interaction, action_id)
        made = await _planned(state, interaction, values, axes)
        if all(cell.errors for cell in made.cells):
            raise SessionError(
                "unprocessable",
                "The form refuses the values of every run.",
                details=[error for cell in made.cells for error in cell.errors][:20],
            )
        body = {
            "axes": [{"title": axis.title, "labels": list(axis.labels)} for axis in made.axes],
            "cells": [
                {"at": cell.at, "values": cell.values, "provider": cell.provider, "errors": cell.errors}
                for cell in made.cells
            ],
        }
        row = SweepRow(sweep_id, session_id, interaction_id, action_id, sub_action.label, time.time(), body)
        numbers = [at for at, cell in enumerate(made.cells) if not cell.errors]
        try:
            await self._queue_all(row, dict.fromkeys(numbers, 1), new=True)
        except AlreadyThere:
            if not await get_sweep(self._database, sweep_id):
                raise
        return await self.view(sweep_id)

    async def view(self, sweep_id: str) -> SweepView:
        """A sweep as it stands."""
        return await self._view(await self._row(sweep_id))

    async def cell(self, sweep_id: str, at: Sequence[int]) -> SweepCellValues:
        """What the cell at a place on each axis asks for."""
        row = await self._row(sweep_id)
        found = next((cell for cell in row.body["cells"] if cell["at"] == list(at)), None)
        if found is None:
            raise SessionError("not_found", "This sweep has no such cell.")
        return SweepCellValues(values=found["values"], provider=found["provider"])

    async def of_page(self, session_id: str, interaction_id: str) -> list[SweepView]:
        """The sweeps of a page, the newest first."""
        await self._interactions.find(session_id, interaction_id)
        rows = await sweeps_of(self._database, session_id, interaction_id)
        return [await self._view(row) for row in rows]

    async def stop(self, sweep_id: str) -> SweepView:
        """Cancel what waits and what runs."""
        row = await self._row(sweep_id)
        cells = (await cells_of(self._database, row)).values()
        unfinished = [cell.execution_id for cell in cells if cell.status in ("queued", "running")]
        await self._stopping.stop(row.session_id, row.interaction_id, unfinished)
        return await self._view(row)

    async def fill(self, sweep_id: str) -> SweepView:
        """Run again what has no result: cells that failed, were stopped or cut off, or never begun."""
        row = await self._row(sweep_id)
        last = await cells_of(self._database, row)
        missing = {
            at: last[at].attempt + 1 if at in last else 1
            for at, cell in enumerate(row.body["cells"])
            if not cell["errors"] and (at not in last or last[at].status not in _GOES_ON)
        }
        if missing:
            await self._queue_all(row, missing)
        return await self._view(row)

    async def _row(self, sweep_id: str) -> SweepRow:
        row = await get_sweep(self._database, sweep_id)
        if row is None:
            raise SessionError("not_found", f"There is no sweep {sweep_id[:80]!r}.")
        return row

    async def _view(self, row: SweepRow) -> SweepView:
        last = await cells_of(self._database, row)
        cells: list[SweepCell] = []
        for number, cell in enumerate(row.body["cells"]):
            made = last.get(number)
            shown = SweepCell(
                at=cell["at"], errors=cell["errors"], status="refused" if cell["errors"] else "open"
            )
            if made is not None:
                shown = SweepCell.model_validate(
                    {
                        "at": cell["at"],
                        "status": made.status,
                        "execution_id": made.execution_id,
                        "results": made.results,
                        "error": made.error,
                    }
                )
            cells.append(shown)
        return SweepView(
            id=row.id,
            session_id=row.session_id,
            interaction_id=row.interaction_id,
            action_id=row.sub_action_id,
            label=row.label,
            created_at=row.created_at,
            axes=[AxisView.model_validate(axis) for axis in row.body["axes"]],
            cells=cells,
        )

    async def _queue_all(self, row: SweepRow, attempts: Mapping[int, int], *, new: bool = False) -> None:
        """Put cells on the queue, all or none: each number with which attempt at it this is."""
        ids = {number: secrets.token_hex(8) for number in attempts}
        requests: dict[int, ExecutionRequest] = {}
        shown: dict[int, dict[str, str]] = {}

        def decide(state: SessionState) -> list[SessionEvent]:
            interaction = open_page(state, row.interaction_id)
            sub_action, action = self._offered(interaction, row.sub_action_id)
            for number in attempts:
                cell = row.body["cells"][number]
                at = {"sweep": {"id": row.id, "at": list(cell["at"])}}
                request = sweep_request(
                    action, row.session_id, interaction, sub_action, cell["values"], cell["provider"], at
                )
                settings = {**state.conversation.settings, **request.params.get("settings", {})}
                requests[number] = request
                page = interaction.request.title or ""
                shown[number] = {"provider": provider_named(request, settings), "page": page}
            return [
                SessionEvent(
                    "execution_started",
                    {
                        "execution_id": ids[number],
                        "interaction_id": row.interaction_id,
                        "sub_action_id": row.sub_action_id,
                        "label": row.label,
                    },
                )
                for number in attempts
            ]

        async def write(transaction: Transaction) -> None:
            if new:
                await add_sweep(transaction, row)
            for number, attempt in attempts.items():
                key, request = key_of(row.id, number, attempt), requests[number]
                await self._executions.add(
                    transaction, ids[number], key, request, self._owner, **shown[number]
                )
                # Each provider has a lane of its own: they answer at the same time.
                provider = row.body["cells"][number]["provider"] or shown[number]["provider"]
                lane = lane_of(request.action, provider)
                await self._queue.put(transaction, ids[number], lane, background=True)
            transaction.after_commit(self._queue.wake)

        await self._log.change(row.session_id, decide, write)

    def _offered(self, interaction: Interaction, sub_action_id: str) -> tuple[SubAction, Action]:
        try:
            sub_action = sub_action_of(interaction, sub_action_id)
        except ActionError as error:
            raise SessionError("not_found", error.message) from None
        action = self._registry.find(sub_action.action_type)
        if action is None:
            raise SessionError("not_found", f"There is no action named {sub_action.action_type}.")
        return sub_action, action


async def _planned(
    state: SessionState, interaction: Interaction, values: Mapping[str, Any], axes: Sequence[AxisSpec]
) -> Plan:
    def work() -> Plan:
        form = FormModel(interaction.request.input_schema, draft=Draft(values=dict(values)))
        return plan(form, [_axis(form, each) for each in axes])

    try:
        # Thousands of forms are filled in and validated.
        return await asyncio.to_thread(work)
    except ValueError as error:
        raise SessionError("unprocessable", f"{str(error)[:1].upper()}{str(error)[1:]}.") from None


def _axis(form: FormModel, spec: AxisSpec) -> Axis:
    given = (bool(spec.field), bool(spec.providers), spec.repeat is not None)
    if sum(given) != 1:
        raise ValueError("each side varies either a field, or who answers, or how often")
    if spec.providers:
        return provider_axis(spec.providers)
    if spec.repeat is not None:
        return repeat_axis(spec.repeat)
    if spec.values is None:
        return alternatives_axis(form, spec.field)
    return field_axis(form, spec.field, spec.values)


def _axes(axes: Sequence[Axis]) -> list[AxisView]:
    return [AxisView(title=axis.title, labels=list(axis.labels)) for axis in axes]
