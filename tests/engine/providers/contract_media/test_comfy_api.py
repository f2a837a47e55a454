import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from engine.providers.comfy_api.provider import ComfyApi
from engine.providers.comfy_api.refusals import refused
from engine.providers.hosted.polling import Polling
from engine.providers.http.auth import Auth
from engine.providers.http.client import Http
from engine.providers.http.retries import Retries
from tests.engine.providers.contract_media.contract import MediaContract
from tests.engine.providers.contract_media.scenario import KEY, Scenario
from tests.servers.comfy_api_server import ComfyApiServer
from tests.servers.web_server import reply


class ComfyApiScenario(Scenario):
    """A server with events."""

    events = True

    def __init__(self, server: ComfyApiServer) -> None:
        self.server = server
        server.events = self.events
        http = Http(
            f"http://127.0.0.1:{server.port}",
            name="comfy",
            auth=Auth.bearer(KEY),
            retries=Retries(attempts=1),
            refused=refused,
        )
        self.provider = ComfyApi("comfy", http, model="dream", polling=Polling(first=0.01, growth=1))

    @classmethod
    @asynccontextmanager
    async def running(cls) -> AsyncIterator["ComfyApiScenario"]:
        async with ComfyApiServer() as server:
            self = cls(server)
            yield self
            await self.provider.close()

    def makes(self, *pictures: bytes) -> None:
        self.server.pictures = list(pictures)

    def refuses(self, status: int, body: bytes, kind: str = "application/json", **headers: str) -> None:
        self.server.refusal = reply(body, status=status, kind=kind, **headers)

    def error_body(self, message: str) -> bytes:
        return json.dumps({"error": {"code": "some_code", "message": message, "details": None}}).encode()

    def fails(self, message: str) -> None:
        self.server.failure = {"code": "node_execution_error", "message": message, "node_id": "5"}

    def gives_no_id(self) -> None:
        self.server.gives_id = False

    def lets_urls_expire(self) -> None:
        self.server.expired = {"files", "fresh"}

    def never_ends(self) -> None:
        self.server.endless = True

    async def begun(self) -> None:
        await self.server.working.wait()

    async def stopped(self) -> None:
        await self.server.cancelled.wait()

    def wants_another_key(self) -> None:
        self.refuses(401, self.error_body(f"{KEY} is wrong"))


class WithoutEvents(ComfyApiScenario):
    """A server that has to be asked."""

    events = False


class TestComfyApi(MediaContract):
    scenario = ComfyApiScenario


class TestComfyApiWithoutEvents(MediaContract):
    scenario = WithoutEvents
