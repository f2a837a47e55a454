"""A network that is cut for 30 s between a server and a client, in network namespaces. As root:

    python -m benchmarks.faults.network silent    # packets vanish, as where a router died
    python -m benchmarks.faults.network down      # the server's interface goes down and comes back

Promised: the client recovers by itself; of what the execution stored it gets every event once, in order.
"""

import asyncio
import contextlib
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

from benchmarks.chat_server import ChatServer
from benchmarks.faults.served import COMMAND, furnish, say, served

CUT, BEFORE, TOKENS, RATE = 30.0, 5.0, 3000, 50
HERE, BETWEEN, THERE = "reroll-server", "reroll-router", "reroll-client"
AT = "10.77.0.1"


def main(how: str) -> None:
    with tempfile.TemporaryDirectory(prefix="reroll-fault-") as folder, _namespaces():
        home = Path(folder)
        _certificate(home)
        server = _in(HERE, "serve", folder, stdin=subprocess.PIPE)
        try:
            told = json.loads(_line(server))
            client = _in(THERE, "ask", folder, told["url"], environment={"REROLL_TOKEN": told["token"]})
            _line(client)  # it reads the stream
            time.sleep(BEFORE)
            _cut(how, on=True)
            begun = time.monotonic()
            time.sleep(CUT)
            _cut(how, on=False)
            back = time.monotonic()
            seen = json.loads(_line(client))
            client.wait(60)
        finally:
            server.communicate(b"\n", timeout=60)
        stored = _stored(home / "home" / "reroll.db", seen["execution"])
        longest, at = max((b - a, a) for a, b in pairwise(seen["at"]))
        say(
            cut=how,
            cut_s=round(back - begun, 1),
            silence_s=round(longest, 1),
            back_after_s=round(at + longest - back, 1),
            events=len(seen["seqs"]),
            every_event_once_in_order=seen["seqs"] == [seq for seq, *_ in stored],
            same_text=seen["text"] == "".join(text for _, text in stored),
            calls_meanwhile=seen["calls"],
            changes_seen_after=seen["changes"],
        )


def serve(folder: str) -> None:
    home = Path(folder) / "home"
    with ChatServer() as models:
        furnish(home, models.url, f"{TOKENS}@{RATE}")
        made = subprocess.run(
            [*COMMAND, "token", "create", "ann", "--role", "admin", "--json"],
            env={**os.environ, "REROLL_HOME": str(home)},
            capture_output=True,
            text=True,
            check=True,
        )
        certificate = ["--tls-cert", f"{folder}/cert.pem", "--tls-key", f"{folder}/key.pem"]
        with served(home, "--host", AT, *certificate) as server:
            say(url=server.url, token=json.loads(made.stdout)["token"])
            sys.stdin.readline()


async def ask(folder: str, url: str) -> None:
    from engine.client.remote import RemoteEngine
    from schemas.messages.executions import RunSubAction
    from schemas.messages.sessions import StartSession

    engine = await RemoteEngine.open(url, Path(folder) / "kept", token=os.environ["REROLL_TOKEN"])
    started = await engine.call(StartSession(workflow="stream"))
    assert started.interaction is not None
    begun = await engine.call(
        RunSubAction(
            session_id=started.id,
            interaction_id=started.interaction.id,
            action_id="write",
            values={},
            idempotency_key="k",
        )
    )
    changes: list[int] = []

    async def follow() -> None:
        async for change in engine.changes(started.id):
            changes.append(change.seq)

    calls: list[str] = []
    tasks = [asyncio.create_task(follow()), asyncio.create_task(keep_calling(engine, started.id, calls))]
    say(reading=True)
    seqs: list[int] = []
    at: list[float] = []
    text = ""
    async for event in engine.events(begun.id):
        seqs.append(event.seq)
        at.append(time.monotonic())
        text += event.data.get("text", "") if event.kind == "token" else ""
    await asyncio.sleep(6)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    await engine.close()
    say(execution=begun.id, seqs=seqs, at=at, text=text, calls=calls, changes=len(changes))


