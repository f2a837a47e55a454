"""Jobs that do nothing: from the queue to a worker, over bare PgQueuer on the same PostgreSQL."""

import asyncio
import multiprocessing
import time
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager, nullcontext
from functools import partial
from multiprocessing.connection import Connection
from statistics import median, quantiles
from typing import Any

import psycopg
from pgqueuer import PsycopgDriver, Queries, QueueManager
from pgqueuer.models import Job

from benchmarks.measures import Case, Figure, Sample, Scenario
from engine.queue.lanes import lane_for
from engine.queue.pgqueuer.queue import PgQueuerQueue
from engine.queue.pgqueuer.worker_loop import WorkerLoop
from engine.store.postgres.address import address_of
from engine.store.postgres.database import PostgresDatabase
from tests.servers.postgres import PostgresServer

_ONE_BY_ONE, _PAUSE = 150, 0.02
_AT_ONCE, _PUTTERS = 1000, 5
_SLOTS = 50
_LANE = lane_for("work", _SLOTS)

Put = Callable[[list[str]], Awaitable[None]]
"""Puts jobs, all in one transaction."""


class Counter:
    """A handler. A job is called the instant at which it was put, in nanoseconds of the system's clock."""

    def __init__(self) -> None:
        self.waited: list[float] = []
        self.done = asyncio.Event()
        self.wanted = 0
        self.last = 0.0

    def take(self, job_id: str) -> None:
        self.last = time.monotonic()
        self.waited.append(time.monotonic_ns() / 1e6 - int(job_id.partition(".")[0]) / 1e6)
        if len(self.waited) >= self.wanted:
            self.done.set()


async def _serve(pipe: Connection, counter: Counter) -> None:
    """Say what was measured whenever so many jobs as were asked for are done; end when none are."""
    pipe.send("ready")
    while wanted := await asyncio.to_thread(pipe.recv):
        counter.wanted = wanted
        if len(counter.waited) < wanted:
            counter.done.clear()
            await counter.done.wait()
        pipe.send((counter.waited, counter.last))
        counter.waited, counter.done = [], asyncio.Event()


async def _our_worker(url: str, pipe: Connection) -> None:
    database = await PostgresDatabase.open(address_of(url))
    queue, counter = PgQueuerQueue(database, WorkerLoop(database.address, at_once=_SLOTS)), Counter()

    async def handler(job_id: str) -> None:
        counter.take(job_id)

    await queue.start(handler)
    while not queue.connected:  # noqa: ASYNC110 - once, at the start
        await asyncio.sleep(0.01)
    await _serve(pipe, counter)
    await queue.close()
    await database.close()


async def _bare_worker(url: str, pipe: Connection) -> None:
    counter = Counter()
    async with await psycopg.AsyncConnection.connect(url, autocommit=True) as connection:
        manager = QueueManager(Queries(PsycopgDriver(connection)))

        @manager.entrypoint(_LANE, concurrency_limit=_SLOTS)
        async def work(job: Job) -> None:
            counter.take((job.payload or b"").decode())

        running = asyncio.create_task(manager.run(max_concurrent_tasks=_SLOTS))
        await asyncio.sleep(0.5)
        await _serve(pipe, counter)
        manager.shutdown.set()
        await running


@asynccontextmanager
async def _our_put(url: str) -> AsyncGenerator[Put]:
    database = await PostgresDatabase.open(address_of(url))
    loop = WorkerLoop(database.address)
    await loop.prepare()
    queue = PgQueuerQueue(database, loop)

    async def put(job_ids: list[str]) -> None:
        async with database.transaction(of=job_ids[0]) as transaction:
            for job_id in job_ids:
                await queue.put(transaction, job_id, _LANE)

    yield put
    await database.close()


@asynccontextmanager
async def _bare_put(url: str, *, in_transaction: bool = False) -> AsyncGenerator[Put]:
    async with AsyncExitStack() as stack:
        made: list[tuple[psycopg.AsyncConnection[Any], Queries]] = []
        for _ in range(_PUTTERS):
            connection = await psycopg.AsyncConnection.connect(url, autocommit=True)
            await stack.enter_async_context(connection)
            made.append((connection, Queries(PsycopgDriver(connection))))
        if not await made[0][1].schema_is_installed():
            await made[0][1].install()
        idle = asyncio.Queue[tuple[psycopg.AsyncConnection[Any], Queries]]()
        for each in made:
            idle.put_nowait(each)

        async def put(job_ids: list[str]) -> None:
            many = len(job_ids)
            bodies: list[bytes | None] = [each.encode() for each in job_ids]
            keys: list[str | None] = [*job_ids]
            connection, queries = await idle.get()
            async with connection.transaction() if in_transaction else nullcontext():
                await queries.enqueue([_LANE] * many, bodies, [0] * many, dedupe_key=keys)
            idle.put_nowait((connection, queries))

        yield put


