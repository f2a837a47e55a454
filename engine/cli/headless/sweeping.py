"""Runs an action of the page over every combination of some values, and says what became of each."""

import secrets
from collections.abc import Sequence
from typing import Any

from pydantic import ValidationError

from engine.cli.headless.fault import Fault
from engine.cli.headless.page_form import form_of
from engine.cli.output import FAILED, USAGE
from engine.operations.dispatcher import dispatch
from engine.operations.services import Services
from engine.sweeps.plan import left_alone
from schemas.messages.session import InteractionView
from schemas.messages.sweeps import AxisSpec, PlanSweep, StartSweep, SweepView


async def start_sweep(
    services: Services, page: InteractionView, action_id: str, axes: Sequence[dict[str, Any]]
) -> SweepView:
    """Put every run on the queue. Nothing runs, and it is a `Fault`, if the form refuses any of them."""
    form = form_of(page)
    try:
        specs = [AxisSpec.model_validate(axis) for axis in axes]
    except ValidationError as error:
        raise Fault(USAGE, f"this cannot vary: {error.errors()[0]['msg']}") from None
    try:
        wrong = left_alone(form, form.validate(), [spec.field for spec in specs if spec.field])
    except ValueError as error:
        raise Fault(USAGE, str(error)) from None
    if wrong:
        raise Fault(USAGE, "some fields need attention", code="invalid_values", details=wrong)
    asked: dict[str, Any] = {
        "session_id": page.session_id,
        "interaction_id": page.id,
        "action_id": action_id,
        "values": form.draft().values,
        "axes": specs,
    }
    plan = await dispatch(services, PlanSweep(**asked))
    if refused := [cell for cell in plan.cells if cell.errors]:
        details = list(dict.fromkeys(error for cell in refused for error in cell.errors))[:20]
        message = f"the form refuses {len(refused)} of {len(plan.cells)} runs; none was started"
        raise Fault(USAGE, message, code="invalid_values", details=details)
    return await dispatch(services, StartSweep(**asked, idempotency_key=secrets.token_hex(8)))


def check_ends(view: SweepView) -> None:
    """Raise `Fault` if a run of the sweep was no success."""
    bad = [cell for cell in view.cells if cell.status != "completed"]
    if bad:
        reasons = [str((cell.error or {}).get("message") or cell.status) for cell in bad]
        first = bad[0].error or {}
        raise Fault(
            FAILED,
            f"{view.label}: {len(bad)} of {len(view.cells)} runs were no success",
            str(first.get("hint") or ""),
            code=str(first.get("code") or bad[0].status),
            details=list(dict.fromkeys(reasons))[:20],
        )
