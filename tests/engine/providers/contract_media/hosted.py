"""Scenarios of hosted providers: all stand before a `JobServer`."""

import json
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, ClassVar, Self

from engine.providers.hosted.polling import Polling
from engine.providers.http.auth import Auth
from engine.providers.http.client import Http
from engine.providers.http.retries import Retries
from engine.providers.media import MediaProvider
from tests.engine.providers.contract_media.scenario import KEY, Scenario
from tests.servers.job_server import JobServer
from tests.servers.web_server import reply

FAST = Polling(first=0.01, most=0.01)


class HostedScenario(Scenario):
    """A subclass names its fake in `fake`, its API's path in `base`, and makes its provider."""

    fake: ClassVar[type[JobServer]]
    base: ClassVar[str] = ""

    def __init__(self, server: Any, folder: Path) -> None:
        self.server: Any = server
        self.folder = folder
        server.key = KEY
        self.provider = self.made(self.http(server))

    def made(self, http: Http) -> MediaProvider:
        raise NotImplementedError

    @classmethod
    def http(cls, server: JobServer, **options: Any) -> Http:
        """A client with the key that tries once."""
        scheme = server.key_prefix.strip()
        auth = Auth(scheme, server.key_header, KEY)
        return Http(
            f"{server.url}{cls.base}",
            name="hosted",
            **{"auth": auth, "retries": Retries(attempts=1), **options},
        )

    @classmethod
    @asynccontextmanager
    async def running(cls) -> AsyncIterator[Self]:
        with tempfile.TemporaryDirectory() as folder:
            async with cls.fake() as server:
                self = cls(server, Path(folder))
                yield self
                await self.provider.close()

    def makes(self, *pictures: bytes) -> None:
        self.server.pictures = list(pictures)

    def refuses(self, status: int, body: bytes, kind: str = "application/json", **headers: str) -> None:
        self.server.refusal = reply(body, status=status, kind=kind, **headers)

    def error_body(self, message: str) -> bytes:
        return json.dumps({"detail": message}).encode()

    def never_ends(self) -> None:
        self.server.steps = None

    async def begun(self) -> None:
        await self.server.working.wait()

    async def stopped(self) -> None:
        await self.server.stopped.wait()

    def wants_another_key(self) -> None:
        self.server.key = "another"

    def gives_no_id(self) -> None:
        self.server.has_ids = False

    def fails(self, message: str) -> None:
        self.server.failure = message

    def lets_urls_expire(self) -> None:
        self.server.expired = True
