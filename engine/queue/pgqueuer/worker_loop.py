"""PgQueuer's loop in a worker: kept running while PostgreSQL comes and goes."""

import asyncio
import contextlib
import logging
import uuid
from collections.abc import Collection
from datetime import timedelta
from time import monotonic

import psycopg
from pgqueuer.core.qm import QueueManager
from pgqueuer.domain.errors import RetryRequested
from pgqueuer.domain.models import Context, Job
from pgqueuer.domain.types import QueueEntrypoint, QueueManagerId

from engine.queue.job_queue import Handler, RunLater
from engine.queue.lanes import limit_of
from engine.queue.pgqueuer.driver import AskingAndListening
from engine.queue.pgqueuer.lane_queries import LaneQueries
from engine.queue.pgqueuer.tables import CHANNEL, install
from engine.store.errors import StorageError
from engine.store.postgres.address import Address
from engine.store.postgres.errors import from_postgres

HEARTBEAT_SECONDS = 30.0
"""After so long without a sign of life of a job its worker counts as gone, and another is given it."""

LOOK_SECONDS = 10.0
"""How often to look for jobs that nobody told of."""

HISTORY, FORGET_SECONDS = timedelta(days=1), 3600.0
_AGAIN = (0.2, 5.0)
_BATCH = 10
_LOST_SECONDS = 0.25

_log = logging.getLogger(__name__)