async def keep_calling(engine: Any, session_id: str, calls: list[str]) -> None:
    """Ask for a session every five seconds; `calls` says what became of it, and how long it took."""
    from engine.operations.errors import OperationError
    from schemas.messages.sessions import GetSession

    while True:
        at = time.monotonic()
        try:
            await engine.call(GetSession(session_id=session_id))
            said = "ok"
        except OperationError as error:
            said = error.body.code
        calls.append(f"{said} {time.monotonic() - at:.1f}s")
        await asyncio.sleep(5)


def _stored(path: Path, execution: str) -> list[tuple[int, str]]:
    import sqlite3

    with contextlib.closing(sqlite3.connect(path)) as database:
        rows = database.execute(
            "SELECT seq, kind, data FROM execution_events WHERE execution_id = ? ORDER BY seq", (execution,)
        ).fetchall()
    return [(seq, json.loads(data).get("text", "") if kind == "token" else "") for seq, kind, data in rows]


def _line(process: "subprocess.Popen[bytes]") -> bytes:
    assert process.stdout is not None
    timer = threading.Timer(180, process.kill)
    timer.start()
    try:
        return process.stdout.readline()
    finally:
        timer.cancel()


def _in(namespace: str, *arguments: str, environment: dict[str, str] | None = None, **keys: Any) -> Any:
    return subprocess.Popen(
        ["ip", "netns", "exec", namespace, sys.executable, "-m", "benchmarks.faults.network", *arguments],
        env={**os.environ, "SSL_CERT_FILE": f"{arguments[1]}/cert.pem", **(environment or {})},
        stdout=subprocess.PIPE,
        **keys,
    )


def _cut(how: str, *, on: bool) -> None:
    if how == "down":
        _run("ip", "-n", HERE, "link", "set", "server0", "down" if on else "up")
        if not on:  # the route went with it
            _run("ip", "-n", HERE, "route", "add", "default", "via", "10.77.0.254")
    else:
        _forward(on=not on)


def _forward(*, on: bool) -> None:
    _run("ip", "netns", "exec", BETWEEN, "sysctl", "-qw", f"net.ipv4.ip_forward={int(on)}")


@contextlib.contextmanager
def _namespaces() -> Iterator[None]:
    """A server, a router, a client."""
    for namespace in (HERE, BETWEEN, THERE):
        _run("ip", "netns", "add", namespace)
    try:
        for net, namespace, link, own in ((0, HERE, "server0", AT), (1, THERE, "client0", "10.77.1.2")):
            ends = ("add", link, "netns", namespace, "type", "veth", "peer", f"to-{link}", "netns", BETWEEN)
            _run("ip", "link", *ends)
            for at, device, address in ((namespace, link, own), (BETWEEN, f"to-{link}", f"10.77.{net}.254")):
                _run("ip", "-n", at, "address", "add", f"{address}/24", "dev", device)
                _run("ip", "-n", at, "link", "set", device, "up")
            _run("ip", "-n", namespace, "link", "set", "lo", "up")
            _run("ip", "-n", namespace, "route", "add", "default", "via", f"10.77.{net}.254")
        _forward(on=True)
        yield
    finally:
        for namespace in (HERE, BETWEEN, THERE):
            _run("ip", "netns", "del", namespace)


def _certificate(folder: Path) -> None:
    _run(
        *("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1"),
        *("-subj", "/CN=reroll", "-addext", f"subjectAltName=IP:{AT}"),
        *("-keyout", str(folder / "key.pem"), "-out", str(folder / "cert.pem")),
    )


def _run(*command: str) -> None:
    subprocess.run(command, check=True, capture_output=True)


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["serve", folder]:
            serve(folder)
        case ["ask", folder, url]:
            asyncio.run(ask(folder, url))
        case ["silent" | "down" as how]:
            main(how)
        case _:
            sys.exit(__doc__)
