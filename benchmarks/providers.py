"""What a text provider costs for each streamed token, over raw httpx reading of the same stream."""

import asyncio
import gc
import json
import tempfile
import time
from collections.abc import Awaitable, Callable
from contextlib import aclosing
from pathlib import Path
from typing import Any

from benchmarks.measures import Case, Figure, Sample, Scenario
from benchmarks.wire_server import PATHS, TOKENS, WireServer
from engine.config import Config
from engine.providers.directory import Providers
from engine.providers.registry import settings_of
from engine.providers.text import Message, TextDelta, TextProvider, TextRequest

_KINDS = {"chat": "openai", "anthropic": "anthropic", "ollama": "ollama"}
_ASK = TextRequest((Message("user", "Go on."),))


def _provider(protocol: str, server: WireServer, home: Path) -> tuple[Providers, TextProvider]:
    kind = _KINDS[protocol]
    table: dict[str, Any] = {"kind": kind, "base_url": server.base_url(protocol), "model": "m"}
    found = Providers(home, Config(providers={"bench": settings_of(kind).model_validate(table)}))
    return found, found.text("bench")


async def _ours(provider: TextProvider) -> None:
    pieces: list[str] = []
    async with aclosing(provider.generate(_ASK)) as reply:
        async for part in reply:
            if isinstance(part, TextDelta):
                pieces.append(part.text)
    assert len("".join(pieces)) > TOKENS


async def _raw(client: Any, url: str) -> None:
    async with client.stream("POST", url, json={"model": "m"}) as reply:
        size = 0
        async for chunk in reply.aiter_bytes():
            size += len(chunk)
    assert size > TOKENS


async def _plain(client: Any, url: str) -> None:
    """The shortest program that has the tokens: each line split off and parsed."""
    async with client.stream("POST", url, json={"model": "m"}) as reply:
        events = 0
        async for line in reply.aiter_lines():
            data = line.removeprefix("data: ")
            if data.startswith("{"):
                json.loads(data)
                events += 1
    assert events >= TOKENS


async def _spent(work: Callable[[], Awaitable[None]]) -> float:
    """CPU of this process in µs a token; the server is another process."""
    gc.collect()
    before = time.process_time()
    await work()
    return (time.process_time() - before) / TOKENS * 1e6


async def _measured(protocol: str) -> Sample:
    import httpx

    with WireServer() as server, tempfile.TemporaryDirectory() as home:
        found, provider = _provider(protocol, server, Path(home))
        url = server.url(protocol)
        async with httpx.AsyncClient(trust_env=False) as client:
            # Once unmeasured: the first request imports and connects.
            await _raw(client, url)
            await _ours(provider)
            raw = await _spent(lambda: _raw(client, url))
            plain = await _spent(lambda: _plain(client, url))
            ours = await _spent(lambda: _ours(provider))
        await found.close()
    return {"raw": raw, "plain": plain, "ours": ours, "over": ours - raw}


def _case(protocol: str) -> Case:
    return Case(protocol, lambda: asyncio.run(_measured(protocol)))


def scenario() -> Scenario:
    """A reply of 5,000 tokens through each text provider, and read raw."""
    figures: list[Figure] = []
    for protocol in PATHS:
        figures += [
            Figure(f"{protocol}, raw httpx", protocol, "raw", "µs"),
            Figure(f"{protocol}, httpx lines and json.loads", protocol, "plain", "µs"),
            Figure(f"{protocol}, provider", protocol, "ours", "µs"),
            Figure(f"{protocol}, provider over raw httpx", protocol, "over", "µs", goal=10),
        ]
    return Scenario(
        "Text providers",
        f"CPU of the client for each of {TOKENS:,} tokens from a loopback server at full speed, each token "
        "an HTTP chunk of its own.",
        [_case(protocol) for protocol in PATHS],
        figures,
    )
