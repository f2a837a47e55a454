"""A fake of OpenAI's images API: streams with previews, base64, and addresses.

Its answers were checked with `openai`, the client that OpenAI wrote.
"""

import asyncio
import base64
import json
from typing import Any

from tests.engine.providers.contract_media.pictures import picture
from tests.servers.job_server import JobServer
from tests.servers.web_server import Handler, Seen

USAGE = {
    "input_tokens": 12,
    "output_tokens": 300,
    "total_tokens": 312,
    "input_tokens_details": {"text_tokens": 12, "image_tokens": 0},
}


class OpenAIImagesServer(JobServer):
    """`steps` None never ends. `urls` answers with addresses; `cut` ends a stream before the picture."""

    def __init__(self) -> None:
        super().__init__()
        self.urls = False
        self.cut = False
        self.bodies: list[dict[str, Any]] = []
        self.forms: list[bytes] = []
        names = ("gpt-5", "gpt-image-2", "dall-e-3")
        self.route("/v1/models", lambda _: {"object": "list", "data": [{"id": name} for name in names]})
        self.route_begin("/v1/images/generations", self._generations)
        self.route_begin("/v1/images/edits", self._edits)

    def _generations(self, seen: Seen) -> Any:
        body = json.loads(seen.body)
        self.bodies.append(body)
        if body.get("stream"):
            return self._stream(body)
        if self.steps is None:
            return self._silent
        return self._whole(seen, body.get("n", 1))

    def _edits(self, seen: Seen) -> Any:
        self.forms.append(seen.body)
        return {"created": 1, "data": [{"b64_json": self._made()}], "usage": USAGE}

    def _whole(self, seen: Seen, count: int) -> Any:
        if self.urls:
            data = [
                {"url": url, "revised_prompt": "a tall lighthouse"} for url in self.begin(seen, count).urls
            ]
        else:
            data = [{"b64_json": self._made()} for _ in range(count)]
        return {"created": 1, "data": data, "usage": USAGE, "size": "1024x1024"}

    def _stream(self, body: dict[str, Any]) -> Handler:
        made = self._made()

        async def handle(seen: Seen, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            writer.write(b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream; charset=utf-8\r\n\r\n")
            for number in range(body["partial_images"]):
                part = base64.b64encode(picture(100 + number)).decode()
                _event(writer, "image_generation.partial_image", b64_json=part, partial_image_index=number)
            if self.steps is None:
                await self._silent(seen, reader, writer)
            elif self.failure:
                _event(writer, "error", error={"message": self.failure, "type": "server_error"})
            elif not self.cut:
                _event(writer, "image_generation.completed", b64_json=made, usage=USAGE, size="1024x1024")
            await writer.drain()

        return handle

    async def _silent(self, _seen: Seen, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await writer.drain()
        self.working.set()
        await reader.read()
        self.stopped.set()

    def _made(self) -> str:
        return base64.b64encode(self.pictures.pop(0) if self.pictures else picture(200)).decode()


def _event(writer: asyncio.StreamWriter, kind: str, **event: Any) -> None:
    data = json.dumps({"type": kind, "created_at": 1, **event})
    writer.write(f"event: {kind}\ndata: {data}\n\n".encode())
