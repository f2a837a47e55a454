"""A fake of fal's queue. The addresses in its answers name the real host, as a proxy's do.

Its answers were checked with `fal-client`, the client that fal wrote.
"""

import json
from typing import Any

from tests.servers.job_server import Job, JobServer
from tests.servers.web_server import Seen, reply

MODEL = "fal-ai/flux/dev"


class FalServer(JobServer):
    """`tells_seed` is whether results say their seed. Requests wait behind one other at first."""

    key_prefix = "Key "

    def __init__(self) -> None:
        super().__init__()
        self.tells_seed = True
        self.flags = [False]
        self.route_begin(f"/{MODEL}", lambda seen: self._begun(self.begin(seen)))

    def _begun(self, job: Job) -> Any:
        at = f"/fal-ai/flux/requests/{job.id}"  # without the path below the app
        self.route(f"{at}/status", lambda _: self._status(job))
        self.route(at, lambda _: self._result(job))
        self.route(f"{at}/cancel", lambda seen: self._cancelled(job, seen))
        real = f"https://queue.fal.run{at}"
        return {
            **({"request_id": job.id} if self.has_ids else {}),
            "response_url": real,
            "status_url": f"{real}/status",
            "cancel_url": f"{real}/cancel",
            "queue_position": 1,
            "status": "IN_QUEUE",
        }

    def _status(self, job: Job) -> Any:
        state = self.state(job)
        if isinstance(state, float) and job.asked == 1:
            return {"status": "IN_QUEUE", "queue_position": 1, "request_id": job.id}
        if isinstance(state, float):
            bar = {"message": f" {int(state * 100)}%|███  | 2/10 [00:01<00:03, 2.6it/s]", "level": "STDERR"}
            return {"status": "IN_PROGRESS", "request_id": job.id, "logs": [bar]}
        done = {"status": "COMPLETED", "request_id": job.id, "logs": [], "metrics": {"inference_time": 1.5}}
        return {**done, "error": self.failure} if state == "failed" else done

    def _result(self, job: Job) -> Any:
        images = [{"url": url, "width": 24, "height": 16, "content_type": "image/png"} for url in job.urls]
        seed = {"seed": job.body.get("seed")} if self.tells_seed else {}
        result = {"images": images, "has_nsfw_concepts": self.flags, "prompt": job.body["prompt"], **seed}
        return reply(json.dumps(result).encode(), x_fal_billable_units="0.5")

    def _cancelled(self, job: Job, seen: Seen) -> Any:
        assert seen.method == "PUT"
        self.cancel(job)
        return {"status": "CANCELLATION_REQUESTED"}
