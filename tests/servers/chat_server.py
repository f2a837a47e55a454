"""A chat server for tests: real sockets, OpenAI's wire format, faults on demand.

    async with ChatServer() as server:
        server.answer(text("Hello"), status(500))
        provider = OpenAICompatible("test", server.url)

Each request takes the next script of `answer`; the last one answers all that follow.
"""

import asyncio
import contextlib
import json
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Self

DONE = b"data: [DONE]\n\n"


@dataclass
class Request:
    """What a client sent."""

    path: str
    headers: dict[str, str]
    body: dict[str, Any]


@dataclass
class Exchange:
    """One request and the means to answer it."""

    request: Request
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    left: asyncio.Event
    chunked: bool = field(default=False, init=False)

    def head(
        self, status: int = 200, headers: dict[str, str] | None = None, *, length: int | None = None
    ) -> None:
        """Write the status line and headers; without `length` the body is chunked."""
        lines = {"content-type": "text/event-stream", "connection": "close", **(headers or {})}
        self.chunked = length is None
        if self.chunked:
            lines["transfer-encoding"] = "chunked"
        else:
            lines["content-length"] = str(length)
        head = "".join(f"{key}: {value}\r\n" for key, value in lines.items())
        self.writer.write(f"HTTP/1.1 {status} Whatever\r\n{head}\r\n".encode())

    def send(self, data: bytes) -> None:
        """Write one HTTP chunk; an empty one would end the body."""
        if not data:
            return
        self.writer.write(b"%x\r\n%s\r\n" % (len(data), data) if self.chunked else data)

    def end(self) -> None:
        """Say that the body is complete."""
        if self.chunked:
            self.writer.write(b"0\r\n\r\n")

    async def client_left(self) -> None:
        """Return when the client closes the connection."""
        with contextlib.suppress(ConnectionError):
            while await self.reader.read(1024):
                pass
        self.left.set()


Script = Callable[[Exchange], Awaitable[None]]


class ChatServer:
    """Listens on a free loopback port; `requests` is what came, in order."""

    def __init__(self) -> None:
        self.requests: list[Request] = []
        self.open_connections = 0
        self.client_closed = asyncio.Event()
        """Set when a client goes away while it is being answered."""
        self._scripts: list[Script] = []

    def answer(self, *scripts: Script) -> None:
        """Answer the coming requests with `scripts`, in order."""
        self._scripts = list(scripts)

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        host, port = self._server.sockets[0].getsockname()
        self.url = f"http://{host}:{port}/v1"
        return self

    async def __aexit__(self, *_: object) -> None:
        self._server.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.open_connections += 1
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
            headers = {k.lower(): v for k, v in (line.split(": ", 1) for line in head[1:] if line)}
            body = await reader.readexactly(int(headers.get("content-length", "0")))
            request = Request(head[0].split()[1], headers, json.loads(body or b"{}"))
            self.requests.append(request)
            script = self._scripts.pop(0) if len(self._scripts) > 1 else self._scripts[0]
            await script(Exchange(request, reader, writer, self.client_closed))
            await writer.drain()
        except (ConnectionError, asyncio.IncompleteReadError):
            self.client_closed.set()
        finally:
            self.open_connections -= 1
            writer.close()


def chunk(content: str | None = None, finish: str | None = None, **delta: Any) -> bytes:
    """Return the event of one `chat.completion.chunk`."""
    if content is not None:
        delta["content"] = content
    event = {
        "id": "chatcmpl-1",
        "object": "chat.completion.chunk",
        "created": 1,
        "model": "test-model",
        "choices": [{"index": 0, "delta": delta, "finish_reason": finish}],
    }
    return f"data: {json.dumps(event, ensure_ascii=False)}\n\n".encode()


FIRST = chunk(role="assistant").replace(b'"role": "assistant"', b'"role": "assistant", "content": null')
USAGE = (
    b'data: {"choices": [], "usage": {"prompt_tokens": 7, "completion_tokens": 3, "total_tokens": 10}}\n\n'
)


def events(*parts: bytes, one_chunk: bool = False) -> Script:
    """Send `parts` as the whole body, each its own HTTP chunk unless `one_chunk`."""

    async def script(exchange: Exchange) -> None:
        exchange.head()
        for part in [b"".join(parts)] if one_chunk else parts:
            exchange.send(part)
        exchange.end()

    return script


def text(*tokens: str, finish: str = "stop") -> Script:
    """A reply as llama.cpp sends it, all of it right."""
    return events(FIRST, *(chunk(token) for token in tokens), chunk(finish=finish), USAGE, DONE)


def truncated(*tokens: str) -> Script:
    """A clean close, with no terminal marker."""
    return events(FIRST, *(chunk(token) for token in tokens))


def dropped(*tokens: str) -> Script:
    """The connection ends in the middle of the chunked body."""

    async def script(exchange: Exchange) -> None:
        exchange.head()
        for token in tokens:
            exchange.send(chunk(token))
        await exchange.writer.drain()

    return script


async def hung_up(exchange: Exchange) -> None:
    """The connection ends before any byte of an answer."""


def in_pieces(body: bytes, size: int) -> Script:
    """Send `body` in network writes of `size` bytes: lines and characters are cut."""

    async def script(exchange: Exchange) -> None:
        exchange.head()
        for start in range(0, len(body), size):
            exchange.send(body[start : start + size])
            await exchange.writer.drain()
        exchange.end()

    return script


def paced(tokens: Sequence[str], seconds: float) -> Script:
    """One token every `seconds`."""

    async def script(exchange: Exchange) -> None:
        exchange.head()
        for token in tokens:
            exchange.send(chunk(token))
            await exchange.writer.drain()
            await asyncio.sleep(seconds)
        for part in (chunk(finish="stop"), DONE):
            exchange.send(part)
        exchange.end()

    return script


async def stall(exchange: Exchange) -> None:
    """One token, then silence until the client leaves."""
    exchange.head()
    exchange.send(chunk("So"))
    await exchange.client_left()


async def endless(exchange: Exchange) -> None:
    """Tokens until the client leaves."""
    exchange.head()
    left = asyncio.ensure_future(exchange.client_left())
    while not left.done():
        exchange.send(chunk("on and "))
        await exchange.writer.drain()
        await asyncio.sleep(0.001)


async def silent(exchange: Exchange) -> None:
    """No answer at all until the client leaves."""
    await exchange.client_left()


def status(code: int, body: Any = None, headers: dict[str, str] | None = None) -> Script:
    """A plain answer: JSON, or text when `body` is a str."""
    data = body.encode() if isinstance(body, str) else json.dumps(body).encode()
    kind = "text/html" if isinstance(body, str) else "application/json"

    async def script(exchange: Exchange) -> None:
        exchange.head(code, {"content-type": kind, **(headers or {})}, length=len(data))
        exchange.send(data)

    return script
