"""A fake of stable-diffusion.cpp's server, after its `examples/server/api.md`."""

import asyncio
import base64
import json
from typing import Any

from tests.servers.web_server import Handler, Seen, WebServer, reply


class StableDiffusionCppServer(WebServer):
    """`looks` is how often a job is still at work when it is asked for; None is for ever.

    With `jobs=False` it is an older one that has `/sdapi` only, where `looks=None` never answers.
    """

    def __init__(self, *, jobs: bool = True) -> None:
        super().__init__()
        self.pictures: list[bytes] = []
        self.looks: int | None = 2
        self.failure = ""
        self.refusal: Handler | None = None
        self.id: str | None = "job_1"
        self.bodies: list[dict[str, Any]] = []
        self.working = asyncio.Event()
        self.cancelled = asyncio.Event()
        self._looked = 0
        if jobs:
            self.answer("/sdcpp/v1/img_gen", self._start)
            self.answer("/sdcpp/v1/jobs/job_1", self._look)
            self.answer("/sdcpp/v1/jobs/job_1/cancel", self._cancel)
        self.answer("/sdapi/v1/txt2img", self._at_once)
        self.answer("/sdapi/v1/sd-models", reply(b'[{"title": "tiny", "model_name": "tiny"}]'))

    @property
    def status(self) -> str:
        """What the job is said to be now."""
        if self.cancelled.is_set():
            return "cancelled"
        if self.looks is None or self._looked <= self.looks:
            return "generating" if self._looked > 1 else "queued"
        return "failed" if self.failure else "completed"

    def job(self, status: str) -> dict[str, Any]:
        """The answer about a job."""
        images = [
            {"index": index, "b64_json": base64.b64encode(data).decode()}
            for index, data in enumerate(self.pictures)
        ]
        job = {
            "id": self.id,
            "kind": "img_gen",
            "status": status,
            "queue_position": 2 if status == "queued" else 0,
            "result": {"output_format": "png", "images": images} if status == "completed" else None,
            "error": {"code": "generation_failed", "message": self.failure} if status == "failed" else None,
        }
        return {name: value for name, value in job.items() if name != "id" or value is not None}

    async def _start(self, seen: Seen, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self.refusal:
            await self.refusal(seen, reader, writer)
            return
        self.bodies.append(json.loads(seen.body))
        self._looked = 0
        self.working.set()
        await reply(json.dumps(self.job("queued")).encode(), status=202)(seen, reader, writer)

    async def _look(self, seen: Seen, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._looked += 1
        await reply(json.dumps(self.job(self.status)).encode())(seen, reader, writer)

    async def _cancel(self, seen: Seen, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.cancelled.set()
        await reply(json.dumps(self.job("cancelled")).encode())(seen, reader, writer)

    async def _at_once(self, seen: Seen, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self.refusal:
            await self.refusal(seen, reader, writer)
            return
        self.bodies.append(json.loads(seen.body))
        self.working.set()
        if self.looks is None:
            await reader.read()  # until the client leaves
            self.cancelled.set()
            return
        images = [base64.b64encode(data).decode() for data in self.pictures]
        body = {"images": images, "parameters": {}, "info": ""}
        await reply(json.dumps(body).encode())(seen, reader, writer)
