"""A fake of Comfy API v2, after its OpenAPI file: jobs, single-use keys, events, assets."""

import asyncio
import base64
import json
from typing import Any

from tests.servers.web_server import Handler, Seen, WebServer, reply


class ComfyApiServer(WebServer):
    """Each job makes the next of `pictures`; `endless` ones run until cancelled. Without `events`: 501."""

    def __init__(self) -> None:
        super().__init__()
        self.pictures: list[bytes] = []
        self.preview = b""
        self.failure: dict[str, Any] | None = None
        self.events = True
        self.cuts_events = self.endless = False
        self.gives_id = True
        self.expired: set[str] = set()
        self.refusal: Handler | None = None
        self.workflows: list[dict[str, Any]] = []
        self.keys: list[str] = []
        self.looked: dict[str, int] = {}
        self.working = asyncio.Event()
        self.cancelled = asyncio.Event()
        self.answer("/api/v2/jobs", self._start)

    def job(self, number: int) -> dict[str, Any]:
        """The job of that number, as far as it is now."""
        name = f"job-{number}"
        done = not self.endless and self.looked.get(name, 0) >= 2
        status = "canceled" if self.cancelled.is_set() else "succeeded" if done else "running"
        if done and self.failure:
            status = "failed"
        output = {
            "id": f"asset-{number}",
            "node_id": "7",
            "name": f"reroll_{number}.png",
            "type": "image",
            "content_type": "image/png",
            "url": f"/files/{number}",
        }
        latent = {"id": "asset-l", "node_id": "5", "name": "x.latent", "type": "latent", "url": "/latent"}
        return {
            "id": name,
            "status": status,
            "queue_position": None,
            "progress": {"value": 0.5, "nodes_done": 3, "nodes_total": 7, "message": "KSampler 10/20"},
            "outputs": [latent, output] if status == "succeeded" else [],
            "error": self.failure if status == "failed" else None,
            "urls": {
                "self": f"/api/v2/jobs/{name}",
                "events": f"/api/v2/jobs/{name}/events",
                "cancel": f"/api/v2/jobs/{name}/cancel",
            },
        }

    async def _start(self, seen: Seen, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self.refusal:
            await self.refusal(seen, reader, writer)
            return
        key = seen.headers.get("idempotency-key", "")
        if key in self.keys:
            error = {"code": "idempotency_key_reuse", "message": "this key was used", "details": None}
            await reply(json.dumps({"error": error}).encode(), status=422)(seen, reader, writer)
            return
        self.keys.append(key)
        number = len(self.workflows)
        self.workflows.append(json.loads(seen.body)["workflow"])
        path = f"/api/v2/jobs/job-{number}"
        self.answer(path, self._look)
        self.answer(f"{path}/events", self._events)
        self.answer(f"{path}/cancel", self._cancel)
        self.answer(f"/files/{number}", self._file)
        self.answer(f"/fresh/{number}", self._file)
        self.answer(f"/api/v2/assets/asset-{number}", self._asset)
        job = self.job(number)
        if not self.gives_id:
            job.pop("id")
        self.working.set()
        await reply(json.dumps(job).encode(), status=201)(seen, reader, writer)

    async def _look(self, seen: Seen, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        name = seen.path.split("/")[4]
        self.looked[name] = self.looked.get(name, 0) + 1
        await reply(json.dumps(self.job(_number(name))).encode())(seen, reader, writer)

    async def _events(self, seen: Seen, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if not self.events:
            error = {"code": "not_implemented", "message": "no events here"}
            await reply(json.dumps({"error": error}).encode(), status=501)(seen, reader, writer)
            return
        writer.write(b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\nconnection: close\r\n\r\n")
        _tell(writer, "status", {"status": "queued", "queue_position": 3})
        _tell(writer, "progress", {"value": 0.25, "nodes_done": 1, "nodes_total": 7, "message": "Loader"})
        if self.preview:
            encoded = base64.b64encode(self.preview).decode()
            about = {"node_id": "5", "content_type": "image/jpeg", "data_base64": encoded}
            _tell(writer, "preview", about)
            _tell(writer, "preview", {**about, "data_base64": "PHN2Zz4="})
        writer.write(b"data: nonsense\n\n")
        if self.cuts_events:
            return
        if self.endless:
            await reader.read()  # until the client leaves
        else:
            _tell(writer, "status", {"status": "succeeded", "queue_position": None})
            self.looked[seen.path.split("/")[4]] = 2

    async def _cancel(self, seen: Seen, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.cancelled.set()
        await reply(json.dumps(self.job(_number(seen.path.split("/")[4]))).encode())(seen, reader, writer)

    async def _asset(self, seen: Seen, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        url = f"http://127.0.0.1:{self.port}/fresh/{_number(seen.path)}"
        await reply(json.dumps({"id": "asset", "url": url}).encode())(seen, reader, writer)

    async def _file(self, seen: Seen, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if seen.path.split("/")[1] in self.expired:
            await reply(b"<Error>expired</Error>", status=403, kind="text/xml")(seen, reader, writer)
            return
        data = self.pictures[int(seen.path.rpartition("/")[2])]
        await reply(data, kind="image/png")(seen, reader, writer)


def _number(name: str) -> int:
    return int(name.rpartition("-")[2])


def _tell(writer: asyncio.StreamWriter, kind: str, data: dict[str, Any]) -> None:
    writer.write(f"event: {kind}\ndata: {json.dumps(data)}\n\n".encode())
