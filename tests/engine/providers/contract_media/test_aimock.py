"""Media providers against aimock, which plays OpenAI's images API and fal's queue."""

import asyncio
import base64
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, ClassVar, Self

import pytest

from engine.providers.fal.provider import Fal, fal_refusal
from engine.providers.hosted.polling import Polling
from engine.providers.http.auth import Auth
from engine.providers.http.client import Http
from engine.providers.http.retries import Retries
from engine.providers.media import MediaProgress, MediaProvider, MediaRequest
from engine.providers.openai_images.provider import OpenAIImages
from engine.providers.openai_images.refusals import images_refusal
from engine.providers.picture import Picture
from tests.engine.providers.contract_media.contract import MediaContract, collect, items
from tests.engine.providers.contract_media.hosted import FAST
from tests.engine.providers.contract_media.pictures import picture
from tests.engine.providers.contract_media.scenario import KEY, Scenario, lacks
from tests.servers.aimock.aimock_server import Aimock
from tests.servers.web_server import WebServer, reply


class AimockScenario(Scenario):
    """`storage` is where results lie that are named by their address."""

    base: ClassVar[str]
    endpoint: ClassVar[str]
    """aimock's name for the API."""

    def __init__(self, aimock: Aimock, storage: WebServer) -> None:
        self.aimock = aimock
        self.storage = storage
        self.provider = self.made(KEY)

    def made(self, key: str) -> MediaProvider:
        raise NotImplementedError

    @classmethod
    @asynccontextmanager
    async def before(cls, aimock: Aimock) -> AsyncIterator[Self]:
        """The scenario with its provider, which is closed in the end."""
        async with WebServer() as storage:
            self = cls(aimock, storage)
            yield self
            await self.provider.close()

    def http(self, key: str, **options: Any) -> Http:
        retries = Retries(attempts=1)
        return Http(f"{self.aimock.url}{self.base}", name="aimock", **{"retries": retries, **options})

    def refuses(self, status: int, body: bytes, kind: str = "application/json", **headers: str) -> None:
        if kind != "application/json":
            lacks("answer that is no JSON")
        wait = {"retryAfter": int(headers["retry_after"])} if headers else {}
        message = json.loads(body)["error"]["message"]
        self.aimock.refuse(status, message, {"endpoint": self.endpoint}, **wait)

    def error_body(self, message: str) -> bytes:
        return json.dumps({"error": {"message": message}}).encode()

    def wants_another_key(self) -> None:
        self.provider = self.made("another-key")

    def lies(self, data: bytes, number: int) -> str:
        """The address of a result."""
        self.storage.answer(f"/{number}.png", reply(data, kind="image/png"))
        return f"http://127.0.0.1:{self.storage.port}/{number}.png"

    def lets_urls_expire(self) -> None:
        for number in range(4):
            self.storage.answer(f"/{number}.png", reply(b"gone", status=403, kind="text/plain"))


class Images(AimockScenario):
    """It answers with as many pictures as were said, whatever is asked for, and never streams."""

    base = "/v1"
    endpoint = "image"
    model = "sdxl"

    def made(self, key: str) -> OpenAIImages:
        http = self.http(key, auth=Auth.bearer(key), refused=images_refusal)
        return OpenAIImages("openai_images", http, model=self.model)

    def makes(self, *pictures: bytes) -> None:
        self.aimock.answer({"images": [self.entry(data, number) for number, data in enumerate(pictures)]})

    def entry(self, data: bytes, _number: int) -> dict[str, str]:
        return {"b64Json": base64.b64encode(data).decode()}

    def seeds(self, request: MediaRequest) -> list[int]:
        return [0] * request.count  # there are none

    def never_ends(self) -> None:
        lacks("way to see that a request is there before it is answered")

    def lets_urls_expire(self) -> None:
        lacks("address of a picture")


class StreamAsked(Images):
    """A model that streams, on a server that does not: each picture is a request."""

    model = "gpt-image-1"

    def makes(self, *pictures: bytes) -> None:
        for number, data in enumerate(pictures):
            self.aimock.answer({"image": self.entry(data, number)}, {"sequenceIndex": number})


class ByAddress(Images):
    def entry(self, data: bytes, number: int) -> dict[str, str]:
        return {"url": self.lies(data, number)}

    def lets_urls_expire(self) -> None:
        AimockScenario.lets_urls_expire(self)


class Queue(AimockScenario):
    """fal, on the path that its own client uses for a proxy."""

    base = "/fal"
    endpoint = "fal"
    polling = FAST

    def made(self, key: str) -> Fal:
        http = self.http(
            key, auth=Auth.key(key), refused=fal_refusal, headers={"x-fal-target-host": "queue.fal.run"}
        )
        return Fal("fal", http, model="fal-ai/flux/dev", polling=self.polling)

    def makes(self, *pictures: bytes) -> None:
        for number, data in enumerate(pictures):
            made = {"images": [{"url": self.lies(data, number), "content_type": "image/png"}]}
            self.aimock.answer({"json": made, "billableUnits": 0.5}, {"sequenceIndex": number})

    def never_ends(self) -> None:
        self.makes(picture(1))
        self.polling = Polling(first=3600)
        self.provider = self.made(KEY)

    async def begun(self) -> None:
        await self._seen("POST")

    async def stopped(self) -> None:
        await self._seen("PUT")

    async def _seen(self, method: str) -> None:
        while True:  # it says nothing by itself
            if any(each["method"] == method for each in self.aimock.requests()):
                return
            await asyncio.sleep(0.005)

    def tells_progress(self) -> bool:
        return False


class OnAimock(MediaContract):
    @pytest.fixture
    async def fake(self, aimock: Aimock) -> AsyncIterator[AimockScenario]:
        assert issubclass(self.scenario, AimockScenario)
        async with asyncio.timeout(30), self.scenario.before(aimock) as running:
            yield running


class TestImages(OnAimock):
    scenario = Images

    async def test_a_picture_goes_along(self, fake: Images) -> None:
        fake.aimock.answer(
            {"image": fake.entry(picture(2), 0)}, {"userMessage": "a harbour", "model": "sdxl"}
        )
        request = MediaRequest("a harbour", inputs=(Picture(picture(1), "image/png"),))
        (item,) = items(await collect(fake, request, "img2img"))
        assert item.data == picture(2)
        assert [each["path"] for each in fake.aimock.requests()] == ["/v1/images/edits"]

    async def test_what_the_model_made_of_the_prompt(self, fake: Images) -> None:
        fake.aimock.answer({"image": {**fake.entry(picture(2), 0), "revisedPrompt": "A calm harbour"}})
        (item,) = items(await collect(fake, MediaRequest("a harbour")))
        assert item.facts["returned"]["revised_prompt"] == "A calm harbour"


class TestStreamAsked(OnAimock):
    scenario = StreamAsked


class TestByAddress(OnAimock):
    scenario = ByAddress


class TestQueue(OnAimock):
    scenario = Queue

    async def test_the_queue_is_told_and_the_units(self, fake: Queue) -> None:
        fake.makes(picture(1))
        events = await collect(fake, MediaRequest("a harbour", seed=3))
        told = [event.message for event in events if isinstance(event, MediaProgress)]
        assert told[:2] == ["sending", "Job started processing."]
        (item,) = items(events)
        assert item.usage["units"] == 0.5
        assert (item.seed, item.model) == (3, "fal-ai/flux/dev")
        assert item.remote_id
