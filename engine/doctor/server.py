"""A server: whether it answers, how fast, whether it is of this version and agrees about the time."""

import asyncio
import time
from collections.abc import AsyncIterator
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any

import httpx

from engine.access.kept_tokens import OpenToOthers, find_token
from engine.doctor.finding import Finding
from engine.providers.http.addresses import is_loopback, split
from engine.version import program

SECONDS = 5.0
TIMES = 5
SKEW = 5.0
"""Seconds between two clocks from which on it is said; the header has whole seconds."""
_SLOW = 0.3
_REFUSED = (401, 403)


async def look_at_server(shown: str, home: Path) -> AsyncIterator[Finding]:
    """The server at an address, as `--server` takes it."""
    try:
        async with _client(shown) as client:
            began, wall = time.monotonic(), time.time()
            reply = await client.get("/health")
            took = [time.monotonic() - began]
            yield _version(shown, reply)
            if (skew := _skew(reply, wall)) is not None:
                yield skew
            for _ in range(TIMES):
                began = time.monotonic()
                await client.get("/health")
                took.append(time.monotonic() - began)
            yield _latency(sorted(took[1:]))
            yield _ready(await client.get("/ready"))
            yield await _allowed(client, shown, home)
    except (httpx.HTTPError, httpx.InvalidURL, OSError) as error:
        says = f"{shown} cannot be reached: {str(error) or type(error).__name__}"
        yield Finding("server", "failed", says, "Is `reroll serve` running there? Is the address right?")


def _client(shown: str) -> httpx.AsyncClient:
    path = shown.removeprefix("unix:")
    if path != shown or shown.startswith(("/", "~", "./")):
        socket = httpx.AsyncHTTPTransport(uds=str(Path(path).expanduser()), verify=False)
        return httpx.AsyncClient(base_url="http://localhost", transport=socket, timeout=SECONDS)
    parts = split(shown)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise httpx.InvalidURL("for example http://127.0.0.1:8377, or the path of a socket")
    local = is_loopback(parts.hostname)
    return httpx.AsyncClient(base_url=shown.rstrip("/"), timeout=SECONDS, trust_env=not local)


def _version(shown: str, reply: httpx.Response) -> Finding:
    try:
        theirs: Any = reply.json()["program"]
    except (ValueError, KeyError, TypeError):
        theirs = ""
    if not str(theirs).startswith("reroll"):
        says = f"what answers at {shown} is no Reroll server ({reply.status_code})"
        return Finding("server", "failed", says, "Check the address, and the proxy in front of it.")
    if theirs != program():
        todo = "Install the same version here and there."
        return Finding("server", "warning", f"{theirs} there, {program()} here", todo)
    return Finding("server", "ok", f"{theirs} answers at {shown}")


def _skew(reply: httpx.Response, wall: float) -> Finding | None:
    try:
        theirs = parsedate_to_datetime(reply.headers["date"]).timestamp()
    except (KeyError, ValueError):
        return None
    apart = theirs - wall
    if abs(apart) > SKEW:
        todo = "Set both clocks by NTP: times of results and of tokens' ends are off."
        return Finding("clock", "warning", f"the server's is {apart:+.0f} s off this one", todo)
    return Finding("clock", "ok", "as the server's")


def _latency(took: list[float]) -> Finding:
    middle = took[len(took) // 2]
    says = f"{1000 * middle:.1f} ms for a reply, {1000 * took[-1]:.1f} ms at most"
    if middle > _SLOW:
        todo = "Keys will feel slow: is the network, or the server, busy?"
        return Finding("latency", "warning", says, todo)
    return Finding("latency", "ok", says)


def _ready(reply: httpx.Response) -> Finding:
    if reply.is_success:
        return Finding("server's store", "ok", "ready")
    return Finding("server's store", "failed", reply.text[:200], "Look at the server's log.")


async def _allowed(client: httpx.AsyncClient, shown: str, home: Path) -> Finding:
    try:
        token = await asyncio.to_thread(find_token, home, shown)
    except OpenToOthers as error:
        return Finding("token", "failed", str(error))
    headers = {"authorization": f"Bearer {token}"} if token else {}
    if token and client.base_url.scheme != "https" and not is_loopback(client.base_url.host):
        says = "it would go over the network in plain text"
        return Finding("token", "failed", says, "Use https, or ssh -L.")
    reply = await client.post("/api/sessions/list", json={"limit": 1}, headers=headers)
    if reply.status_code in _REFUSED:
        todo = f"`reroll token keep {shown}`, with one that an admin made there."
        return Finding("token", "failed", "the server wants one" if not token else "it is refused", todo)
    return Finding("token", "ok", "let in" if token else "none is needed")
