"""Handlers of jobs and programs, for tests of queues."""

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from engine.queue.job_queue import JobQueue
from engine.queue.pgqueuer.worker_loop import WorkerLoop
from engine.store.database import Database
from engine.store.postgres.database import PostgresDatabase

MakeQueue = Callable[[], JobQueue]


@dataclass
class Worker:
    """A handler that writes down what it was given; it holds jobs until they may end."""

    begun: list[str] = field(default_factory=list)
    ended: list[str] = field(default_factory=list)
    cancelled: list[str] = field(default_factory=list)
    holds: bool = False
    fails: bool = False
    changed: asyncio.Condition = field(default_factory=asyncio.Condition)

    async def __call__(self, job_id: str) -> None:
        self.begun.append(job_id)
        await self._tell()
        try:
            async with self.changed:
                await self.changed.wait_for(lambda: not self.holds)
        except asyncio.CancelledError:
            self.cancelled.append(job_id)
            raise
        if self.fails:
            raise RuntimeError("the handler fell")
        self.ended.append(job_id)
        await self._tell()

    async def release(self) -> None:
        self.holds = False
        await self._tell()

    async def until(self, condition: Callable[[], bool]) -> None:
        async with asyncio.timeout(10), self.changed:
            await self.changed.wait_for(condition)

    async def _tell(self) -> None:
        async with self.changed:
            self.changed.notify_all()


async def put(database: Database, queue: JobQueue, *jobs: str, lane: str = "lane") -> None:
    async with database.transaction() as transaction:
        for job in jobs:
            await queue.put(transaction, job, lane)
    queue.wake()


def worker_loop(database: Database, **options: Any) -> WorkerLoop:
    """A worker's loop on a store that is on PostgreSQL."""
    assert isinstance(database, PostgresDatabase)
    return WorkerLoop(database.address, **options)


class Program:
    """A program that lives for as long as the test."""

    def __init__(self, name: str) -> None:
        self.name = name

    async def gone(self, names: Iterable[str]) -> set[str]:
        del names
        return set()

    async def close(self) -> None:
        """Nothing to give back."""
