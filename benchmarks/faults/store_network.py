"""A network that is cut for 30 s between PostgreSQL and a server, or a worker, in namespaces. As root:

    python -m benchmarks.faults.store_network server    # a text streams on the server meanwhile
    python -m benchmarks.faults.store_network worker    # a worker paints four pictures meanwhile

Packets vanish in a router between the three. Promised: nothing that was acknowledged is lost, nothing is
recorded twice, all go on by themselves.
"""

import contextlib
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg

from benchmarks.chat_server import ChatServer
from benchmarks.faults.network import _line, _run, keep_calling
from benchmarks.faults.served import COMMAND, furnish, say, served
from tests.servers.postgres import PostgresServer

CUT, TOKENS, RATE = 30.0, 2500, 50
BEFORE = {"server": 3.0, "worker": 1.0}
PLACES = ("database", "server", "worker")
ROUTER = "reroll-router"


def main(between: str) -> None:
    with tempfile.TemporaryDirectory(prefix="reroll-fault-") as folder, _namespaces():
        database = _in("database", folder)
        store = json.loads(_line(database))
        jobs = "here" if between == "server" else "workers"
        keys = {"REROLL_STORE": store["url"], "REROLL_JOBS": jobs, "REROLL_BLOBS": f"{folder}/blobs"}
        running = [database]
        try:
            server = _in("server", folder, environment=keys)
            running.append(server)
            url = json.loads(_line(server))["url"]
            if between == "worker":
                running.append(_in("worker", folder, environment=keys))
                time.sleep(4)
            asked = _in("server", folder, url, between, what="ask", environment={"REROLL_TOKEN": ""})
            _line(asked)
            time.sleep(BEFORE[between])
            _cut(between, on=True)
            begun = time.monotonic()
            time.sleep(CUT)
            _cut(between, on=False)
            back = time.monotonic()
            seen = json.loads(_line(asked))
            took = time.monotonic() - back
            asked.wait(60)
            rows = _stored(store["socket"], seen["execution"])
        finally:
            for each in reversed(running):
                each.communicate(b"\n", timeout=60)
        kinds = [kind for _, kind, _ in rows]
        text = "".join(json.loads(data).get("text", "") for _, kind, data in rows if kind == "token")
        say(
            cut=f"{between} from PostgreSQL",
            cut_s=round(back - begun, 1),
            ended=seen["kinds"][-1],
            end_seen_s_after=round(took, 1),
            events=len(seen["seqs"]),
            every_event_once_in_order=seen["seqs"] == [seq for seq, *_ in rows],
            ends_recorded=sum(kind in ("completed", "failed", "cancelled") for kind in kinds),
            begun=kinds.count("started"),
            same_text=seen["text"] == text,
            characters=len(text),
            calls_meanwhile=seen["calls"],
            what_became=seen["error"],
        )


def keep_database(folder: str) -> None:
    with PostgresServer(durable=True, listen="10.78.0.2") as server:
        say(url=server.create("mine"), socket=server.socket_url("mine"))
        sys.stdin.readline()


def keep_server(folder: str) -> None:
    home = Path(folder) / "server"
    with ChatServer() as models:
        furnish(home, models.url, f"{TOKENS}@{RATE}")
        with served(home) as server:
            say(url=server.url)
            sys.stdin.readline()


def keep_worker(folder: str) -> None:
    home = Path(folder) / "worker"
    home.mkdir()
    worker = subprocess.Popen([*COMMAND, "worker", "--home", str(home)])
    sys.stdin.readline()
    worker.terminate()
    worker.wait(30)


async def ask(folder: str, url: str, between: str) -> None:
    import asyncio

    from engine.client.remote import RemoteEngine
    from schemas.messages.executions import RunSubAction
    from schemas.messages.sessions import StartSession

    engine = await RemoteEngine.open(url, Path(folder) / "kept")
    text = between == "server"
    started = await engine.call(StartSession(workflow="stream" if text else "media_prompt"))
    assert started.interaction is not None
    parts = dict.fromkeys(("environment", "objects", "motion", "atmosphere", "particles"), "")
    picture = {"subject": "a lighthouse", **parts, "aspect_ratio": "16:9", "count": 4, "stylization": 120}
    values: dict[str, Any] = {} if text else picture
    ids = {"session_id": started.id, "interaction_id": started.interaction.id}
    action = "write" if text else "generate"
    run = RunSubAction(**ids, action_id=action, values=values, idempotency_key="k")
    begun = await engine.call(run)
    calls: list[str] = []
    calling = asyncio.create_task(keep_calling(engine, started.id, calls))
    say(reading=True)
    events = [event async for event in engine.events(begun.id)]
    calling.cancel()
    await asyncio.gather(calling, return_exceptions=True)
    await engine.close()
    say(
        execution=begun.id,
        seqs=[event.seq for event in events],
        kinds=[event.kind for event in events],
        text="".join(event.data.get("text", "") for event in events if event.kind == "token"),
        error=events[-1].data.get("message", "") if events[-1].kind == "failed" else "",
        calls=calls,
    )


def _stored(socket: str, execution: str) -> list[tuple[int, str, str]]:
    with psycopg.connect(socket, options="-c search_path=reroll") as connection:
        rows = connection.execute(
            "SELECT seq, kind, data FROM execution_events WHERE execution_id = %s ORDER BY seq", (execution,)
        )
        return [(int(seq), str(kind), str(data)) for seq, kind, data in rows]


def _in(
    place: str, folder: str, *more: str, what: str = "", environment: dict[str, str] | None = None
) -> Any:
    module = [sys.executable, "-m", "benchmarks.faults.store_network"]
    return subprocess.Popen(
        ["ip", "netns", "exec", f"reroll-{place}", *module, what or f"keep-{place}", folder, *more],
        env={**os.environ, **(environment or {})},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )


def _cut(place: str, *, on: bool) -> None:
    net = f"10.78.{PLACES.index(place)}.0/24"
    for way in ("from", "to"):
        _run("ip", "-n", ROUTER, "rule", "add" if on else "del", way, net, "blackhole")


@contextlib.contextmanager
def _namespaces() -> Iterator[None]:
    names = [ROUTER, *(f"reroll-{place}" for place in PLACES)]
    for name in names:
        _run("ip", "netns", "add", name)
    try:
        for net, name in enumerate(names[1:]):
            _run(
                "ip", "link", "add", "up0", "netns", name, "type", "veth", "peer", f"to{net}", "netns", ROUTER
            )
            for at, device, last in ((name, "up0", 2), (ROUTER, f"to{net}", 1)):
                _run("ip", "-n", at, "address", "add", f"10.78.{net}.{last}/24", "dev", device)
                _run("ip", "-n", at, "link", "set", device, "up")
            _run("ip", "-n", name, "link", "set", "lo", "up")
            _run("ip", "-n", name, "route", "add", "default", "via", f"10.78.{net}.1")
        _run("ip", "netns", "exec", ROUTER, "sysctl", "-qw", "net.ipv4.ip_forward=1")
        yield
    finally:
        for name in names:
            _run("ip", "netns", "del", name)


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["keep-database", folder]:
            keep_database(folder)
        case ["keep-server", folder]:
            keep_server(folder)
        case ["keep-worker", folder]:
            keep_worker(folder)
        case ["ask", folder, url, between]:
            import asyncio

            asyncio.run(ask(folder, url, between))
        case ["server" | "worker" as between]:
            main(between)
        case _:
            sys.exit(__doc__)
