"""Exact multiples: numbers count as the decimals they are written as, not as the binary floats behind.

In binary 0.35 is no multiple of 0.05 (the division gives 6.999…); by JSON Schema it is one.
"""

import math
from fractions import Fraction

Number = int | float


def is_multiple(value: Number, of: Number) -> bool:
    """Whether `value` is a whole number of times `of`; ZeroDivisionError where that is 0.

    What is too large for a number (JSON's 1e999 is read as infinite) is a multiple of nothing.
    """
    if isinstance(value, int) and isinstance(of, int):
        return value % of == 0
    if not (_is_finite(value) and _is_finite(of)):
        return False
    return (_exact(value) / _exact(of)).denominator == 1


def common_multiple(one: Number, other: Number) -> Number:
    """Return the least number above 0 that is a multiple of both; ValueError if there is none."""
    if not (_is_finite(one) and _is_finite(other)) or one <= 0 or other <= 0:
        raise ValueError("only numbers above 0 have one")
    left, right = _exact(one), _exact(other)
    least = Fraction(math.lcm(left.numerator, right.numerator), math.gcd(left.denominator, right.denominator))
    if least.denominator == 1:
        return least.numerator
    try:
        return float(least)
    except OverflowError:
        raise ValueError("it is too large") from None


def _exact(number: Number) -> Fraction:
    # An int is not spelt out: Python refuses that from some 4,300 digits on.
    return Fraction(number if isinstance(number, int) else repr(number))


def _is_finite(number: Number) -> bool:
    return isinstance(number, int) or math.isfinite(number)
