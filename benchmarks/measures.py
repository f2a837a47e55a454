"""What a scenario consists of: cases that are measured, and figures that are made of them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from statistics import median

Sample = Mapping[str, float]
"""What one run of a case measured: quantity to value."""


@dataclass(frozen=True)
class Case:
    """One program doing one thing. `run` starts it, measures and ends it."""

    name: str
    run: Callable[[], Sample]


@dataclass(frozen=True)
class Figure:
    """A row of the table: a quantity of a case, alone or over the same quantity of a floor."""

    title: str
    case: str
    quantity: str
    unit: str
    floor: str | None = None
    """The case to divide by; None for a figure that stands alone."""
    goal: float | None = None
    """The most it should be: a ratio when there is a floor, else in `unit`."""


@dataclass(frozen=True)
class Scenario:
    """Cases that are measured in turns, and what is made of them."""

    title: str
    method: str
    cases: list[Case]
    figures: list[Figure]


@dataclass
class Samples:
    """What was measured: case to round to sample."""

    of: dict[str, dict[int, Sample]] = field(default_factory=dict[str, dict[int, Sample]])

    def add(self, case: str, number: int, sample: Sample) -> None:
        """Keep the sample of round `number`."""
        self.of.setdefault(case, {})[number] = sample

    def value(self, figure: Figure) -> float | None:
        """The median of the quantity over the rounds, or None if it was not measured."""
        values = [sample[figure.quantity] for sample in self.of.get(figure.case, {}).values()]
        return median(values) if values else None

    def ratio(self, figure: Figure) -> float | None:
        """The median over the rounds of case / floor in the same round, or None without both."""
        if figure.floor is None:
            return None
        cases, floors = self.of.get(figure.case, {}), self.of.get(figure.floor, {})
        name = figure.quantity
        both = [number for number in cases if floors.get(number, {}).get(name)]
        ratios = [cases[number][name] / floors[number][name] for number in both]
        return median(ratios) if ratios else None

    def judged(self, figure: Figure) -> str:
        """Return "ok", "over" or "" when there is nothing to compare."""
        value = self.ratio(figure) if figure.floor else self.value(figure)
        if figure.goal is None or value is None:
            return ""
        return "ok" if value <= figure.goal else "over"