def _child(worker: Callable[[str, Connection], Any], url: str, pipe: Connection) -> None:
    asyncio.run(worker(url, pipe))


async def _measured(
    url: str, putting: Callable[[str], Any], worker: Callable[[str, Connection], Any]
) -> Sample:
    spawning = multiprocessing.get_context("spawn")
    ours, theirs = spawning.Pipe()
    async with putting(url) as put:
        process = spawning.Process(target=_child, args=(worker, url, theirs))
        process.start()
        try:
            assert await asyncio.to_thread(ours.recv) == "ready"
            await _one_by_one(put, 20, ours)  # connections, prepared statements
            waited, _ = await _one_by_one(put, _ONE_BY_ONE, ours)
            singly = await _singly(put, ours)
            drained = await _drained(put, ours)
            ours.send(0)
            await asyncio.to_thread(process.join)
        finally:
            process.kill()
    return {
        "latency": median(waited),
        "p99": quantiles(waited, n=100)[98],
        "singly": singly / _AT_ONCE * 1000,
        "drained": drained / _AT_ONCE * 1000,
        "singly per second": _AT_ONCE / singly,
        "drained per second": _AT_ONCE / drained,
    }


async def _one_by_one(put: Put, count: int, pipe: Connection) -> tuple[list[float], float]:
    for _ in range(count):
        await put([str(time.monotonic_ns())])
        await asyncio.sleep(_PAUSE)
    pipe.send(count)
    return await asyncio.to_thread(pipe.recv)


async def _singly(put: Put, pipe: Connection) -> float:
    """Seconds from the first put to the last end."""
    began = time.monotonic()
    pipe.send(_AT_ONCE)
    numbers = iter(range(_AT_ONCE))

    async def putter() -> None:
        for number in numbers:
            await put([f"{time.monotonic_ns()}.{number}"])

    await asyncio.gather(*(putter() for _ in range(_PUTTERS)))
    _, last = await asyncio.to_thread(pipe.recv)
    return last - began


async def _drained(put: Put, pipe: Connection) -> float:
    """Seconds from the commit of all jobs together to the last end."""
    pipe.send(_AT_ONCE)
    await put([f"{time.monotonic_ns()}.{number}" for number in range(_AT_ONCE)])
    began = time.monotonic()
    _, last = await asyncio.to_thread(pipe.recv)
    return last - began


def scenario() -> Scenario:
    """Ours over PgQueuer's, a new database each, one worker process of 50 slots."""

    def case(name: str, putting: Callable[[str], Any], worker: Callable[[str, Connection], Any]) -> Case:
        def run() -> Sample:
            with PostgresServer() as server:
                return asyncio.run(_measured(server.create("jobs"), putting, worker))

        return Case(name, run)

    return Scenario(
        "Jobs",
        f"Jobs that do nothing, run by one worker process of {_SLOTS} slots: {_ONE_BY_ONE} one each "
        f"{_PAUSE * 1000:.0f} ms, from before the put to the handler's first line; {_AT_ONCE} by {_PUTTERS} "
        f"at once in a transaction each, from the first put to the last end; {_AT_ONCE} in one transaction, "
        "from its commit to the last end. Over PgQueuer alone with its own driver. PostgreSQL without fsync.",
        [
            case("bare", _bare_put, _bare_worker),
            case("in transactions", partial(_bare_put, in_transaction=True), _bare_worker),
            case("ours", _our_put, _our_worker),
        ],
        [
            Figure("PgQueuer: put to start, median", "bare", "latency", "ms"),
            Figure("PgQueuer: put to start, p99", "bare", "p99", "ms"),
            Figure("PgQueuer: jobs put singly", "bare", "singly per second", "jobs/s"),
            Figure("PgQueuer: jobs put together", "bare", "drained per second", "jobs/s"),
            Figure("the same, in a transaction", "in transactions", "singly per second", "jobs/s"),
            Figure("put to start, median", "ours", "latency", "ms", "bare", 1.5),
            Figure("put to start, p99", "ours", "p99", "ms", "bare"),
            Figure("jobs put singly", "ours", "singly per second", "jobs/s"),
            Figure("a job put singly", "ours", "singly", "ms", "bare", 1.43),
            Figure("over PgQueuer in a transaction", "ours", "singly", "ms", "in transactions"),
            Figure("jobs put together", "ours", "drained per second", "jobs/s"),
            Figure("a job put with others", "ours", "drained", "ms", "bare", 1.43),
        ],
    )
