import json
from pathlib import Path

from engine.providers.http.client import Http
from engine.providers.media import MediaRequest
from engine.providers.openai_images.provider import OpenAIImages
from engine.providers.openai_images.refusals import images_refusal
from tests.engine.providers.contract_media.contract import MediaContract
from tests.engine.providers.contract_media.hosted import HostedScenario
from tests.engine.providers.contract_media.scenario import lacks
from tests.servers.job_server import JobServer
from tests.servers.openai_images_server import OpenAIImagesServer


class Streamed(HostedScenario):
    """OpenAI's own models: a stream for each picture."""

    fake = OpenAIImagesServer
    base = "/v1"
    model = "gpt-image-2"

    @classmethod
    def http(cls, server: JobServer, **options: object) -> Http:
        return super().http(server, refused=images_refusal, **options)

    def made(self, http: Http) -> OpenAIImages:
        return OpenAIImages("openai_images", http, model=self.model)

    def seeds(self, request: MediaRequest) -> list[int]:
        return [0] * request.count  # there are none

    def error_body(self, message: str) -> bytes:
        return json.dumps({"error": {"message": message, "type": "invalid_request_error"}}).encode()

    def gives_no_id(self) -> None:
        lacks("id")

    def lets_urls_expire(self) -> None:
        lacks("address of a picture")


class Whole(Streamed):
    """Servers that speak the same API without streams, such as those for Stable Diffusion."""

    model = "sdxl"

    def fails(self, message: str) -> None:
        lacks("failure after the beginning")


class ByAddress(Whole):
    """The same with addresses of pictures instead of pictures."""

    def __init__(self, server: OpenAIImagesServer, folder: Path) -> None:
        server.urls = True
        super().__init__(server, folder)

    def lets_urls_expire(self) -> None:
        self.server.expired = True


class TestStreamed(MediaContract):
    scenario = Streamed


class TestWhole(MediaContract):
    scenario = Whole


class TestByAddress(MediaContract):
    scenario = ByAddress
