import base64
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from engine.providers.automatic1111.provider import Automatic1111
from engine.providers.automatic1111.refusals import refused
from engine.providers.http.auth import Auth
from engine.providers.http.client import Http
from engine.providers.http.retries import Retries
from tests.engine.providers.contract_media.contract import MediaContract
from tests.engine.providers.contract_media.scenario import KEY, Scenario
from tests.servers.automatic1111_server import Automatic1111Server
from tests.servers.web_server import reply


class Automatic1111Scenario(Scenario):
    """The web UI with `--api-auth me:KEY`."""

    def __init__(self, server: Automatic1111Server) -> None:
        self.server = server
        http = Http(
            f"http://127.0.0.1:{server.port}",
            name="a1111",
            auth=Auth.basic("me", KEY),
            retries=Retries(attempts=1),
            refused=refused,
        )
        self.provider = Automatic1111("a1111", http, poll=0.01)

    @classmethod
    @asynccontextmanager
    async def running(cls) -> AsyncIterator["Automatic1111Scenario"]:
        async with Automatic1111Server() as server:
            self = cls(server)
            yield self
            await self.provider.close()

    def makes(self, *pictures: bytes) -> None:
        self.server.pictures = list(pictures)

    def refuses(self, status: int, body: bytes, kind: str = "application/json", **headers: str) -> None:
        self.server.refusal = reply(body, status=status, kind=kind, **headers)

    def error_body(self, message: str) -> bytes:
        encoded = base64.b64encode(f"me:{KEY}".encode()).decode()
        said = {"error": "HTTPException", "detail": f"{message} {encoded}", "body": "", "errors": ""}
        return json.dumps(said).encode()

    def never_ends(self) -> None:
        self.server.steps = None

    async def begun(self) -> None:
        await self.server.working.wait()

    async def stopped(self) -> None:
        await self.server.interrupted.wait()

    def wants_another_key(self) -> None:
        self.refuses(401, json.dumps({"detail": f"not {KEY}"}).encode())


class TestAutomatic1111(MediaContract):
    scenario = Automatic1111Scenario
