"""A fake of Replicate: models with versions, predictions with logs, output of any kind.

Its answers were checked with `replicate`, the client that Replicate wrote.
"""

from typing import Any

from tests.servers.job_server import Job, JobServer
from tests.servers.web_server import Seen, reply

VERSION = "5c7d5dc6dd8bf75c1acaa8565735e7986bc5b66206b55cca93cb72c9bf15ccaa"
INPUT: dict[str, Any] = {
    "type": "object",
    "title": "Input",
    "properties": {
        "seed": {"type": "integer", "title": "Seed", "x-order": 2},
        "prompt": {"type": "string", "title": "Prompt", "x-order": 0},
        "scheduler": {
            "allOf": [{"$ref": "#/components/schemas/scheduler"}],
            "default": "DDIM",
            "x-order": 1,
        },
    },
}


class ReplicateServer(JobServer):
    """`official` models run without a version, the others do not. `output` replaces the addresses."""

    def __init__(self) -> None:
        super().__init__()
        self.official = True
        self.output: Any = None
        self.input = INPUT
        model = "/v1/models/stability-ai/sdxl"
        self.route(model, lambda _: self._model())
        self.route(f"{model}/versions/{VERSION}", lambda _: self._version())
        self.route("/v1/models", lambda _: {"next": None, "results": [self._model()]})
        self.route_begin(f"{model}/predictions", self._predict_official)
        self.route_begin("/v1/predictions", self._predictions)

    def _model(self) -> Any:
        return {
            "url": "https://replicate.com/stability-ai/sdxl",
            "owner": "stability-ai",
            "name": "sdxl",
            "visibility": "public",
            "run_count": 1,
            "latest_version": self._version(),
        }

    def _version(self) -> Any:
        schemas = {"Input": self.input, "scheduler": {"type": "string", "enum": ["DDIM", "K_EULER"]}}
        return {
            "id": VERSION,
            "created_at": "2026-01-01T00:00:00Z",
            "cog_version": "0.9",
            "openapi_schema": {"openapi": "3.0.2", "components": {"schemas": schemas}},
        }

    def _predict_official(self, seen: Seen) -> Any:
        if not self.official:
            return reply(b'{"detail": "The requested resource could not be found."}', status=404)
        return self._begun(self.begin(seen))

    def _predictions(self, seen: Seen) -> Any:
        if seen.method == "GET":
            return {
                "next": None,
                "previous": None,
                "results": [self._told(job) for job in self.jobs.values()],
            }
        return self._begun(self.begin(seen))

    def _begun(self, job: Job) -> Any:
        self.route(f"/v1/predictions/{job.id}", lambda _: self._told(job, self.state(job)))
        self.route(
            f"/v1/predictions/{job.id}/cancel", lambda _: self.cancel(job) or self._told(job, "cancelled")
        )
        return self._told(job)

    def _told(self, job: Job, state: float | str | None = None) -> Any:
        status = {"cancelled": "canceled", "failed": "failed", "done": "succeeded", None: "starting"}
        output = self.output if self.output is not None else job.urls
        steps = int(state * 10) if isinstance(state, float) else 0
        bars = "\n".join(
            f"{10 * n:3d}%|{'█' * n:10}| {n}/10 [00:0{n}<00:05,  2.00it/s]" for n in range(steps + 1)
        )
        return {
            **({"id": job.id} if self.has_ids else {}),
            "version": VERSION,
            "model": "stability-ai/sdxl",
            "created_at": job.begun.isoformat(),
            "status": "processing" if isinstance(state, float) else status[state],
            "input": job.body["input"],
            "output": output if state == "done" else None,
            "error": self.failure if state == "failed" else None,
            "logs": f"Using seed: 1\n{bars}" if state else "",
            "metrics": {"predict_time": 2.5} if state == "done" else {},
            "urls": {"get": "https://api.replicate.com/x", "cancel": "https://api.replicate.com/y"},
        }
