"""What is counted, for one program: a registry of its own, as tests run several."""

import time
from collections.abc import Callable

from prometheus_client import (
    CollectorRegistry,
    GCCollector,
    PlatformCollector,
    ProcessCollector,
    generate_latest,
)

from engine.operations.services import Services
from engine.server.metrics.known_names import KnownNames
from engine.server.metrics.store_numbers import StoreNumbers
from engine.server.metrics.tallies import Counts, Tallies
from engine.store.audit_rows import Ended
from schemas.messages.events import ExecutionEvent

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"

STORE_CODES = frozenset({"disk_full", "damaged", "locked", "read_only", "newer", "closed", "unavailable"})
"""Codes of a `StorageError`."""

_QUICK = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10)
_LONG = (0.1, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 900)


class Measures:
    """Counts in one program. No label has a value that a client chooses: see `KnownNames`."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        ProcessCollector(registry=self.registry)
        PlatformCollector(registry=self.registry)
        GCCollector(registry=self.registry)
        self._store = StoreNumbers(self.registry)
        self._names: KnownNames | None = None
        self._requests = Counts(
            self.registry, "reroll_http_requests", "Replies.", ("method", "route", "status")
        )
        self._seconds = Tallies(
            self.registry,
            "reroll_http_request_seconds",
            "Until a reply was sent; streams do not count.",
            _QUICK,
            ("route",),
        )
        self._streams = Counts(
            self.registry, "reroll_streams_open", "Streams that are read now.", ("route",), falls=True
        )
        self._lag = Tallies(
            self.registry,
            "reroll_event_lag_seconds",
            "From an event to its place in a stream that was open.",
            _QUICK,
        )
        ended = ("action", "provider", "status")
        self._executions = Counts(self.registry, "reroll_executions_ended", "Ends recorded here.", ended)
        self._took = Tallies(self.registry, "reroll_execution_seconds", "From begin to end.", _LONG, ended)
        self._errors = Counts(
            self.registry, "reroll_store_errors", "Requests that the store failed.", ("code",)
        )

    def watch(self, services: Services) -> None:
        """Count what these end from now on."""
        self._names = KnownNames(services)
        services.executions.at_end.append(self._ended)

    async def text(self, services: Services) -> bytes:
        """Everything in Prometheus' text format. A store that does not answer is a number as well."""
        names = self._names or KnownNames(services)
        await self._store.read(services, names)
        return generate_latest(self.registry)

    def replied(self, method: str, route: str, status: str, seconds: float | None) -> None:
        """Count a reply; `seconds` is None for a stream."""
        self._requests.by[method, route, status] += 1
        if seconds is not None:
            self._seconds.of(route).observe(seconds)

    def streaming(self, route: str, by: int) -> None:
        """A stream began (1) or ended (-1)."""
        self._streams.by[(route,)] += by

    def failed(self, code: str) -> None:
        """Count the error of a reply, if it is the store's."""
        if code in STORE_CODES:
            self._errors.by[(code,)] += 1

    def with_lag(self, framed: Callable[[ExecutionEvent], bytes]) -> Callable[[ExecutionEvent], bytes]:
        """`framed`, measuring how late events are: not those that were there before the stream was."""
        since = time.time()
        observe = self._lag.of().observe

        def framing(event: ExecutionEvent) -> bytes:
            if event.at >= since:
                observe(max(0.0, time.time() - event.at))
            return framed(event)

        return framing

    def _ended(self, ended: Ended) -> None:
        assert self._names is not None
        labels = (self._names.action(ended.action), self._names.provider(ended.provider), ended.status)
        self._executions.by[labels] += 1
        if ended.seconds is not None:
            self._took.of(*labels).observe(ended.seconds)
