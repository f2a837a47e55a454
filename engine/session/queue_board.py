"""The queue as a person sees it: over all sessions, with when things should be done."""

import asyncio
import hashlib
import logging
import time
from collections import defaultdict
from collections.abc import Mapping, Sequence

from engine.queue.job_queue import JobQueue, Place
from engine.queue.lanes import limit_of, queue_of, serves
from engine.session.errors import SessionError
from engine.store.database import Database
from engine.store.owner import Owner
from engine.store.queue_rows import QueueRow, ended_rows, typical_seconds, unfinished_rows
from engine.store.signals import JOBS
from engine.store.workers import WorkerRow, all_workers, remove_workers
from schemas.messages.queue import THEIRS, QueueEntry, QueueView, QueueWorker

TELLING = 0.05
"""From this fraction on, progress says more about an execution than earlier ones do."""

BUSY_SECONDS, IDLE_SECONDS, AT_ONCE_SECONDS = 0.5, 2.0, 0.1
"""How often to look whether it changed: while something runs or waits, while nothing does, and at most."""

_log = logging.getLogger(__name__)


class QueueBoard:
    """Shows and arranges what waits. Raises `SessionError`."""

    def __init__(self, database: Database, queue: JobQueue, owner: Owner) -> None:
        self._database = database
        self._queue = queue
        self._programs = owner
        self._owner = owner.name
        self._stopped = asyncio.Event()

    async def changed(self, ended: int, seen: str, wait: float) -> QueueView:
        """The queue as soon as its mark is not `seen`; after `wait` seconds in any case."""
        ends = time.monotonic() + wait
        with self._database.signals.listen(JOBS, (news := asyncio.Event()).set):
            while True:
                news.clear()
                view = await self.view(ended)
                left = ends - time.monotonic()
                if view.mark != seen or left <= 0 or self._stopped.is_set():
                    return view
                busy = view.running or view.waiting
                await self._rest(news, min(left, BUSY_SECONDS if busy else IDLE_SECONDS))

    def end_waiting(self) -> None:
        """Let everyone go who waits for a change."""
        self._stopped.set()

    async def _rest(self, news: asyncio.Event, seconds: float) -> None:
        """Wait so long, or until there are news; those of one moment are looked at together."""
        stopped = asyncio.ensure_future(self._stopped.wait())
        told = asyncio.ensure_future(news.wait())
        try:
            await asyncio.wait({stopped, told}, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
            await asyncio.wait({stopped}, timeout=min(seconds, AT_ONCE_SECONDS))
        finally:
            stopped.cancel()
            told.cancel()

    async def view(self, ended: int = 0) -> QueueView:
        """What runs and waits, and the last `ended` that ended."""
        rows = await unfinished_rows(self._database)
        lanes = await self._queue.lanes()
        typical = await typical_seconds(self._database, [(row.action, row.provider) for row in rows])
        running = [row for row in rows if row.status == "running"]
        turns = {job_id: turn for turn, job_id in enumerate(lanes)}
        # What waits without a job is about to begin: it comes first.
        waiting = sorted((row for row in rows if row.status == "queued"), key=lambda r: turns.get(r.id, -1))
        left = seconds_left(running, waiting, lanes, typical, time.time())
        positions = {row.id: at for at, row in enumerate(waiting, 1)}
        workers = await living_workers(self._database, self._programs) if self._queue.redelivers else []
        names = {worker.owner: worker.name for worker in workers}

        def entry(row: QueueRow) -> QueueEntry:
            made = self._entry(row, lanes.get(row.id, ""), positions.get(row.id), left.get(row.id))
            made.worker = names.get(row.owner, "") if row.status == "running" else ""
            return made

        view = QueueView(
            running=[entry(row) for row in running],
            waiting=[entry(row) for row in waiting],
            ended=[entry(row) for row in await ended_rows(self._database, ended)],
            paused_since=await self._queue.paused_since(),
            by_workers=self._queue.redelivers,
            workers=[_worker(worker, running) for worker in workers],
            unserved=_unserved([lanes[row.id] for row in waiting if row.id in lanes], workers)
            if self._queue.redelivers
            else [],
            dead=len(await self._queue.dead()),
        )
        view.mark = _mark(view)
        return view

    async def move(self, execution_id: str, to: Place) -> None:
        """Give a waiting execution another turn."""
        if not await self._queue.move(execution_id, to):
            row = await self._database.one("SELECT status FROM executions WHERE id = ?", (execution_id,))
            if row is None:
                raise SessionError("not_found", f"There is no execution {execution_id!r}.")
            raise SessionError("conflict", "It does not wait any more.", hint="Only what waits can be moved.")

    async def say_who_works(self) -> None:
        """Warn in the log if jobs are for workers, and there are none."""
        if self._queue.redelivers and not await living_workers(self._database, self._programs):
            _log.warning("jobs are for workers, and none is running: start one with `reroll worker`")

    async def pause(self) -> None:
        """Begin nothing more that waits."""
        await self._queue.pause()

    async def resume(self) -> None:
        """Begin what waits again."""
        await self._queue.resume()

    def _entry(self, row: QueueRow, lane: str, position: int | None, left: float | None) -> QueueEntry:
        if not row.seen:
            return _theirs(row, lane, position, left)
        return self._own(row, lane, position, left)

    def _own(self, row: QueueRow, lane: str, position: int | None, left: float | None) -> QueueEntry:
        fraction, message = row.progress.get("fraction"), row.progress.get("message")
        return QueueEntry(
            execution_id=row.id,
            session_id=row.session_id,
            session_title=row.session_title,
            workflow_title=row.workflow_title,
            page=row.page,
            label=row.label,
            action=row.action,
            provider=row.provider,
            lane=lane,
            mode=row.mode,
            status=row.status,
            position=position,
            fraction=fraction if isinstance(fraction, int | float) else None,
            message=message if isinstance(message, str) else "",
            queued_at=row.queued_at,
            begun_at=row.begun_at,
            ended_at=row.ended_at,
            seconds_left=left,
            error=row.error,
            here=row.status == "running" and row.owner == self._owner,
        )


async def living_workers(database: Database, owner: Owner) -> list[WorkerRow]:
    """Workers that live, as this program sees it; the others are forgotten."""
    rows = await all_workers(database)
    gone = await owner.gone({row.owner for row in rows} - {owner.name}) if rows else set[str]()
    if gone:
        await remove_workers(database, gone)
    return [row for row in rows if row.owner not in gone]


def _mark(view: QueueView) -> str:
    every = {name: {"__all__": {"seconds_left"}} for name in ("running", "waiting", "ended")}
    return hashlib.sha256(view.model_dump_json(exclude=every).encode()).hexdigest()[:16]


def _worker(worker: WorkerRow, running: Sequence[QueueRow]) -> QueueWorker:
    return QueueWorker(
        name=worker.name,
        host=worker.host,
        queues=list(worker.queues),
        at_once=worker.at_once,
        running=sum(row.owner == worker.owner for row in running),
        started_at=worker.started_at,
    )


def _unserved(lanes: Sequence[str], workers: Sequence[WorkerRow]) -> list[str]:
    """Queues of waiting jobs that no worker takes; what is held back waits for a person."""
    open_lanes = {lane for lane in lanes if limit_of(lane)}
    return sorted(
        {queue_of(lane) for lane in open_lanes if not any(serves(each.queues, lane) for each in workers)}
    )


def _theirs(row: QueueRow, lane: str, position: int | None, left: float | None) -> QueueEntry:
    """What is told of somebody else's work: that it is there, and how long it takes."""
    return QueueEntry(
        # Only to tell one from another: the id itself is nobody else's business.
        execution_id=f"{THEIRS}{hashlib.sha256(row.id.encode()).hexdigest()[:16]}",
        session_id="",
        session_title="",
        workflow_title="",
        label="someone else's",
        action="",
        provider=row.provider,
        lane=lane,
        mode=row.mode,
        status=row.status,
        position=position,
        queued_at=row.queued_at,
        begun_at=row.begun_at,
        seconds_left=left,
        theirs=True,
    )


def seconds_left(
    running: Sequence[QueueRow],
    waiting: Sequence[QueueRow],
    lanes: Mapping[str, str],
    typical: Mapping[tuple[str, str], float],
    now: float,
) -> dict[str, float]:
    """When each should be done, in seconds from now; without an entry nothing can be said.

    What waits begins when all before it in its lane are done.
    """
    left: dict[str, float] = {}
    busy: defaultdict[str, float | None] = defaultdict(float)
    for row in (*running, *waiting):
        takes = _takes(row, typical, now)
        lane = lanes.get(row.id, row.id)
        before = busy[lane]
        done = None if before is None or takes is None else before + takes
        busy[lane] = done
        if done is not None:
            left[row.id] = done
    return left


def _takes(row: QueueRow, typical: Mapping[tuple[str, str], float], now: float) -> float | None:
    """How many seconds it still takes once it is its turn."""
    usual = typical.get((row.action, row.provider))
    if row.begun_at is None or row.status != "running":
        return usual
    passed = max(0.0, now - row.begun_at)
    fraction = row.progress.get("fraction")
    if isinstance(fraction, int | float) and TELLING <= fraction <= 1:
        return passed * (1 - fraction) / fraction
    return None if usual is None else max(0.0, usual - passed)
