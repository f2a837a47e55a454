"""Who runs the jobs of an engine: itself, or workers."""

import os
from collections.abc import Mapping

from engine.config import Config, ConfigError
from engine.queue.embedded import EmbeddedQueue
from engine.queue.job_queue import JobQueue
from engine.store.opening import Store
from schemas.frozen import frozen

VARIABLE = "REROLL_JOBS"
HEARTBEAT_SECONDS = 30.0
"""After so long without a sign of life of a job another worker is given it."""


@frozen
class AsWorker:
    """What an engine that runs jobs for others serves: `queues` (all without any), `at_once` jobs."""

    queues: tuple[str, ...] = ()
    at_once: int = 10
    heartbeat_seconds: float = HEARTBEAT_SECONDS


async def queue_of(
    store: Store, config: Config, worker: AsWorker | None, environment: Mapping[str, str] = os.environ
) -> JobQueue:
    """The queue on this store. Raises `ConfigError`, and `StorageError` where it cannot be reached."""
    jobs = environment.get(VARIABLE) or config.queue.jobs
    if jobs not in ("here", "workers"):
        raise ConfigError(f"{VARIABLE} is here or workers, not {jobs[:40]!r}.")
    if worker is None and jobs == "here":
        return EmbeddedQueue(store.database, store.owner)
    address = getattr(store.database, "address", None)
    if address is None:
        raise ConfigError(
            "Workers need a store that several programs share: set REROLL_STORE to a postgresql:// URL."
            if worker
            else 'jobs = "workers" needs a store that workers share: set REROLL_STORE to a postgresql:// URL.'
        )
    # What PgQueuer needs is there for teams alone.
    try:
        from engine.queue.pgqueuer.queue import PgQueuerQueue  # noqa: PLC0415
        from engine.queue.pgqueuer.worker_loop import WorkerLoop  # noqa: PLC0415
    except ModuleNotFoundError as error:
        raise ConfigError(f"Workers need {error.name}. Install it with: pip install 'reroll[team]'") from None
    serves = worker or AsWorker()
    loop = WorkerLoop(
        address, queues=serves.queues, at_once=serves.at_once, heartbeat_seconds=serves.heartbeat_seconds
    )
    await loop.prepare()

    def at_once(provider: str) -> int:
        return getattr(config.providers.get(provider), "max_concurrency", None) or 1

    return PgQueuerQueue(store.database, loop, at_once)
