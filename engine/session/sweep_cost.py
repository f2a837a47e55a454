"""What the runs of a sweep would cost: a few of them are asked about, one for each that may differ."""

import asyncio
import json
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from typing import Any

from engine.actions.failure import error_body
from engine.store.executions import ExecutionRequest
from engine.sweeps.plan import Cell

MOST_ASKED = 8
ASK_SECONDS = 5.0

Estimate = Callable[[ExecutionRequest], Awaitable[Mapping[str, Any] | None]]


async def cost_of(
    cells: Sequence[Cell],
    ignored: Collection[str],
    request_of: Callable[[Cell], ExecutionRequest],
    estimate: Estimate,
) -> list[dict[str, Any]]:
    """`{"amount", "unit", "of"}` for each unit, and `{"unknown", "of"}` with the reason where asking failed.

    `of` is how many of the cells it is about. Cells that differ only in `ignored` fields (prompts, seeds)
    cost the same. Empty where no provider tells a price. Raises nothing but cancellation.
    """
    alike: dict[str, list[Cell]] = {}
    for cell in cells:
        values = {name: value for name, value in cell.values.items() if name not in ignored}
        alike.setdefault(json.dumps([cell.provider, values], sort_keys=True, default=str), []).append(cell)
    groups = list(alike.values())[:MOST_ASKED]
    prices = await asyncio.gather(*(_price(request_of(group[0]), estimate) for group in groups))
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for group, price in zip(groups, prices, strict=True):
        if price is None:
            continue
        if (reason := price.get("unknown")) is not None:
            entry = found.setdefault(("unknown", str(reason)), {"unknown": str(reason), "of": 0})
        else:
            unit = str(price.get("unit") or "")
            entry = found.setdefault(("unit", unit), {"amount": 0.0, "unit": unit, "of": 0})
            entry["amount"] += float(price.get("amount") or 0) * len(group)
        entry["of"] += len(group)
    return list(found.values())


async def _price(request: ExecutionRequest, estimate: Estimate) -> Mapping[str, Any] | None:
    try:
        async with asyncio.timeout(ASK_SECONDS):
            return await estimate(request)
    except TimeoutError:
        return {"unknown": f"no answer within {ASK_SECONDS:g} seconds"}
    except Exception as error:  # noqa: BLE001 - a price that is not known must not keep a plan from being shown
        return {"unknown": str(error_body(error).get("message") or "nobody says")}
