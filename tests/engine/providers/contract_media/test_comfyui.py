import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from engine.providers.comfyui.node_errors import refused
from engine.providers.comfyui.provider import ComfyUI
from engine.providers.http.auth import Auth
from engine.providers.http.client import Http
from engine.providers.http.retries import Retries
from tests.engine.providers.contract_media.contract import MediaContract
from tests.engine.providers.contract_media.scenario import KEY, Scenario
from tests.servers.comfyui_server import ComfyUIServer
from tests.servers.web_server import reply


class ComfyUIScenario(Scenario):
    """ComfyUI behind something that asks for a key."""

    sockets = True

    def __init__(self, server: ComfyUIServer) -> None:
        self.server = server
        server.sockets_work = self.sockets
        auth = Auth.bearer(KEY)
        http = Http(
            f"http://127.0.0.1:{server.port}",
            name="comfyui",
            auth=auth,
            retries=Retries(attempts=1),
            refused=refused,
        )
        self.provider = ComfyUI("comfyui", http, auth=auth, poll=0.01)

    @classmethod
    @asynccontextmanager
    async def running(cls) -> AsyncIterator["ComfyUIScenario"]:
        async with ComfyUIServer() as server:
            self = cls(server)
            yield self
            await self.provider.close()

    def makes(self, *pictures: bytes) -> None:
        self.server.pictures = list(pictures)

    def refuses(self, status: int, body: bytes, kind: str = "application/json", **headers: str) -> None:
        self.server.refusal = reply(body, status=status, kind=kind, **headers)

    def error_body(self, message: str) -> bytes:
        error = {"type": "invalid_prompt", "message": message, "details": "", "extra_info": {}}
        return json.dumps({"error": error, "node_errors": {}}).encode()

    def fails(self, message: str) -> None:
        self.server.failure = message

    def gives_no_id(self) -> None:
        self.server.gives_id = False

    def lets_urls_expire(self) -> None:
        self.server.answer("/view", reply(b"", status=404))

    def never_ends(self) -> None:
        self.server.endless = True

    async def begun(self) -> None:
        await self.server.working.wait()

    async def stopped(self) -> None:
        await self.server.interrupted.wait()

    def wants_another_key(self) -> None:
        self.refuses(401, self.error_body(f"{KEY} is wrong"))


class WithoutSocket(ComfyUIScenario):
    """Something between us and ComfyUI lets no websocket through."""

    sockets = False

    def tells_progress(self) -> bool:
        return False


class TestComfyUI(MediaContract):
    scenario = ComfyUIScenario


class TestComfyUIWithoutSocket(MediaContract):
    scenario = WithoutSocket
