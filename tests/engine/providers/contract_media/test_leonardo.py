import json

from engine.providers.http.client import Http
from engine.providers.leonardo.provider import Leonardo
from engine.providers.media import MediaRequest
from tests.engine.providers.contract_media.contract import MediaContract
from tests.engine.providers.contract_media.hosted import FAST, HostedScenario
from tests.engine.providers.contract_media.scenario import lacks
from tests.servers.leonardo_server import BASE, LeonardoServer


class LeonardoScenario(HostedScenario):
    fake = LeonardoServer
    base = BASE

    def made(self, http: Http) -> Leonardo:
        return Leonardo("leonardo", http, polling=FAST)

    def seeds(self, request: MediaRequest) -> list[int]:
        return [request.seed] * request.count  # one for a whole generation

    def error_body(self, message: str) -> bytes:
        return json.dumps({"error": message, "path": "$", "code": "validation-failed"}).encode()

    def tells_progress(self) -> bool:
        return False

    async def stopped(self) -> None:
        lacks("way to cancel")


class TestLeonardo(MediaContract):
    scenario = LeonardoScenario
