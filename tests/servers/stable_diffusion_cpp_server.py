"""A fake of stable-diffusion.cpp's server, after its `examples/server/api.md`."""

import asyncio
import base64
import json
from typing import Any

from tests.servers.job_server import JobServer
from tests.servers.web_server import Seen, reply

STATES = {
    "queued": "queued",
    "running": "generating",
    "done": "completed",
    "failed": "failed",
    "cancelled": "cancelled",
}


class StableDiffusionCppServer(JobServer):
    """With `jobs=False` an older one that has `/sdapi` only, where `looks=None` never answers."""

    def __init__(self, *, jobs: bool = True) -> None:
        super().__init__()
        if jobs:
            self.answer("/sdcpp/v1/img_gen", self.start)
            self.answer("/sdcpp/v1/jobs/job_1", self.look)
            self.answer("/sdcpp/v1/jobs/job_1/cancel", self.cancel)
        self.answer("/sdapi/v1/txt2img", self.at_once)
        self.answer("/sdapi/v1/sd-models", reply(b'[{"title": "tiny", "model_name": "tiny"}]'))

    def job(self, state: str) -> dict[str, Any]:
        images = [
            {"index": index, "b64_json": base64.b64encode(data).decode()}
            for index, data in enumerate(self.pictures)
        ]
        return {
            "id": self.id,
            "kind": "img_gen",
            "status": STATES[state],
            "queue_position": 2 if state == "queued" else 0,
            "result": {"output_format": "png", "images": images} if state == "done" else None,
            "error": {"code": "generation_failed", "message": self.failure} if state == "failed" else None,
        }

    async def at_once(self, seen: Seen, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
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
