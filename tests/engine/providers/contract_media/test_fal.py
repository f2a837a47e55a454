from engine.providers.fal.provider import Fal, fal_refusal
from engine.providers.http.client import Http
from tests.engine.providers.contract_media.contract import MediaContract
from tests.engine.providers.contract_media.hosted import FAST, HostedScenario
from tests.servers.fal_server import MODEL, FalServer
from tests.servers.job_server import JobServer


class FalScenario(HostedScenario):
    fake = FalServer

    @classmethod
    def http(cls, server: JobServer, **options: object) -> Http:
        return super().http(server, refused=fal_refusal, **options)

    def made(self, http: Http) -> Fal:
        return Fal("fal", http, model=MODEL, polling=FAST)


class TestFal(MediaContract):
    scenario = FalScenario
