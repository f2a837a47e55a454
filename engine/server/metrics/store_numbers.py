"""What the store says of all programs on it, read when somebody asks for the numbers."""

import asyncio
import contextlib
import shutil
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from prometheus_client import CollectorRegistry
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from engine.operations.services import Services
from engine.server.metrics.known_names import KnownNames
from engine.session.queue_board import living_workers

SECONDS = 5.0
"""How long the store may take to answer."""

_UNFINISHED = """
SELECT status, action, provider, COUNT(*), MIN(started_at) FROM executions
WHERE status IN ('queued', 'running') GROUP BY status, action, provider
"""


@dataclass(slots=True)
class _Read:
    """What one look into the store found. `oldest` is in seconds of waiting, sizes in bytes."""

    up: bool = False
    waiting: Counter[str] = field(default_factory=Counter[str])
    running: Counter[str] = field(default_factory=Counter[str])
    oldest: float = 0.0
    paused: bool = False
    workers: int = 0
    set_aside: int = 0
    sizes: dict[str, int] = field(default_factory=dict[str, int])
    pool: dict[str, float] = field(default_factory=dict[str, float])


class StoreNumbers(Collector):
    """Gauges of the queue and the database."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self._last = _Read()
        registry.register(self)

    def describe(self) -> list[GaugeMetricFamily]:
        """Nothing: there is nothing to collect before the first read."""
        return []

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """What was read last."""
        last = self._last
        yield _gauge("reroll_store_up", "Whether the database answers.", int(last.up))
        if last.up:
            yield _by("reroll_queue_waiting", "Executions that wait, of all programs.", "lane", last.waiting)
            yield _by("reroll_queue_running", "Executions that run, of all programs.", "lane", last.running)
            yield _gauge("reroll_queue_oldest_seconds", "How long the oldest has waited.", last.oldest)
            yield _gauge("reroll_queue_paused", "Whether nothing is begun.", int(last.paused))
            yield _gauge("reroll_queue_set_aside", "Jobs that failed again and again.", last.set_aside)
            yield _gauge("reroll_workers_alive", "Workers that live, of all machines.", last.workers)
        yield _by("reroll_store_bytes", "Files of the database, room on their disk.", "what", last.sizes)
        yield _by("reroll_store_pool", "Connections to the database.", "what", last.pool)

    async def read(self, services: Services, names: KnownNames) -> None:
        """Look now. What cannot be read is not told, beyond `reroll_store_up` being 0."""
        found = _Read()
        try:
            async with asyncio.timeout(SECONDS):
                await _queue(found, services, names)
            found.up = True
        except Exception:  # noqa: BLE001 - whatever it is: the number says it, the requests' errors say why
            found = _Read()
        found.sizes = await asyncio.to_thread(_sizes, services)
        found.pool = _pool(services.database)
        self._last = found


async def _queue(found: _Read, services: Services, names: KnownNames) -> None:
    now = time.time()
    for status, action, provider, count, since in await services.database.all(_UNFINISHED):
        lane = names.lane(action, provider)
        if status == "running":
            found.running[lane] += count
        else:
            found.waiting[lane] += count
            found.oldest = max(found.oldest, now - since)
    found.workers = len(await living_workers(services.database, services.owner))
    found.set_aside = len(await services.jobs.dead())
    found.paused = await services.jobs.paused_since() is not None


def _sizes(services: Services) -> dict[str, int]:
    sizes: dict[str, int] = {}
    for what, name in (("database", "reroll.db"), ("wal", "reroll.db-wal")):
        try:
            sizes[what] = (services.home / name).stat().st_size
        except OSError:
            continue  # another database, or none yet
    with contextlib.suppress(OSError):
        sizes["free"] = shutil.disk_usage(services.home).free
    return sizes


def _pool(database: object) -> dict[str, float]:
    """What the database says of its connections, where it has several."""
    told: Any = getattr(database, "pool_numbers", None)
    return dict(told()) if told is not None else {}


def _gauge(name: str, text: str, value: float) -> GaugeMetricFamily:
    return GaugeMetricFamily(name, text, value=value)


def _by(name: str, text: str, label: str, values: dict[str, Any] | Counter[str]) -> GaugeMetricFamily:
    family = GaugeMetricFamily(name, text, labels=[label])
    for key, value in sorted(values.items()):
        family.add_metric([key], value)
    return family
