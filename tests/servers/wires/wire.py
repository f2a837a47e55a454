"""A protocol as a server writes it, and the scripts that every protocol has."""

import asyncio
from typing import Any, Protocol

from tests.servers.chat_server import Exchange, Script

INPUT, OUTPUT, CACHED = 7, 3, 2
"""The tokens that each `end` tells of."""


Call = tuple[str, tuple[str, ...]]
"""The name of a tool, and its arguments as JSON in pieces."""


class Wire(Protocol):
    """Bytes of one protocol. A reply is `begin`, any number of `token`, `end`."""

    kind: str
    """Of the provider that speaks it."""
    options: dict[str, Any]
    """What else its settings need."""
    base: str
    """Where paths begin at the server."""
    path: str
    media_type: str
    key_header: str
    malformed: bytes
    """An event that makes no sense."""

    def begin(self) -> bytes: ...

    def token(self, text: str) -> bytes: ...

    def end(self, finish: str = "stop") -> bytes:
        """`finish` is `stop` or `length`."""
        ...

    def refusal(self) -> bytes:
        """The rest of a reply of a model that declines."""
        ...

    def error(self, message: str) -> bytes:
        """A failure in the middle of a stream."""
        ...

    def error_body(self, message: str) -> Any:
        """The JSON beside a bad status."""
        ...

    def structured(self, *pieces: str) -> bytes:
        """A whole reply to a request with a schema."""
        ...

    def calling(self, text: str, *calls: Call, cut: bool = False) -> bytes:
        """A whole reply that says `text`, if any, and calls tools; `cut` in the last one's arguments."""
        ...

    def unstreamed(self, text: str, *calls: Call) -> Any:
        """The JSON of a server that ignored `stream`."""
        ...

    def tools_in(self, body: dict[str, Any]) -> list[tuple[str, str, Any]]:
        """Name, description and schema of the tools that a request offers."""
        ...

    def turns_in(self, body: dict[str, Any]) -> list[tuple[str, str]]:
        """Role and text of the messages of a request, without the system's."""
        ...

    def schema_in(self, body: dict[str, Any]) -> Any:
        """The schema that a request has."""
        ...

    def limit_in(self, body: dict[str, Any]) -> Any:
        """The most tokens that a request allows."""
        ...


def whole(wire: Wire, *tokens: str, finish: str = "stop") -> bytes:
    """A reply with nothing wrong."""
    return wire.begin() + b"".join(wire.token(each) for each in tokens) + wire.end(finish)


def turns(messages: list[dict[str, Any]]) -> list[tuple[str, str]]:
    """Role and text of messages as most APIs have them."""
    return [(each["role"], each["content"]) for each in messages if each["role"] != "system"]


def body(wire: Wire, *parts: bytes, piece: int = 0) -> Script:
    """Send `parts` and end well; with `piece`, in writes of so many bytes."""

    async def script(exchange: Exchange) -> None:
        exchange.head(headers={"content-type": wire.media_type})
        data = b"".join(parts)
        pieces = [data[at : at + piece] for at in range(0, len(data), piece)] if piece else parts
        for each in pieces:
            exchange.send(each)
            await exchange.writer.drain()
        exchange.end()

    return script


def dropped(wire: Wire, *parts: bytes) -> Script:
    """Send `parts`, then the connection is gone."""

    async def script(exchange: Exchange) -> None:
        exchange.head(headers={"content-type": wire.media_type})
        for each in parts:
            exchange.send(each)
        await exchange.writer.drain()

    return script


def silent_after(wire: Wire, *parts: bytes) -> Script:
    """Send `parts`, then nothing until the client leaves."""

    async def script(exchange: Exchange) -> None:
        exchange.head(headers={"content-type": wire.media_type})
        for each in parts:
            exchange.send(each)
        await exchange.client_left()

    return script


def when(gate: asyncio.Event, arrived: asyncio.Event, script: Script) -> Script:
    """Say that a request arrived, and answer it once the gate is open."""

    async def later(exchange: Exchange) -> None:
        arrived.set()
        await gate.wait()
        await script(exchange)

    return later
