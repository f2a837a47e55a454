"""`reroll worker`: runs the jobs that servers put on the queue of a shared store."""

import argparse
import asyncio
import contextlib
import logging
import os
import signal
import socket
from collections.abc import AsyncGenerator, Generator
from pathlib import Path

from engine.cli.output import FAILED, OK, complain, say
from engine.config import load_config
from engine.home import home_folder
from engine.logs.setup import add_log_options, start_log
from engine.operations.dispatcher import as_operation_error
from engine.operations.queue_of import HEARTBEAT_SECONDS, AsWorker
from engine.operations.services import Services
from engine.operations.store_of import store_of
from engine.providers.registry import settings_of
from engine.session.queue_board import living_workers
from engine.store.errors import StorageError
from engine.store.workers import WorkerRow, add_worker, remove_workers
from schemas.clean_text import clean_line

AT_ONCE = 10
GRACE_SECONDS = 20.0
LINE_SECONDS = 60.0
_LEAVE_SECONDS = 3.0
"""How long to try to say that this worker has gone; else it is noticed after a while."""

_EPILOG = """A worker needs the store of the servers, and the settings and keys of the providers that it asks:
  REROLL_STORE=postgresql://reroll:…@db/reroll reroll worker --home /data
Servers put jobs for workers with REROLL_JOBS=workers, or jobs = "workers" below [queue] in config.toml.

examples:
  reroll worker
  reroll worker --queues comfyui,sketch --at-once 2
  reroll worker --check"""

_log = logging.getLogger(__name__)


def run(args: list[str]) -> int:
    """Run jobs until a signal comes. 0, or 1 if it cannot begin; with `--check` 1 if no worker lives here."""
    given = _parser().parse_args(args)
    home: Path = given.home.expanduser() if given.home else home_folder()
    try:
        if given.check:
            return asyncio.run(_check(home, given.name))
        start_log(given, home, worker=given.name or _own_name())
        return asyncio.run(_work(home, given))
    except KeyboardInterrupt:  # before signals were taken
        return OK
    except Exception as error:  # noqa: BLE001 - every failure is told in words
        body = as_operation_error(error).body
        complain(body.message, body.hint, body.details)
        return FAILED


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="reroll worker",
        description=__doc__,
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "--queues", default="", metavar="A,B", help="actions, providers or ACTION/PROVIDER; all without it"
    )
    parser.add_argument(
        "--at-once", type=_positive, default=AT_ONCE, metavar="N", help=f"jobs at once; {AT_ONCE} without it"
    )
    parser.add_argument("--home", type=Path, metavar="PATH", help="instead of $REROLL_HOME")
    parser.add_argument("--name", default="", help="shown in the queue; HOST-PID without it")
    parser.add_argument(
        "--grace",
        type=float,
        default=GRACE_SECONDS,
        metavar="SECONDS",
        help=f"what runs gets to end after SIGTERM; {GRACE_SECONDS:.0f} without it",
    )
    parser.add_argument(
        "--check", action="store_true", help="only say whether a worker lives on this machine"
    )
    parser.add_argument("--metrics-port", type=int, metavar="PORT", help="/metrics and /health on a port")
    parser.add_argument("--metrics-host", default="127.0.0.1", metavar="HOST", help="where that port is")
    parser.add_argument("--heartbeat", type=float, default=HEARTBEAT_SECONDS, help=argparse.SUPPRESS)
    add_log_options(parser)
    return parser


def _positive(text: str) -> int:
    number = int(text)
    if not 1 <= number <= 1000:
        raise argparse.ArgumentTypeError("is from 1 to 1000")
    return number


def _own_name() -> str:
    return f"{clean_line(socket.gethostname())[:60]}-{os.getpid()}"


