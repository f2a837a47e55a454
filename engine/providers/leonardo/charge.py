"""What Leonardo charges for a job: credits of a plan, or dollars of an account that pays as it goes."""

from collections.abc import Mapping
from typing import Any

from engine.providers.hosted.job_replies import number_in
from schemas.frozen import frozen
from schemas.json_value import is_object


@frozen
class Charge:
    """None where nobody said."""

    credits: float | None = None
    dollars: float | None = None

    @property
    def words(self) -> str:
        """`, 8 credits`, to stand behind what is going on; empty where nothing is known."""
        if self.dollars is not None:
            return f", {self.dollars:g} dollars"
        return "" if self.credits is None else f", {self.credits:g} credits"

    def shared(self, count: int) -> "tuple[dict[str, float], float | None]":
        """One item's usage and dollars, of `count` made together."""
        usage = {} if self.credits is None else {"credits": self.credits / count}
        return usage, None if self.dollars is None else self.dollars / count


def charge_in(job: Mapping[str, Any]) -> Charge:
    """Out of what a request that began a job was told: `apiCreditCost`, `cost: {amount, unit}`."""
    cost = job.get("cost")
    amount = _amount(cost.get("amount")) if is_object(cost) else None
    in_dollars = is_object(cost) and cost.get("unit") == "DOLLARS"
    return Charge(number_in(job.get("apiCreditCost")), amount if in_dollars else None)


def _amount(value: Any) -> float | None:
    """A number, also one written as a text; none below zero."""
    try:
        amount = float(value)
    except (TypeError, ValueError):
        return None
    return amount if 0 <= amount < 1e9 else None
