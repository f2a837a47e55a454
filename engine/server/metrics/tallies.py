"""Counters and histograms that cost next to nothing to count with: every request and every token does.

Those of prometheus-client take 3 to 6 µs each, for locks that a program with one event loop does not need.
They are read by its registry as any others are.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator

from prometheus_client import CollectorRegistry
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily
from prometheus_client.registry import Collector

Labels = tuple[str, ...]


class Counts(Collector):
    """Numbers by the values of their labels; `falls` if they go down as well."""

    def __init__(
        self, registry: CollectorRegistry, name: str, text: str, labels: Labels, *, falls: bool = False
    ) -> None:
        self.by: Counter[Labels] = Counter()
        self._family = GaugeMetricFamily if falls else CounterMetricFamily
        self._about = (name, text, labels)
        registry.register(self)

    def describe(self) -> Iterator[GaugeMetricFamily | CounterMetricFamily]:
        """Its name, for the registry."""
        yield self._empty()

    def collect(self) -> Iterator[GaugeMetricFamily | CounterMetricFamily]:
        """What was counted."""
        family = self._empty()
        for values, count in list(self.by.items()):
            family.add_metric(values, count)
        yield family

    def _empty(self) -> GaugeMetricFamily | CounterMetricFamily:
        name, text, labels = self._about
        return self._family(name, text, labels=labels)


class Tally:
    """How often something was in each of some ranges."""

    __slots__ = ("_bounds", "counts", "total")

    def __init__(self, bounds: tuple[float, ...]) -> None:
        self._bounds = bounds
        self.counts = [0] * (len(bounds) + 1)
        self.total = 0.0

    def observe(self, value: float) -> None:
        """Count one. A value at a bound is below it, as Prometheus' `le` says."""
        self.counts[bisect_left(self._bounds, value)] += 1
        self.total += value


class Tallies(Collector):
    """Histograms by the values of their labels."""

    def __init__(
        self,
        registry: CollectorRegistry,
        name: str,
        text: str,
        bounds: tuple[float, ...],
        labels: Labels = (),
    ) -> None:
        self._by: dict[Labels, Tally] = {}
        self._bounds = bounds
        self._about = (name, text, labels)
        registry.register(self)

    def of(self, *values: str) -> Tally:
        """The one of these labels."""
        found = self._by.get(values)
        if found is None:
            found = self._by[values] = Tally(self._bounds)
        return found

    def describe(self) -> Iterator[HistogramMetricFamily]:
        """Its name, for the registry."""
        yield self._empty()

    def collect(self) -> Iterator[HistogramMetricFamily]:
        """What was observed, with buckets that hold all that is in those before."""
        family = self._empty()
        for values, tally in list(self._by.items()):
            reached = 0
            buckets: list[tuple[str, float]] = []
            for bound, count in zip((*map(str, map(float, self._bounds)), "+Inf"), tally.counts, strict=True):
                reached += count
                buckets.append((bound, reached))
            family.add_metric(values, buckets, tally.total)
        yield family

    def _empty(self) -> HistogramMetricFamily:
        name, text, labels = self._about
        return HistogramMetricFamily(name, text, labels=labels)
