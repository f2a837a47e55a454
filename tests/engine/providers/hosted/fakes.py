"""A fake, a client of it, and what its provider gave."""

from collections.abc import AsyncIterator
from contextlib import aclosing
from typing import Any

from engine.providers.hosted.polling import Polling
from engine.providers.http.auth import Auth
from engine.providers.http.client import Http
from engine.providers.http.retries import Retries
from engine.providers.media import MediaEvent, MediaItem, MediaProgress, MediaProvider, MediaRequest
from tests.servers.job_server import JobServer

FAST = Polling(first=0.005, most=0.005)


def http(server: JobServer, base: str = "", **options: Any) -> Http:
    """A client that tries once."""
    auth = Auth(server.key_prefix.strip(), server.key_header, "key")
    return Http(
        f"{server.url}{base}", name="test", **{"auth": auth, "retries": Retries(attempts=1), **options}
    )


async def collect(
    provider: MediaProvider, request: MediaRequest, operation: str = "txt2img"
) -> list[MediaEvent]:
    """Everything a request gave, the provider closed."""
    async with aclosing(provider.generate(operation, request)) as events:
        return [event async for event in _all(events)]


def items(events: list[MediaEvent]) -> list[MediaItem]:
    return [event for event in events if isinstance(event, MediaItem)]


def words(events: list[MediaEvent]) -> list[str]:
    """What the progress said, each once."""
    return list(dict.fromkeys(e.message for e in events if isinstance(e, MediaProgress) and e.message))


async def _all(events: AsyncIterator[MediaEvent]) -> AsyncIterator[MediaEvent]:
    async for event in events:
        yield event
