"""`reroll worker` in a process of its own that can be killed, stopped and heard."""

import multiprocessing
import os
import signal
import sys
import time
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from engine.cli import worker
from engine.store.postgres.owner import CountingOwner

HEARTBEAT, BEAT, GONE = 0.6, 0.2, 1.0
"""Seconds: short, so that the tests need not wait."""


def quick_owners() -> None:
    """Notice within a second that a program is gone."""
    CountingOwner.claim.__func__.__kwdefaults__.update(beat=BEAT, gone=GONE)  # type: ignore[attr-defined]


def main(home: Path, url: str, name: str, options: list[str]) -> None:
    """Be a worker; its log goes to a file beside its home."""
    quick_owners()
    os.environ["REROLL_STORE"] = url
    sys.stderr = (home / f"{name}.log").open("a")
    sys.exit(worker.run(["--home", str(home), "--name", name, "--heartbeat", str(HEARTBEAT), *options]))


class WorkerProcess:
    """One worker; killed at the latest when the test ends."""

    def __init__(self, home: Path, url: str, name: str, *options: str) -> None:
        forks = multiprocessing.get_context("forkserver")
        forks.set_forkserver_preload([main.__module__])
        self.process = forks.Process(target=main, args=(home, url, name, list(options)))
        self.process.start()
        self.log = home / f"{name}.log"

    def send(self, number: signal.Signals) -> None:
        """Send a signal."""
        assert self.process.pid
        os.kill(self.process.pid, number)

    def ready(self) -> None:
        """Return once it takes jobs. Blocks."""
        end = time.monotonic() + 30
        while not (self.log.exists() and "worker is ready" in self.log.read_text()):
            assert time.monotonic() < end, self.said()
            assert self.process.is_alive(), self.said()
            time.sleep(0.02)

    def said(self) -> str:
        """Its log."""
        return self.log.read_text() if self.log.exists() else ""

    def end(self) -> int | None:
        """Wait for its end; its exit code. Blocks."""
        self.process.join(20)
        return self.process.exitcode


@contextmanager
def worker_process(home: Path, url: str, name: str, *options: str) -> Generator[WorkerProcess]:
    """A worker that is ready."""
    process = WorkerProcess(home, url, name, *options)
    try:
        process.ready()
        yield process
    finally:
        process.process.kill()
        process.process.join()
        process.process.close()