async def _work(home: Path, given: argparse.Namespace) -> int:
    stop, hurry = asyncio.Event(), asyncio.Event()
    with _signals(stop, hurry):
        named: str = given.queues
        queues = tuple(name.strip() for name in named.split(",") if name.strip())
        worker = AsWorker(queues, given.at_once, given.heartbeat)
        services = await _opened(home, worker, stop)
        if services is None:
            return OK
        try:
            row = _row(services.owner.name, given.name, worker)
            await add_worker(services.database, row)
            _log.info("worker is ready: %s, %d at once", ", ".join(queues) or "every queue", worker.at_once)
            async with _numbers(services, given):
                await _until(stop, services, row)
            _log.info("worker stops: what runs gets %.0f s", given.grace)
            await _wound_down(services, given.grace, hurry)
        finally:
            with contextlib.suppress(StorageError, TimeoutError):
                async with asyncio.timeout(_LEAVE_SECONDS):
                    await remove_workers(services.database, [services.owner.name])
            await services.close()
    _log.info("worker has stopped")
    return OK


async def _opened(home: Path, worker: AsWorker, stop: asyncio.Event) -> Services | None:
    """The engine, as soon as its store can be reached; None if a signal came first."""
    opening = asyncio.create_task(Services.open(home, worker=worker))
    stopped = asyncio.create_task(stop.wait())
    await asyncio.wait([opening, stopped], return_when=asyncio.FIRST_COMPLETED)
    stopped.cancel()
    if not opening.done():
        opening.cancel()
        await asyncio.wait([opening, stopped])
    return None if opening.cancelled() else opening.result()


@contextlib.asynccontextmanager
async def _numbers(services: Services, given: argparse.Namespace) -> AsyncGenerator[None]:
    if given.metrics_port is None:
        yield
        return
    from engine.server.metrics.exporting import exporting  # noqa: PLC0415 - an extra, and not always wanted

    async with exporting(services, given.metrics_port, given.metrics_host):
        yield


async def _until(stop: asyncio.Event, services: Services, row: WorkerRow) -> None:
    """Wait for the signal, and say now and then that all is well."""
    while True:
        try:
            async with asyncio.timeout(LINE_SECONDS):
                await stop.wait()
        except TimeoutError:
            facts = {"running": len(services.tasks), "connected": services.jobs.connected}
            _log.info("%(running)d run, queue connected: %(connected)s", facts, extra={"facts": facts})
        else:
            return
        with contextlib.suppress(StorageError):
            # Who was held up for long was taken for gone, and forgotten.
            await add_worker(services.database, row)


async def _wound_down(services: Services, grace: float, hurry: asyncio.Event) -> None:
    ended = asyncio.create_task(services.jobs.wind_down())
    hurried = asyncio.create_task(hurry.wait())
    await asyncio.wait([ended, hurried], timeout=grace, return_when=asyncio.FIRST_COMPLETED)
    for task in (ended, hurried):
        task.cancel()
    await asyncio.wait([ended, hurried])


def _row(owner: str, name: str, worker: AsWorker) -> WorkerRow:
    host = clean_line(socket.gethostname())[:200]
    shown = clean_line(name)[:80] or _own_name()
    return WorkerRow(owner, shown, host, os.getpid(), worker.queues, worker.at_once, 0.0)


@contextlib.contextmanager
def _signals(stop: asyncio.Event, hurry: asyncio.Event) -> Generator[None]:
    """SIGTERM and ctrl+c: the first lets what runs end, a second one does not wait."""

    def heard() -> None:
        (hurry if stop.is_set() else stop).set()

    loop = asyncio.get_running_loop()
    taken = (signal.SIGTERM, signal.SIGINT)
    for each in taken:
        loop.add_signal_handler(each, heard)
    try:
        yield
    finally:
        for each in taken:
            loop.remove_signal_handler(each)


async def _check(home: Path, name: str) -> int:
    config = await asyncio.to_thread(load_config, home, settings_of)
    store = await store_of(home, config.store)
    try:
        host = clean_line(socket.gethostname())[:200]
        found = [
            worker
            for worker in await living_workers(store.database, store.owner)
            if (worker.name == name if name else worker.host == host)
        ]
    finally:
        await store.close()
    if not found:
        complain(f"no worker {'of that name' if name else 'on this machine'} lives")
        return FAILED
    say("\n".join(f"{worker.name} lives" for worker in found))
    return OK
