"""Readers that take one byte a second from streams of thousands of tokens, beside one that reads at once.

    python -m benchmarks.faults.slow_client

Promised: the server's memory does not grow with what they have not read; others are as quick as ever; who
comes back with the last id it read whole gets everything from there on.
"""

import socket
import statistics
import time
from urllib.parse import urlsplit

import httpx

from benchmarks.chat_server import ChatServer
from benchmarks.faults.served import Served, furnish, home_folder, say, served

SLOW, TOKENS, RATE = 50, 20_000, 2000


def main() -> None:
    with ChatServer() as models, home_folder() as home:
        furnish(home, models.url, f"{TOKENS}@{RATE}")
        with served(home) as server:
            quick = _latency(server)
            session, execution = server.write()
            before = server.resident()
            slow = [_opened(server, execution) for _ in range(SLOW)]
            read = [b""] * SLOW
            times: list[float] = []
            with httpx.Client(base_url=server.url, trust_env=False, timeout=60) as client:
                begun = time.monotonic()
                events = 0
                with client.stream("GET", f"/api/executions/{execution}/events") as stream:
                    for line in stream.iter_lines():
                        events += line.startswith("id: ")
                        if time.monotonic() - begun > len(times) + 1:
                            read = [so_far + one.recv(1) for one, so_far in zip(slow, read, strict=True)]
                            times.append(_latency(server, 20))
                took = time.monotonic() - begun
                most = server.resident()
                rest = client.get(f"/api/executions/{execution}/events", headers={"last-event-id": "5"})
            say(
                slow_readers=SLOW,
                events=events,
                seconds=round(took, 1),
                bytes_read_by_each=len(read[0]),
                resident_mib=[round(before, 1), round(most, 1)],
                request_ms=[round(1000 * quick, 2), round(1000 * statistics.median(times), 2)],
                events_after_5=rest.text.count("\nid: "),
                status=server.ask("/api/executions/get", execution_id=execution)["status"],
                session=session["id"],
            )
            for one in slow:
                one.close()


def _opened(server: Served, execution: str) -> socket.socket:
    parts = urlsplit(server.url)
    one = socket.socket()
    one.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    one.connect((parts.hostname, parts.port))
    path = f"/api/executions/{execution}/events"
    one.sendall(f"GET {path} HTTP/1.1\r\nhost: localhost\r\n\r\n".encode())
    return one


def _latency(server: Served, count: int = 100) -> float:
    with httpx.Client(base_url=server.url, trust_env=False) as client:
        times: list[float] = []
        for _ in range(count):
            begun = time.perf_counter()
            client.post("/api/sessions/list", json={}).raise_for_status()
            times.append(time.perf_counter() - begun)
    return statistics.median(times)


if __name__ == "__main__":
    main()
