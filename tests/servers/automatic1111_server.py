"""A fake of AUTOMATIC1111's web UI with `--api`: one task at a time, ids, progress, previews, interrupt.

    async with Automatic1111Server() as server:
        server.pictures = [png]
        ... f"http://127.0.0.1:{server.port}"

Its answers were checked with `webuiapi`, a client that somebody else wrote.
"""

import asyncio
import base64
import json
from typing import Any

from tests.servers.web_server import Handler, Seen, WebServer, reply


class Automatic1111Server(WebServer):
    """`pictures` are what is made. `steps` is how often progress is told before the end; None: no end."""

    def __init__(self) -> None:
        super().__init__()
        self.pictures: list[bytes] = []
        self.steps: int | None = 2
        self.preview: bytes = b""
        self.grid: bytes | None = None
        self.refusal: Handler | None = None
        self.bodies: list[dict[str, Any]] = []
        self.pending: list[str] = []
        self.current = ""
        self.working = asyncio.Event()
        self.interrupted = asyncio.Event()
        self._told = 0
        self._done = asyncio.Event()
        for path in ("txt2img", "img2img"):
            self.answer(f"/sdapi/v1/{path}", self._generate)
        self.answer("/internal/progress", self._progress)
        self.answer("/internal/pending-tasks", self._pending)
        self.answer("/sdapi/v1/interrupt", self._interrupt)
        names = [{"name": "Euler a", "aliases": ["k_euler_a"], "options": {}}]
        self.answer("/sdapi/v1/samplers", reply(json.dumps(names).encode()))
        self.answer("/sdapi/v1/schedulers", reply(b'[{"name": "karras", "label": "Karras"}]'))
        model = {"title": "dream.safetensors [abc]", "model_name": "dream", "hash": "abc", "filename": "/d"}
        self.answer("/sdapi/v1/sd-models", reply(json.dumps([model]).encode()))

    async def _generate(self, seen: Seen, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self.refusal:
            await self.refusal(seen, reader, writer)
            return
        body = json.loads(seen.body)
        self.bodies.append(body)
        self.current = body.get("force_task_id", "task(somebody)")
        self._done.clear()
        self._told = 0
        self.working.set()
        if "force_task_id" in body and (self.steps is None or self.steps > 0):
            await self._done.wait()
        self.current = ""
        count = body.get("batch_size", 1) * body.get("n_iter", 1)
        seed = body.get("seed", -1)
        grid = [self.grid] if self.grid else []
        info = {
            "all_seeds": [(seed if seed >= 0 else 1000) + index for index in range(count)],
            "seed": seed,
            "infotexts": [f"{body.get('prompt')}, number {index}" for index in range(count + len(grid))],
            "index_of_first_image": len(grid),
            "sd_model_name": "dream",
            "sampler_name": body.get("sampler_name") or "Euler a",
            "steps": body.get("steps", 20),
        }
        images = [base64.b64encode(data).decode() for data in [*grid, *self.pictures[:count]]]
        done = {"images": images, "parameters": body, "info": json.dumps(info)}
        await reply(json.dumps(done).encode())(seen, reader, writer)

    async def _progress(self, seen: Seen, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        asked = json.loads(seen.body)
        active = asked["id_task"] == self.current
        state: dict[str, Any] = {
            "active": active,
            "queued": asked["id_task"] in self.pending,
            "paused": False,
            "completed": False,
            "id_live_preview": -1,
        }
        if active:
            self._told += 1
            steps = self.steps or 1_000_000
            state |= {"progress": min(1.0, self._told / (steps + 1)), "eta": 3.5}
            if self.preview and asked["id_live_preview"] != self._told:
                encoded = base64.b64encode(self.preview).decode()
                state |= {"live_preview": f"data:image/jpeg;base64,{encoded}", "id_live_preview": self._told}
            if self._told >= steps:
                self._done.set()
        await reply(json.dumps(state).encode())(seen, reader, writer)

    async def _pending(self, seen: Seen, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        tasks = {"size": len(self.pending), "tasks": self.pending}
        await reply(json.dumps(tasks).encode())(seen, reader, writer)

    async def _interrupt(
        self, seen: Seen, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        self.interrupted.set()
        self._done.set()
        await reply(b"{}")(seen, reader, writer)
