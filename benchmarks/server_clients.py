"""Clients that cost little: requests one after another on kept connections, and readers of streams."""

import asyncio
import time
from dataclasses import dataclass, field
from statistics import median

_AFTER = b"\r\n\r\n"
MARK = b'"text":"'


@dataclass
class Times:
    """Seconds of each request, and of all together."""

    each: list[float] = field(default_factory=list[float])
    whole: float = 0.0


async def requests(port: int, path: str, body: bytes, *, connections: int, count: int) -> Times:
    """Send `count` requests over so many connections."""
    sent = (
        f"POST {path} HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\n"
        f"content-length: {len(body)}\r\n\r\n"
    ).encode() + body
    times = Times()
    left = iter(range(count))

    async def one() -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        for _ in left:
            begun = time.perf_counter()
            writer.write(sent)
            await _reply(reader)
            times.each.append(time.perf_counter() - begun)
        writer.close()
        await writer.wait_closed()

    begun = time.perf_counter()
    await asyncio.gather(*(one() for _ in range(connections)))
    times.whole = time.perf_counter() - begun
    return times


async def _reply(reader: asyncio.StreamReader) -> None:
    head = (await reader.readuntil(_AFTER)).lower()
    assert head.startswith(b"http/1.1 200"), head
    length = int(head.partition(b"content-length:")[2].partition(b"\r\n")[0])
    await reader.readexactly(length)


class Reading(asyncio.Protocol):
    """One reader of a stream: how late each token came, in seconds."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._rest = b""
        self.lags: list[float] = []
        self.begun = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        transport.write(f"GET {self._path} HTTP/1.1\r\nhost: localhost\r\n\r\n".encode())

    def data_received(self, data: bytes) -> None:
        now = time.monotonic_ns()
        if not self.begun.done() and b"retry:" in data:
            self.begun.set_result(None)
        *parts, self._rest = (self._rest + data).split(b"\n\n")
        for part in parts:
            if (at := part.find(MARK)) >= 0:
                sent = int(part[at + len(MARK) : at + 60].partition(b" ")[0])
                self.lags.append((now - sent) / 1e9)

    def close(self) -> None:
        self._transport.abort()


async def readers(port: int, paths: list[str]) -> list[Reading]:
    """One for each path; all have begun."""
    loop = asyncio.get_running_loop()
    made = [
        (await loop.create_connection(lambda path=path: Reading(path), "127.0.0.1", port))[1]
        for path in paths
    ]
    await asyncio.wait_for(asyncio.gather(*(each.begun for each in made)), 30)
    return made


def percentile(values: list[float], part: float) -> float:
    """The value that so many of them do not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(part * len(ordered)))]


def summary(values: list[float], scale: float = 1000) -> tuple[float, float]:
    """Median and 99th percentile, in milliseconds."""
    return median(values) * scale, percentile(values, 0.99) * scale
