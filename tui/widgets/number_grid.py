"""The numbers that a slider can stand on: decimal-exact steps between two ends."""

import math
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal

Number = int | float

_STEPS_OF_A_BARE_RANGE = 100
_LONGEST = 12


@dataclass(frozen=True)
class NumberGrid:
    """`base + k * step` between `minimum` and `maximum`, plus the two ends themselves.

    `step` None means 1 where both ends are ints, else the power of ten nearest below a
    hundredth of the range. `base` None means the minimum, and both ends can be reached even
    where the step misses the maximum, as in an HTML range. With a `base` (0 for JSON
    Schema's multipleOf) every number is on the grid, also the first and the last one.

    Numbers are ints where ends, step and base all are, else floats; pass 0.0 and 1.0 for a
    range of reals. Raises ValueError for ends that are infinite, not numbers or swapped, and
    for a step that is not above zero.
    """

    minimum: Number
    maximum: Number
    step: Number | None = None
    base: Number | None = None

    def __post_init__(self) -> None:
        given = [n for n in (self.minimum, self.maximum, self.step, self.base) if n is not None]
        if not all(math.isfinite(number) for number in given):
            raise ValueError(f"slider bounds and step must be finite, found {given}")
        if self.minimum > self.maximum:
            raise ValueError(f"slider minimum {self.minimum} is above its maximum {self.maximum}")
        if self.step is not None and self.step <= 0:
            raise ValueError(f"slider step must be above zero, found {self.step}")

    @property
    def integral(self) -> bool:
        given = (self.minimum, self.maximum, self.step, self.base)
        return all(isinstance(number, int) for number in given if number is not None)

    @property
    def low(self) -> Number:
        """The lowest number that can be chosen."""
        return self._number(self._ends()[0])

    @property
    def high(self) -> Number:
        """The highest number that can be chosen."""
        return self._number(self._ends()[1])

    def shift(self, value: Number, steps: int) -> Number:
        """Return the number `steps` away; a value off the grid first steps onto it."""
        base, step = self._base(), self._step()
        position = (_exact(value) - base) / step
        rounding = ROUND_FLOOR if steps > 0 else ROUND_CEILING
        index = position.to_integral_value(rounding) + steps
        return self._number(self._clamp(base + index * step))

    def page(self) -> int:
        """How many steps make a tenth of the range, at least one."""
        low, high = self._ends()
        return max(1, int((high - low) / self._step() / 10))

    def at(self, fraction: float) -> Number:
        """Return the number nearest to `fraction` (0..1) of the way; exact at both ends."""
        low, high = self._ends()
        if fraction <= 0:
            return self._number(low)
        if fraction >= 1:
            return self._number(high)
        base, step = self._base(), self._step()
        index = ((low + (high - low) * _exact(fraction) - base) / step).to_integral_value(ROUND_HALF_UP)
        return self._number(self._clamp(base + index * step))

    def fraction(self, value: Number) -> float:
        """Return how far along the range `value` is, clamped to 0..1; 0 in an empty range."""
        low, high = self._ends()
        if high == low or not math.isfinite(value):
            return 1.0 if value > self.maximum else 0.0
        return min(1.0, max(0.0, float((_exact(value) - low) / (high - low))))

    def spell(self, value: Number) -> str:
        """Return `value` with as many decimals as the step has, or more if it needs them."""
        if not math.isfinite(value):
            return str(value)
        exact = _exact(value)
        grid = 0 if self.integral else max(_decimals(n) for n in (self._step(), self._base()))
        text = f"{exact:.{max(grid, _decimals(exact))}f}"
        return text if len(text) <= _LONGEST else f"{value:.6g}"

    def widest(self) -> int:
        """The length of the longest number on the grid, in characters."""
        ends = self._ends()
        return max(len(self.spell(self._number(end))) for end in ends)

    def _step(self) -> Decimal:
        if self.step is not None:
            return _exact(self.step)
        span = _exact(self.maximum) - _exact(self.minimum)
        if self.integral or not span:
            return Decimal(1)
        return Decimal(1).scaleb((span / _STEPS_OF_A_BARE_RANGE).adjusted())

    def _base(self) -> Decimal:
        return _exact(self.minimum if self.base is None else self.base)

    def _ends(self) -> tuple[Decimal, Decimal]:
        low, high = _exact(self.minimum), _exact(self.maximum)
        if self.base is None:
            return low, high
        base, step = self._base(), self._step()
        first = base + ((low - base) / step).to_integral_value(ROUND_CEILING) * step
        last = base + ((high - base) / step).to_integral_value(ROUND_FLOOR) * step
        return (first, last) if first <= last else (low, high)

    def _clamp(self, exact: Decimal) -> Decimal:
        low, high = self._ends()
        return min(high, max(low, exact))

    def _number(self, exact: Decimal) -> Number:
        return int(exact) if self.integral else float(exact)


def _exact(number: Number) -> Decimal:
    """0.1 means a tenth here, not the binary fraction next to it."""
    return Decimal(repr(number))


def _decimals(exact: Decimal) -> int:
    exponent = exact.normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0
