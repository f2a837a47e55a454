from engine.providers.http.client import Http
from engine.providers.replicate.provider import Replicate
from tests.engine.providers.contract_media.contract import MediaContract
from tests.engine.providers.contract_media.hosted import FAST, HostedScenario
from tests.servers.replicate_server import ReplicateServer


class ReplicateScenario(HostedScenario):
    fake = ReplicateServer
    base = "/v1"

    def made(self, http: Http) -> Replicate:
        return Replicate("replicate", http, folder=self.folder, model="stability-ai/sdxl", polling=FAST)


class TestReplicate(MediaContract):
    scenario = ReplicateScenario
