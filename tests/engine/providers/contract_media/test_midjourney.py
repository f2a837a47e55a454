import json

from engine.providers.http.client import Http
from engine.providers.midjourney.provider import Midjourney
from tests.engine.providers.contract_media.contract import MediaContract
from tests.engine.providers.contract_media.hosted import FAST, HostedScenario
from tests.engine.providers.contract_media.scenario import lacks
from tests.servers.midjourney_server import MidjourneyServer


class MidjourneyScenario(HostedScenario):
    fake = MidjourneyServer

    def made(self, http: Http) -> Midjourney:
        return Midjourney("midjourney", http, polling=FAST)

    def error_body(self, message: str) -> bytes:
        return json.dumps({"code": 4, "message": message}).encode()

    async def stopped(self) -> None:
        lacks("way to cancel")


class TestMidjourney(MediaContract):
    scenario = MidjourneyScenario
