"""Our counters say what prometheus-client's own would."""

import re

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

from engine.server.metrics.tallies import Counts, Tallies

BOUNDS = (0.1, 1, 2.5)
VALUES = (0.0, 0.05, 0.1, 0.10001, 1, 2.5, 2.6, 1e9)


def test_the_same_numbers_in_the_same_words() -> None:
    ours, theirs = CollectorRegistry(), CollectorRegistry()
    for registry, histogram in (
        (ours, Tallies(ours, "seconds", "Text.", BOUNDS, ("route",)).of("/x")),
        (theirs, Histogram("seconds", "Text.", ["route"], registry=theirs, buckets=BOUNDS).labels("/x")),
    ):
        for value in VALUES:
            histogram.observe(value)
        assert registry is not None
    counts = Counts(ours, "ended", "Text.", ("a", "b"))
    counts.by["x", 'y"\n\\'] += 3
    Counter("ended", "Text.", ["a", "b"], registry=theirs).labels("x", 'y"\n\\').inc(3)
    streams = Counts(ours, "open", "Text.", ("route",), falls=True)
    streams.by[("/x",)] += 1
    streams.by[("/x",)] -= 1
    Gauge("open", "Text.", ["route"], registry=theirs).labels("/x").set(0)
    # Theirs also say when each was made.
    made = re.compile(r"^.*_created.*\n", re.MULTILINE)
    assert generate_latest(ours).decode() == made.sub("", generate_latest(theirs).decode())


def test_two_of_one_name_are_refused() -> None:
    registry = CollectorRegistry()
    Counts(registry, "ended", "Text.", ())
    try:
        Tallies(registry, "ended", "Text.", BOUNDS)
    except ValueError:
        return
    raise AssertionError
