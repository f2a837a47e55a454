"""Which numbers can be chosen."""

import math
from typing import Any

from engine.form.schema.flat import Flat

Number = int | float


def bounds(flat: Flat, *, whole: bool) -> tuple[Number | None, Number | None, Number | None]:
    """Return the lowest and highest value that can be chosen, and the step.

    An exclusive bound counts for whole numbers (the next one is meant); for others there is no
    next one, so there it is left to validation.
    """
    low, high = number(flat.get("minimum")), number(flat.get("maximum"))
    if whole:
        low = None if low is None else math.ceil(low)
        high = None if high is None else math.floor(high)
        if low is not None and flat.get("exclusiveMinimum") is True:  # as draft-04 spells it
            low = max(low, math.floor(flat.get("minimum")) + 1)
        if high is not None and flat.get("exclusiveMaximum") is True:
            high = min(high, math.ceil(flat.get("maximum")) - 1)
        over, under = number(flat.get("exclusiveMinimum")), number(flat.get("exclusiveMaximum"))
        if over is not None:
            low = max(low if low is not None else -math.inf, math.floor(over) + 1)
        if under is not None:
            high = min(high if high is not None else math.inf, math.ceil(under) - 1)
    step = number(flat.get("multipleOf"))
    return low, high, step if step and step > 0 else None


def number(value: Any) -> Number | None:
    """Return a number as it is, None for anything else."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return value if isinstance(value, int) or math.isfinite(value) else None


def count(value: Any) -> int | None:
    """Return a whole number that is not negative, None for anything else."""
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else None
