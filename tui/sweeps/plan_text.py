"""A sweep before it starts, in words: how many runs, what is refused, what it costs."""

from collections.abc import Mapping, Sequence
from typing import Any

from textual.content import Content

from schemas.clean_text import clean_line
from schemas.messages.sweeps import AxisView, SweepPlan

ASKED_FROM = 21
"""From so many runs on a person is asked before they start."""

_LABELS, _LABEL, _REASONS = 12, 40, 6


def plan_text(plan: SweepPlan) -> Content:
    """All of it, in lines."""
    refused = [cell for cell in plan.cells if cell.status == "refused"]
    lines = [Content.assemble((runs_of(plan.runs), "bold $accent"), f"   {_product(plan.axes)}")]
    lines += [cost_text(plan.cost, plan.runs)] if plan.cost else []
    if refused:
        count = f"{len(refused)} of {len(plan.cells)} are refused by the form:"
        lines.append(Content.styled(f"✗ {count}", "$text-error"))
        reasons = list(dict.fromkeys(error for cell in refused for error in cell.errors))
        lines += [Content.styled(f"  {_short(reason, 100)}", "$text-error") for reason in reasons[:_REASONS]]
        if len(reasons) > _REASONS:
            lines.append(Content.styled(f"  and {len(reasons) - _REASONS} other reasons", "$text-error"))
    for axis in plan.axes:
        lines += [Content(""), Content.styled(clean_line(axis.title), "bold")]
        lines += [Content(f"  {_short(label)}") for label in axis.labels[:_LABELS]]
        if more := len(axis.labels) - _LABELS:
            lines += [Content.styled(f"  and {more} more", "dim")] if more > 0 else []
    return Content("\n").join(lines)


def cost_text(cost: Sequence[Mapping[str, Any]], runs: int) -> Content:
    """What it costs, and of how many runs where that is not all of them."""
    priced = [each for each in cost if "amount" in each]
    parts = [f"{each['amount']:g} {clean_line(str(each['unit']))}" for each in priced]
    lines: list[str] = []
    if parts:
        known = sum(each["of"] for each in priced)
        of = "" if known >= runs else f" for {runs_of(known)}; not known of {runs_of(runs - known)}"
        lines.append(f"costs about {' and '.join(parts)}{of}")
    lines += [
        f"the price of {runs_of(each['of'])} is not known: {_short(str(each['unknown']), 200)}"
        for each in cost
        if "unknown" in each
    ]
    return Content.styled("\n".join(lines), "$text-warning")


def asks(plan: SweepPlan) -> bool:
    """Whether to ask before it starts."""
    return plan.runs >= ASKED_FROM or bool(plan.cost)


def runs_of(count: int) -> str:
    """`1 run`, `12 runs`."""
    return f"{count:,} run{'s' if count != 1 else ''}"


def _product(axes: Sequence[AxisView]) -> str:
    return " × ".join(f"{len(axis.labels)} {clean_line(axis.title)}" for axis in axes)


def _short(text: str, most: int = _LABEL) -> str:
    line = clean_line(text[: most * 4])
    return line if len(line) <= most else line[: most - 1] + "…"
