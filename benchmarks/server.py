"""What `reroll serve` costs over the bare framework, and a remote screen over a local one."""

import asyncio
import contextlib
import json
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

from benchmarks.measures import Case, Figure, Sample, Scenario
from benchmarks.reroll import CHECKOUT, reroll
from benchmarks.server_clients import percentile, readers, requests, summary
from benchmarks.server_program import RATE, STREAMS
from benchmarks.sessions import home_with

_WARM, _COUNT, _CONNECTIONS = 200, 2000, 20
_SECONDS = 5
_EVENTS = 1000


class _Served:
    """A server of `benchmarks.server_program`."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process = process
        said = self._heard()
        self.port: int = said["port"]
        self.executions: list[str] = said["executions"]

    def tell(self, line: str) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(f"{line}\n")
        self._process.stdin.flush()

    def usage(self) -> dict[str, float]:
        """CPU seconds so far, resident MiB."""
        self.tell("usage")
        return self._heard()

    def _heard(self) -> dict[str, Any]:
        assert self._process.stdout is not None
        return json.loads(self._process.stdout.readline())


@contextlib.contextmanager
def _served(kind: str) -> Iterator[_Served]:
    with tempfile.TemporaryDirectory(prefix="reroll-benchmark-", ignore_cleanup_errors=True) as home:
        process = subprocess.Popen(
            [sys.executable, "-m", "benchmarks.server_program", kind, home],
            cwd=CHECKOUT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        try:
            yield _Served(process)
        finally:
            process.communicate(timeout=30)


def _requests(kind: str) -> Sample:
    """A cheap operation: the state of one execution, which is one read of the store."""
    with _served(kind) as server:
        if kind == "reroll":
            path, asked = "/api/executions/get", {"execution_id": server.executions[0]}
        else:
            path, asked = "/echo", {"execution_id": "0" * 16}
        body = json.dumps(asked).encode()
        asyncio.run(requests(server.port, path, body, connections=_CONNECTIONS, count=_WARM))
        sample: dict[str, float] = {}
        for connections in (1, _CONNECTIONS):
            before = server.usage()["cpu"]
            times = asyncio.run(requests(server.port, path, body, connections=connections, count=_COUNT))
            sample[f"cpu {connections}"] = (server.usage()["cpu"] - before) / _COUNT * 1e6
            sample[f"each {connections}"] = times.whole / _COUNT * 1e6
            sample[f"rate {connections}"] = _COUNT / times.whole
            sample[f"p99 {connections}"] = percentile(times.each, 0.99) * 1000
        return sample


def _streams(kind: str) -> Sample:
    with _served(kind) as server:
        paths = [
            f"/api/executions/{server.executions[n]}/events" if kind == "reroll" else f"/streams/{n}"
            for n in range(STREAMS)
        ]
        return asyncio.run(_read(server, paths))


async def _read(server: _Served, paths: list[str]) -> Sample:
    idle = server.usage()
    reading = await readers(server.port, paths)
    before = server.usage()
    server.tell(f"stream {_SECONDS}")
    async with asyncio.timeout(10 * _SECONDS):
        while any(len(each.lags) < RATE * _SECONDS for each in reading):  # noqa: ASYNC110 - they tell nobody
            await asyncio.sleep(0.1)
    after = server.usage()
    lags = [lag for each in reading for lag in each.lags]
    for each in reading:
        each.close()
    middle, late = summary(lags)
    return {
        "lag": middle,
        "p99": late,
        "cpu": (after["cpu"] - before["cpu"]) / len(lags) * 1e6,
        "memory": (after["rss"] - idle["rss"]) * 1024 / STREAMS,
    }


def _opened(remote: bool) -> Sample:
    """From starting the program to the page of a session that is there."""
    folder, session_id = home_with(_EVENTS)
    with contextlib.ExitStack() as stack:
        home = f"{folder}/home"
        where: tuple[str, ...] = ()
        if remote:
            where = ("--server", stack.enter_context(_serving(Path(home))))
            home = stack.enter_context(tempfile.TemporaryDirectory(ignore_cleanup_errors=True))
        with reroll(*where, "resume", session_id, home=home) as program:
            at = program.wait_for("Field 0", "result 1 ")
            return {"ready": (at - program.started) / 1e6}


@contextlib.contextmanager
def _serving(home: Path) -> Iterator[str]:
    """`reroll serve` itself, which has answered before."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tui.command", "serve", "--port", "0", "--home", str(home)],
        cwd=CHECKOUT,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stderr is not None
    log = process.stderr
    try:
        address = log.readline().split()[-1]
        threading.Thread(target=log.read, daemon=True).start()  # its log is not to fill the pipe
        asked = Request(f"{address}/api/sessions/list", b"{}", {"content-type": "application/json"})
        with urlopen(asked, timeout=30) as reply:
            assert reply.status == 200
        yield address
    finally:
        process.terminate()
        process.wait(timeout=30)
        log.close()


def scenario() -> Scenario:
    """Requests, streams, and a session opened from elsewhere."""
    figures = [
        Figure(
            f"{count} connection{'s' if count > 1 else ''}, {what}",
            "requests",
            f"{key} {count}",
            unit,
            *floor,
        )
        for count in (1, _CONNECTIONS)
        for what, key, unit, floor in (
            ("time of a request", "each", "µs", ("bare requests", 2.0)),
            ("CPU of the server", "cpu", "µs", ("bare requests",)),
            ("p99", "p99", "ms", ("bare requests",)),
            ("requests a second", "rate", "/s", ("bare requests",)),
        )
    ]
    return Scenario(
        "Server",
        f"A cheap operation over HTTP, kept connections, {_COUNT:,} requests; {STREAMS} streams at {RATE} "
        f"tokens/s for {_SECONDS} s; both over the bare framework, the clients in another process. A session "
        f"of {_EVENTS:,} events from starting the program until its page is there, remote over local.",
        [
            Case("bare requests", lambda: _requests("bare")),
            Case("requests", lambda: _requests("reroll")),
            Case("bare streams", lambda: _streams("bare")),
            Case("streams", lambda: _streams("reroll")),
            Case("local", lambda: _opened(remote=False)),
            Case("remote", lambda: _opened(remote=True)),
        ],
        [
            *figures,
            Figure("streams, lag", "streams", "lag", "ms", "bare streams"),
            Figure("streams, lag, p99", "streams", "p99", "ms", "bare streams", 2.0),
            Figure("streams, CPU of a token", "streams", "cpu", "µs", "bare streams"),
            Figure("streams, memory of each", "streams", "memory", "KiB", "bare streams"),
            Figure("1,000 events, remote page", "remote", "ready", "ms", "local", 2.0),
        ],
    )
