"""A fake of midjourney-proxy: submitted tasks with codes, progress in percent, a picture on the way.

There is no client of it in the registries; its answers follow the proxy's own documents.
"""

from typing import Any

from tests.engine.providers.contract_media.pictures import picture
from tests.servers.job_server import Job, JobServer
from tests.servers.web_server import Seen, reply

PREVIEW = picture(99, "WEBP")


class MidjourneyServer(JobServer):
    """`code` is the answer to what is submitted, with `description` and `properties`."""

    key_header = "mj-api-secret"
    key_prefix = ""

    def __init__(self) -> None:
        super().__init__()
        self.code = 1
        self.description = "Submit success"
        self.properties: dict[str, Any] = {}
        for kind in ("imagine", "change", "blend"):
            self.route_begin(f"/mj/submit/{kind}", self._submit)
        self.route("/mj/task/list", lambda _: [self._told(job, 0.0) for job in self.jobs.values()])
        self.answer("/files/preview.webp", reply(PREVIEW, kind="image/webp"))

    def _submit(self, seen: Seen) -> Any:
        told = {"code": self.code, "description": self.description, "properties": self.properties}
        if self.code not in (1, 21, 22):
            return told
        job = self.begin(seen)
        self.route(f"/mj/task/{job.id}/fetch", lambda _: self._told(job, self.state(job)))
        return {**told, **({"result": job.id} if self.has_ids else {})}

    def _told(self, job: Job, state: float | str) -> Any:
        status = {"done": "SUCCESS", "failed": "FAILURE"}
        running = isinstance(state, float)
        url = job.urls[0] if state == "done" else f"{self.url}/files/preview.webp" if job.asked > 1 else None
        return {
            "id": job.id,
            "action": job.body.get("action", "IMAGINE"),
            "prompt": job.body.get("prompt"),
            "state": job.body.get("state"),
            "status": ("IN_PROGRESS" if state else "NOT_START") if running else status[str(state)],
            "progress": f"{int(state * 100)}%" if isinstance(state, float) else "100%",
            "imageUrl": url,
            "failReason": self.failure if state == "failed" else None,
        }
