import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from engine.providers.sketch.provider import SketchProvider
from tests.engine.providers.contract_media.contract import MediaContract
from tests.engine.providers.contract_media.scenario import Scenario, lacks


class SketchScenario(Scenario):
    """The painter is its own server, and cannot refuse anything."""

    params = {"width": 96, "height": 64, "stylization": 0}
    provider: SketchProvider

    @classmethod
    @asynccontextmanager
    async def running(cls) -> AsyncIterator["SketchScenario"]:
        self = cls()
        self.provider = SketchProvider()
        try:
            yield self
        finally:
            await self.provider.close()

    def makes(self, *pictures: bytes) -> None:
        pass

    def made_itself(self) -> bool:
        return True

    def refuses(self, status: int, body: bytes, kind: str = "", **headers: str) -> None:
        lacks("server")

    def error_body(self, message: str) -> bytes:
        lacks("server")

    def wants_another_key(self) -> None:
        lacks("key")

    def never_ends(self) -> None:
        self.params = {"width": 1280, "height": 1280, "stylization": 1000}

    async def begun(self) -> None:
        while not self.provider.worker_pids:  # noqa: ASYNC110 another process sets no event
            await asyncio.sleep(0.01)

    async def stopped(self) -> None:
        while self.provider.worker_pids:  # noqa: ASYNC110 the same
            await asyncio.sleep(0.01)


class TestSketch(MediaContract):
    scenario = SketchScenario
