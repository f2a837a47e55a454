import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from engine.providers.hosted.polling import Polling
from engine.providers.http.auth import Auth
from engine.providers.http.client import Http
from engine.providers.http.retries import Retries
from engine.providers.stable_diffusion_cpp.provider import StableDiffusionCpp
from tests.engine.providers.contract_media.contract import MediaContract
from tests.engine.providers.contract_media.scenario import KEY, Scenario, lacks
from tests.servers.stable_diffusion_cpp_server import StableDiffusionCppServer
from tests.servers.web_server import reply


class StableDiffusionCppScenario(Scenario):
    """The server with jobs, behind something that asks for a key."""

    jobs = True

    def __init__(self, server: StableDiffusionCppServer) -> None:
        self.server = server
        http = Http(
            f"http://127.0.0.1:{server.port}",
            name="sdcpp",
            auth=Auth.bearer(KEY),
            retries=Retries(attempts=1),
        )
        self.provider = StableDiffusionCpp("sdcpp", http, polling=Polling(first=0.01, growth=1))

    @classmethod
    @asynccontextmanager
    async def running(cls) -> AsyncIterator["StableDiffusionCppScenario"]:
        async with StableDiffusionCppServer(jobs=cls.jobs) as server:
            self = cls(server)
            yield self
            await self.provider.close()

    def makes(self, *pictures: bytes) -> None:
        self.server.pictures = list(pictures)

    def refuses(self, status: int, body: bytes, kind: str = "application/json", **headers: str) -> None:
        self.server.refusal = reply(body, status=status, kind=kind, **headers)

    def error_body(self, message: str) -> bytes:
        return json.dumps({"error": message}).encode()

    def fails(self, message: str) -> None:
        self.server.failure = message

    def gives_no_id(self) -> None:
        self.server.id = None

    def never_ends(self) -> None:
        self.server.looks = None

    async def begun(self) -> None:
        await self.server.working.wait()

    async def stopped(self) -> None:
        await self.server.cancelled.wait()

    def wants_another_key(self) -> None:
        self.refuses(401, self.error_body(f"{KEY} is wrong"))

    def tells_progress(self) -> bool:
        return False


class WithoutJobs(StableDiffusionCppScenario):
    """An older server."""

    jobs = False

    def fails(self, message: str) -> None:
        lacks("failure after the beginning")

    def gives_no_id(self) -> None:
        lacks("id")


class TestStableDiffusionCpp(MediaContract):
    scenario = StableDiffusionCppScenario


class TestStableDiffusionCppWithoutJobs(MediaContract):
    scenario = WithoutJobs
