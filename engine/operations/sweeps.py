"""Operations on sweeps."""

from engine.access.needs import reads, writes
from engine.operations.operation import Operation
from engine.operations.services import Services
from schemas.messages.sweeps import (
    FillSweep,
    GetSweep,
    GetSweepCell,
    ListSweeps,
    PlanSweep,
    StartSweep,
    StopSweep,
    SweepCellValues,
    SweepList,
    SweepPlan,
    SweepView,
)


async def plan_sweep(services: Services, request: PlanSweep) -> SweepPlan:
    """Say what a sweep would run."""
    return await services.sweeps.plan(
        request.session_id, request.interaction_id, request.action_id, request.values, request.axes
    )


async def start_sweep(services: Services, request: StartSweep) -> SweepView:
    """Run a sub-action over every combination of some values."""
    return await services.sweeps.start(
        request.session_id,
        request.interaction_id,
        request.action_id,
        request.values,
        request.axes,
        request.idempotency_key,
    )


async def get_sweep(services: Services, request: GetSweep) -> SweepView:
    """A sweep as it stands."""
    return await services.sweeps.view(request.sweep_id)


async def get_sweep_cell(services: Services, request: GetSweepCell) -> SweepCellValues:
    """What one cell of a sweep asks for."""
    return await services.sweeps.cell(request.sweep_id, request.at)


async def list_sweeps(services: Services, request: ListSweeps) -> SweepList:
    """The sweeps of a page."""
    return SweepList(sweeps=await services.sweeps.of_page(request.session_id, request.interaction_id))


async def stop_sweep(services: Services, request: StopSweep) -> SweepView:
    """Cancel what of a sweep runs and waits."""
    return await services.sweeps.stop(request.sweep_id)


async def fill_sweep(services: Services, request: FillSweep) -> SweepView:
    """Run what of a sweep has no result yet."""
    return await services.sweeps.fill(request.sweep_id)


OPERATIONS = (
    Operation("sweeps.plan", PlanSweep, plan_sweep, ("unprocessable",), need=reads("session_id")),
    Operation(
        "sweeps.start", StartSweep, start_sweep, ("conflict", "unprocessable"), need=writes("session_id")
    ),
    Operation("sweeps.get", GetSweep, get_sweep, need=reads("sweep_id")),
    Operation("sweeps.cell", GetSweepCell, get_sweep_cell, need=reads("sweep_id")),
    Operation("sweeps.list", ListSweeps, list_sweeps, need=reads("session_id")),
    Operation("sweeps.stop", StopSweep, stop_sweep, need=writes("sweep_id")),
    Operation("sweeps.fill", FillSweep, fill_sweep, ("conflict",), need=writes("sweep_id")),
)
