"""Sweeps: one sub-action over every combination of some values."""

from typing import Any, Literal

from pydantic import Field

from schemas.messages.base import Answered, Message, Whole
from schemas.messages.session import ExecutionStatus

MOST_TEXT = 20_000
CellStatus = Literal["open", "refused"] | ExecutionStatus


class AxisSpec(Message):
    """What varies along one side.

    `field` is a field's path, and `values` a list (`a, b`, or one a line) or a range (`1..9 step 2`)
    for it; without `values` the field's own text is read, where `{a|b}` stands for either.
    `providers` says who answers, `repeat` how often each is made. One of the three is given.
    """

    field: str = Field(default="", max_length=500)
    values: str | None = Field(default=None, max_length=MOST_TEXT)
    providers: list[str] = Field(default_factory=list[str], max_length=50)
    repeat: Whole | None = None


class AxisView(Message):
    """An axis with a label for each place on it."""

    title: str
    labels: list[str]


class SweepCell(Message):
    """One run: its place on each axis, what became of it and the ids of its results.

    `open` was not begun, or its end was no success and it is not asked for again; `refused` has
    values that the form refuses, which `errors` say.
    """

    at: list[int]
    status: CellStatus = "open"
    execution_id: str | None = None
    results: list[str] = Field(default_factory=list[str])
    errors: list[str] = Field(default_factory=list[str])
    error: dict[str, Any] | None = None


class SweepPlan(Message):
    """What a sweep would be. `runs` leaves out the refused cells.

    `cost` is what the providers that can tell ask for all of it, such as `{"amount": 12.0,
    "unit": "credits", "of": 6}`: `of` is how many of the runs it covers. Where one could not tell
    it is `{"unknown": why, "of": 6}`.
    """

    axes: list[AxisView]
    cells: list[SweepCell]
    runs: int
    cost: list[dict[str, Any]] = Field(default_factory=list[dict[str, Any]])


class SweepView(Message):
    """A sweep as it stands: a matrix of cells over its axes."""

    id: str
    session_id: str
    interaction_id: str
    action_id: str
    label: str
    created_at: float
    axes: list[AxisView]
    cells: list[SweepCell]


class SweepCellValues(Message):
    """What one cell asks for: the form's values, and who answers where that varies."""

    values: dict[str, Any]
    provider: str | None = None


class SweepList(Message):
    """Sweeps of a page, the newest first."""

    sweeps: list[SweepView]


class _OfAction(Message):
    session_id: str
    interaction_id: str
    action_id: str
    values: dict[str, Any] = Field(default_factory=dict[str, Any])
    axes: list[AxisSpec] = Field(max_length=6)


class PlanSweep(_OfAction, Answered[SweepPlan]):
    """Say what a sweep would run, and what it would cost, without running anything."""


class StartSweep(_OfAction, Answered[SweepView]):
    """Put every run of a sweep on the queue. The same `idempotency_key` twice is one sweep."""

    idempotency_key: str = Field(min_length=1, max_length=100)


class GetSweep(Message, Answered[SweepView]):
    sweep_id: str


class GetSweepCell(Message, Answered[SweepCellValues]):
    """A cell's values; `at` is its place on each axis, counted from 0."""

    sweep_id: str
    at: list[Whole] = Field(max_length=6)


class ListSweeps(Message, Answered[SweepList]):
    session_id: str
    interaction_id: str


class StopSweep(Message, Answered[SweepView]):
    """Cancel what runs and what waits; what is done stays."""

    sweep_id: str


class FillSweep(Message, Answered[SweepView]):
    """Run the cells that have no result yet."""

    sweep_id: str