class WorkerLoop:
    """Runs jobs of `queues` (all without any), `at_once` at a time, until `close`.

    The handlers outlive the connection: a job whose end could not be written is handed out again,
    and its handler sees that there is nothing left to do.
    """

    def __init__(
        self,
        address: Address,
        *,
        queues: Collection[str] = (),
        at_once: int = 10,
        heartbeat_seconds: float = HEARTBEAT_SECONDS,
    ) -> None:
        self._address = address
        self._queues = frozenset(queues)
        self._at_once = at_once
        self._heartbeat = timedelta(seconds=heartbeat_seconds)
        self._name = QueueManagerId(uuid.uuid4())
        self._handlers: dict[str, asyncio.Task[None]] = {}
        self._queries: LaneQueries | None = None
        self._manager: QueueManager | None = None
        self._lost: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._loop: asyncio.Task[None] | None = None
        self._handler: Handler | None = None
        self._taking = True
        self._closing = False
        self.connected = asyncio.Event()
        """Set while jobs can be had."""

    async def prepare(self) -> None:
        """Make the tables, or bring them up to date. Raises `StorageError`."""
        driver = await AskingAndListening.connect(self._address)
        try:
            await install(driver)
        except psycopg.Error as error:
            raise from_postgres(error, self._address.where) from None
        finally:
            await driver.close()

    def start(self, handler: Handler) -> None:
        """Begin to run jobs."""
        # What it says of retries and of lost connections is said here, in one line.
        logging.getLogger("pgqueuer").setLevel(logging.CRITICAL)
        self._handler = handler
        self._loop = asyncio.create_task(self._keep_running(), name="worker")

    async def wind_down(self) -> None:
        """Begin no more jobs; return once none runs here."""
        self._stop_taking()
        while self._handlers:
            await asyncio.wait(list(self._handlers.values()))

    def _stop_taking(self) -> None:
        self._taking = False
        if self._queries:
            self._queries.taking = False

    async def drained(self) -> None:
        """Return once nothing runs here and nothing waits that could begin here."""
        while self._loop and not self._loop.done():
            if self._handlers:
                await asyncio.wait(list(self._handlers.values()))
            elif self._queries and self.connected.is_set():
                with contextlib.suppress(psycopg.Error):
                    busy = await self._queries.busy(self._name)
                    if not busy and not await self._queries.eligible_queued_work([]) and not self._handlers:
                        return
                await asyncio.sleep(0.02)
            else:
                await asyncio.sleep(0.02)

    async def close(self) -> None:
        """Cancel what runs and give it back."""
        self._stop_taking()
        self._closing = True
        if self._loop is None:
            return
        for task in self._handlers.values():
            task.cancel()
        if self._manager:
            # It waits for the jobs that it handed out, and writes what became of them.
            self._manager.shutdown.set()
            await asyncio.wait([self._loop], timeout=5)
        self._loop.cancel()
        await asyncio.wait([self._loop])

    async def _keep_running(self) -> None:
        pause, longest = _AGAIN
        while not self._closing:
            try:
                await self._run()
                pause = _AGAIN[0]
            except (psycopg.Error, StorageError) as error:
                _log.warning("lost the queue: %s", " ".join(str(error).split()) or type(error).__name__)
            except Exception:  # noqa: BLE001 - nothing may end a worker but its own end
                _log.exception("lost the queue")
            finally:
                if self.connected.is_set():
                    self.connected.clear()
                    pause = _AGAIN[0]
            if not self._closing:
                await asyncio.sleep(pause)
                pause = min(2 * pause, longest)

    async def _run(self) -> None:
        """Run jobs over one connection, until it is lost or this closes."""
        driver = await AskingAndListening.connect(self._address)
        try:
            await install(driver)
            self._lost = asyncio.get_running_loop().create_future()
            queries = LaneQueries(
                driver,
                queues=self._queues,
                most=self._at_once,
                running=lambda: len(self._handlers),
                taking=self._taking,
            )
            manager = QueueManager(queries, CHANNEL)
            manager.queue_manager_id = self._name
            queries.seen = lambda lanes: self._know(manager, lanes)
            # PgQueuer asks itself whether it hears before it listens.
            await driver.add_listener(CHANNEL, lambda _: None)
            await queries.give_back(self._name)
            self._queries, self._manager = queries, manager
            await self._watched(driver, queries, manager)
        finally:
            self._queries = self._manager = None
            await driver.close()

    async def _watched(self, driver: AskingAndListening, queries: LaneQueries, manager: QueueManager) -> None:
        run = asyncio.create_task(
            manager.run(
                batch_size=_BATCH,
                dequeue_timeout=min(timedelta(seconds=LOOK_SECONDS), self._heartbeat / 3),
                heartbeat_timeout=self._heartbeat,
                shutdown_on_listener_failure=True,
                log_aggregation_interval=timedelta(),
            ),
            name="pgqueuer",
        )
        self.connected.set()
        _log.info("the queue is there")
        try:
            forget_at = monotonic()
            while not run.done():
                if monotonic() >= forget_at:
                    forget_at += FORGET_SECONDS
                    await queries.forget_history(HISTORY)
                await asyncio.wait([run], timeout=_LOST_SECONDS)
                # PgQueuer stops by itself when it hears nothing, but waits for what runs.
                deaf = manager.shutdown.is_set() and not self._closing
                if (driver.lost or deaf) and not run.done():
                    _log.warning("lost the queue: it is sought again, what runs goes on")
                    break
        finally:
            if not run.done():
                # It would wait for the jobs that run: they end without it.
                self._lost.set_result(None)
                run.cancel()
                await asyncio.wait([run])
        if not run.cancelled():
            run.result()

    def _know(self, manager: QueueManager, lanes: Collection[str]) -> None:
        """Let PgQueuer hand out jobs of these lanes, and forget those that are gone."""
        known = manager.entrypoint_registry
        for lane in lanes:
            if QueueEntrypoint(lane) not in known:
                manager.entrypoint(
                    lane, concurrency_limit=limit_of(lane), accepts_context=True, on_failure="hold"
                )(self._handed_out)
        for lane in [lane for lane in known if lane not in lanes]:
            del known[lane]

    async def _handed_out(self, job: Job, _context: Context) -> None:
        """See that a job is run, by its handler of before if it still runs."""
        job_id = (job.payload or b"").decode()
        task = self._handlers.get(job_id)
        if task is None and self._closing:
            raise RetryRequested(reason="given back")
        if task is None:
            assert self._handler
            task = asyncio.create_task(self._handler_of(job_id), name=f"job {job_id}")
            self._handlers[job_id] = task
            task.add_done_callback(lambda ended: self._forget(job_id, ended))
        await asyncio.wait([task, self._lost], return_when=asyncio.FIRST_COMPLETED)
        if not task.done() or task.cancelled():
            raise RetryRequested(reason="given back")
        error = task.exception()
        if isinstance(error, RunLater):
            raise RetryRequested(timedelta(seconds=error.seconds), str(error))
        if error is not None:
            _log.error("job %s is set aside", job_id, exc_info=error)
            raise error

    def _forget(self, job_id: str, task: asyncio.Task[None]) -> None:
        self._handlers.pop(job_id, None)
        if not task.cancelled():
            task.exception()  # while the queue is lost nobody asks for it: the job is handed out again

    async def _handler_of(self, job_id: str) -> None:
        assert self._handler
        await self._handler(job_id)
